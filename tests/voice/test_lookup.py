from __future__ import annotations

import pytest

from server.errors import NotFound
from server.voice.lookup import best_first, find_voice
from server.voice.model import Voice

VOICES = (
    Voice("gmw/en-us", "English (America)", "en-US"),
    Voice("gmw/en", "English (Great Britain)", "en-GB"),
    Voice("gmw/en-gb-scotland", "English (Scotland)", "en-GB-scotland"),
    Voice("gmw/de", "German", "de"),
    Voice("roa/fr", "French (France)", "fr-FR"),
    Voice("urj/fi", "Finnish", "fi"),
)


def test_the_voices_of_an_engine_are_ordered_by_language_and_quality() -> None:
    joe, lessac, ryan = (Voice(name, name, "en-US", "medium") for name in ("joe", "lessac", "ryan"))
    engine = (
        Voice("untold", "Untold", "", "high"),
        Voice("plain", "Plain", "en-GB"),
        Voice("thorsten", "Thorsten", "de-DE", "high"),
        Voice("danny", "Danny", "en-US", "low"),
        Voice("amy", "Amy", "en-GB", "x_low"),
        *(joe, lessac, ryan),
        Voice("cori", "Cori", "en-GB", "high"),
    )
    ordered = ["cori", "joe", "lessac", "ryan", "danny", "amy", "plain", "untold", "thorsten"]
    assert [voice.id for voice in best_first([engine])] == ordered


GERMAN = (Voice("berlin/anna", "Anna", "de", "high"),)
SILENT_ON_LANGUAGE = (Voice("hall/one", "One", ""),)


@pytest.mark.parametrize(
    ("engines", "default"),
    [
        ([VOICES, [Voice("kokoro/heart", "Heart", "en", "high")]], "gmw/en-us"),
        ([[Voice("kokoro/heart", "Heart", "en")], VOICES], "kokoro/heart"),
        ([[Voice("hall/two", "Two", "EN")], VOICES], "hall/two"),
        ([GERMAN, VOICES], "gmw/en-us"),
        ([GERMAN, SILENT_ON_LANGUAGE], "hall/one"),
        ([SILENT_ON_LANGUAGE, VOICES], "hall/one"),
        ([(), VOICES], "gmw/en-us"),
        ([GERMAN], "berlin/anna"),
    ],
)
def test_the_first_engine_with_a_language_of_the_coach_has_the_default(
    engines: list[tuple[Voice, ...]], default: str
) -> None:
    voices = best_first(engines)
    assert find_voice(voices, None).id == default
    assert len(voices) == sum(map(len, engines)), "the others can be chosen"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (None, "gmw/en-us"),
        ("gmw/de", "gmw/de"),
        ("German", "gmw/de"),
        ("english (scotland)", "gmw/en-gb-scotland"),
        ("EN-gb", "gmw/en"),
        (" fi ", "urj/fi"),
        ("fr", "roa/fr"),
    ],
)
def test_a_voice_is_found_by_id_name_or_language(wanted: str | None, found: str) -> None:
    assert find_voice(VOICES, wanted).id == found


@pytest.mark.parametrize(
    ("wanted", "nearest"),
    [
        ("en-uk", "gmw/en-us"),
        ("Scottish", "gmw/en-gb-scotland"),
        ("Germna", "gmw/de"),
        ("fr-CH", "roa/fr"),
        ("gmw/en-gb", "gmw/en"),
        ("", "gmw/de"),
    ],
)
def test_for_a_missing_voice_the_nearest_are_named(wanted: str, nearest: str) -> None:
    with pytest.raises(NotFound) as missing:
        find_voice(VOICES, wanted)
    assert f'There is no voice "{wanted}"' in str(missing.value)
    assert nearest in str(missing.value)


def test_for_a_name_like_none_only_english_voices_are_named() -> None:
    caribbean = Voice("gmw/en-029", "English (Caribbean)", "en-029")
    with pytest.raises(NotFound) as missing:
        find_voice((*VOICES[::-1], caribbean), "zzzfinde")
    assert str(missing.value).count("English") == 4


def test_an_endless_name_is_not_repeated_in_full() -> None:
    with pytest.raises(NotFound) as missing:
        find_voice(VOICES, "x" * 10_000)
    assert len(str(missing.value)) < 300
