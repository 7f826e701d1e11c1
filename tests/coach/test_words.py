from __future__ import annotations

import pytest

from server.coach import words


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (words.number(12), "twelve"),
        (words.number(13), "13"),
        (words.counted(1, "rep"), "One rep."),
        (words.counted(15, "rep"), "15 reps."),
        (words.seconds(1), "1 second."),
        (words.seconds(90), "90 seconds."),
        (words.seconds(120), "Two minutes."),
        (words.seconds(150), "150 seconds."),
        (words.ordinal(3, 10), "Three of ten."),
        (words.ordinal(2, 3, "set"), "Set two of three."),
        (words.again("both", "leg"), "Next: the same again."),
        (words.again("left", "foot"), "Next: left foot again."),
        (words.alternating("foot", "set"), "Change feet after each set."),
        (words.workout_length(1), "That was about one minute."),
        (words.workout_length(14), "That was about 14 minutes."),
        (words.sentence("long back"), "Long back."),
        (words.sentence("Quiet landings!"), "Quiet landings!"),
    ],
)
def test_figures_become_plain_sentences(said: str, expected: str) -> None:
    assert said == expected
