from __future__ import annotations

import pytest

from server.voice.recorded import parts_of, phrase_key, words_of


def recorded(*texts: str) -> dict[str, str]:
    return {phrase_key(text): text for text in texts}


def parts(text: str, *texts: str) -> list[tuple[str, int]]:
    known = recorded(*texts)
    return [(known[part.key], part.gap_ms) for part in parts_of(text, known)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Halfway.", ("halfway",)),
        ("  LEFT foot!", ("left", "foot")),
        ("Forty-five seconds", ("forty", "five", "seconds")),
        ("Don’t lock it", ("don't", "lock", "it")),
        ("1.5 minutes, 20 %", ("1.5", "minutes", "20")),
        ("Cafe\u0301", ("café",)),
        ("…!", ()),
    ],
)
def test_a_phrase_is_known_by_its_words(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


def test_case_and_punctuation_make_no_other_phrase() -> None:
    assert phrase_key("Halfway.") == phrase_key("halfway")
    assert phrase_key("Left foot") != phrase_key("Right foot")
    assert phrase_key("…") == ""


def test_a_phrase_is_put_together_from_the_fewest_parts() -> None:
    assert parts("Hold for thirty seconds.", "hold for", "Thirty", "seconds") == [
        ("hold for", 80),
        ("Thirty", 80),
        ("seconds", 0),
    ]
    assert parts("Hold for thirty seconds.", "hold for", "Thirty", "seconds", "thirty seconds") == [
        ("hold for", 80),
        ("thirty seconds", 0),
    ]
    assert parts("Halfway.", "half", "halfway") == [("halfway", 0)]


def test_the_longest_part_does_not_lead_astray() -> None:
    assert parts("Hold for thirty seconds.", "hold for", "hold", "for thirty seconds") == [
        ("hold", 80),
        ("for thirty seconds", 0),
    ]


def test_what_is_missing_is_not_passed_over() -> None:
    assert parts("Hold for thirty seconds.", "hold for", "seconds") == []
    assert parts("…", "hold") == []


def test_a_pause_is_left_where_a_speaker_leaves_one() -> None:
    assert parts("Next: Left foot. Hold.", "next", "left foot", "hold") == [
        ("next", 200),
        ("left foot", 350),
        ("hold", 0),
    ]
