from __future__ import annotations

import pytest

from server.routine.schema import hard_to_say, spoken_form


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Hold 30s.", "Hold 30 seconds."),
        ("Hold 1 s, then 5 min.", "Hold 1 second, then 5 minutes."),
        ("1/2 turn", "a half turn"),
        ("¾ of the way", "three quarters of the way"),
        ("5-10 cm", "5 to 10 centimetres"),
        ("8–12 reps", "8 to 12 reps"),
        ("90° at the knee", "90 degrees at the knee"),
        ("10% more", "10 percent more"),
        ("x3", "3 times"),
        ("3× each", "3 times each"),
        ("~5 cm", "about 5 centimetres"),
        ("push & hold", "push and hold"),
        ("Two-leg heel raise", "Two-leg heel raise"),
        ("5 in a row", "5 in a row"),
        ("Stand. Mind the step!", "Stand. Mind the step!"),
    ],
)
def test_what_is_certain_is_written_out(written: str, said: str) -> None:
    assert spoken_form(written) == said


@pytest.mark.parametrize(
    ("written", "part"),
    [
        ("L/R", "“L/R” is read with the word “slash”"),
        ("w/ a band", "“w/” is read"),
        ("knee → chest", "rightwards arrow"),
        ("go 😀", "grinning face"),
        ("壁に手", "spells these letters by name"),
        ("снова", "spells these letters by name"),
    ],
)
def test_what_is_not_certain_is_reported_with_what_to_write(written: str, part: str) -> None:
    messages = list(hard_to_say(written))
    assert len(messages) == 1
    assert part in messages[0]
    assert "write" in messages[0]


@pytest.mark.parametrize(
    "written", ["Calf stretch.", "Café, naïve: “go”!", "30s", "1/2", "Don’t bounce – ever."]
)
def test_what_a_voice_says_right_is_not_reported(written: str) -> None:
    assert list(hard_to_say(written)) == []


def test_letters_of_another_language_are_its_own_voices() -> None:
    assert list(hard_to_say("壁に手", "ja")) == []
