from __future__ import annotations

import pytest

from server.voice import KnownEngine, Voice
from server.web.routines.voice_rows import engine_rows
from server.web.voice_words import about_voice

ENGLISH = Voice("gmw/en-us", "English (America)", "en-US")
GERMAN = Voice("gmw/de", "German", "de")


@pytest.mark.parametrize(
    ("engine", "voice", "told"),
    [
        ("piper", Voice("joe", "Joe", "en-US", "medium"), "Piper, English, medium quality"),
        ("piper", Voice("amy", "Amy", "en-GB", "x_low"), "Piper, English, very low quality"),
        ("pyttsx3-espeak", ENGLISH, "espeak, English"),
        ("pyttsx3-espeak", GERMAN, "espeak, de"),
        ("openai/kokoro", Voice("heart", "heart, kokoro", ""), "kokoro"),
    ],
)
def test_a_voice_is_told_in_words(engine: str, voice: Voice, told: str) -> None:
    assert about_voice(voice, KnownEngine(engine, [voice], [voice])) == told


def test_the_chosen_voice_is_shown_whatever_it_speaks() -> None:
    engine = KnownEngine("pyttsx3-espeak", [ENGLISH, GERMAN], [ENGLISH])
    assert [row.id for row in engine_rows([engine], ENGLISH)[0].rows] == ["gmw/en-us"]
    shown = engine_rows([engine], GERMAN)[0].rows
    assert [(row.id, row.is_chosen) for row in shown] == [("gmw/en-us", False), ("gmw/de", True)]


def test_an_engine_without_a_voice_for_the_coach_is_not_shown() -> None:
    assert engine_rows([KnownEngine("openai/berlin", [GERMAN], [])], ENGLISH) == ()


def test_of_many_voices_the_first_ten_are_shown_at_once() -> None:
    many = [Voice(f"openai/kokoro/{number}", f"{number}, kokoro", "en") for number in range(14)]
    (shown,) = engine_rows([KnownEngine("openai/kokoro", many, many)], None)
    assert [row.name for row in shown.rows] == [str(number) for number in range(10)]
    assert [row.name for row in shown.more] == ["10", "11", "12", "13"]
