from __future__ import annotations

import pytest

from server.web import formatting


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (0, "0 s"),
        (999, "1 s"),
        (59_000, "59 s"),
        (60_000, "1 min"),
        (61_000, "1 min 1 s"),
        (850_000, "14 min 10 s"),
    ],
)
def test_a_duration_is_said_to_the_second(ms: int, text: str) -> None:
    assert formatting.length(ms) == text


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (0, "0 s left"),
        (1, "1 s left"),
        (59_999, "60 s left"),
        (60_000, "1 min left"),
        (60_001, "2 min left"),
    ],
)
def test_what_is_left_is_rounded_up(ms: int, text: str) -> None:
    assert formatting.time_left(ms) == text


def test_a_text_is_split_after_its_first_sentence() -> None:
    assert formatting.split_first_sentence(" It is 2.5 km. Run! ") == ("It is 2.5 km.", "Run!")
    assert formatting.split_first_sentence("Run") == ("Run", "")


def test_an_instruction_is_shown_as_it_is_said_for_the_left_side() -> None:
    text = "{side} leg back, {other} foot in front. {other} hand on the wall."
    assert formatting.for_left(text) == "Left leg back, right foot in front. Right hand on the wall."
    assert formatting.for_left("Lean on the wall.") == "Lean on the wall."
