from __future__ import annotations

import pytest

from server.routine.schema import hard_to_say


@pytest.mark.parametrize(
    ("written", "part"),
    [
        ("L/R", "“L/R” is read with the word “slash”"),
        ("w/ a band", "“w/” is read"),
        ("15 reps/side.", "“reps/side” is read"),
        ("Pull 3-1-3-0.", "“3-1-3-0” is read with the word “dash”"),
        ("R foot first", "“R” is read as a letter; write right"),
        ('Hold 30".', '“"” after a number is left out'),
        ("knee → chest", "“→”, rightwards arrow"),
        ("go 😀", "“😀”, grinning face"),
        ("👩‍⚕️ says", "“👩‍⚕️”, woman: signs"),
        ("壁に手", "an English voice spells Japanese letters by name"),
        ("снова", "an English voice spells Cyrillic letters by name"),
        ("שלום", "an English voice spells Hebrew letters by name"),
    ],
)
def test_what_is_not_certain_is_reported_with_what_to_write(written: str, part: str) -> None:
    messages = list(hard_to_say(written))
    assert len(messages) == 1
    assert part in messages[0]
    assert "write" in messages[0]


def test_all_signs_of_a_text_are_one_message() -> None:
    (message,) = hard_to_say("→ # → * 😀 @")
    assert message.startswith("“→”, rightwards arrow; “#”, number sign; “*”, asterisk: signs are read")


@pytest.mark.parametrize(
    "written",
    [
        "Calf stretch.",
        "Café, naïve: “go”!",
        "30s",
        "1/2",
        "Don’t bounce – ever.",
        "Full ROM.",
        'Think "hold 5".',
        "Two-leg, e.g. this (slowly) …",
    ],
)
def test_what_a_voice_says_right_is_not_reported(written: str) -> None:
    assert list(hard_to_say(written)) == []


def test_letters_of_another_language_are_its_own_voices() -> None:
    assert list(hard_to_say("壁に手", "ja")) == []
    assert list(hard_to_say("壁に手", "xx")) == []
    (message,) = hard_to_say("壁に手", "de")
    assert message.startswith("a German voice spells Japanese letters")
