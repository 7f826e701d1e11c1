from __future__ import annotations

import re

import pytest

from server.routine.pacing import read_tempo


@pytest.mark.parametrize(
    ("typed", "phases"),
    [
        ("2 - 1 - 2 - 0", (2, 1, 2, 0)),
        ("2-1-2-0", (2, 1, 2, 0)),
        ("2–1–2–0", (2, 1, 2, 0)),
        ("2 1 2 0", (2, 1, 2, 0)),
        ("2; 1; 2; 0", (2, 1, 2, 0)),
        ("2/1/2/0", (2, 1, 2, 0)),
        ("2, 1, 2, 0", (2, 1, 2, 0)),
        ("2 , 1 , 2 , 0", (2, 1, 2, 0)),
        ("2,1,2,0", (2, 1, 2, 0)),
        ("1.5,0,1.5,0", (1.5, 0, 1.5, 0)),
        ("1,5 - 0 - 1,5 - 0", (1.5, 0, 1.5, 0)),
        ("1,5-0-1,5-0", (1.5, 0, 1.5, 0)),
        ("1,5; 0; 1,5; 0", (1.5, 0, 1.5, 0)),
        ("1,5 0 1,5 0", (1.5, 0, 1.5, 0)),
        ("1,5, 0, 1,5, 0", (1.5, 0, 1.5, 0)),
        ("1.5 0 1.5 0", (1.5, 0, 1.5, 0)),
    ],
)
def test_a_tempo_is_read_as_people_type_it(typed: str, phases: tuple[float, ...]) -> None:
    assert read_tempo(typed) == phases


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1,5 - 1,5", "is understood as 2 numbers, 1.5 and 1.5; write four numbers"),
        ("1,5", "is understood as 1 number, 1.5; write four"),
        ("2, 1,2, 0", "is understood as 3 numbers, 2 and 1.2 and 0;"),
        ("1,5,0,1,5,0", "is not a tempo; write four"),
        ("1, 5 - 1, 5", "is not a tempo; write four"),
        ("2,1 2, 0", "is not a tempo; write four"),
        ("2--1-2", "is not a tempo; write four"),
        ("slow", "is not a tempo; write four"),
    ],
)
def test_what_may_mean_two_things_is_said_and_never_guessed(typed: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f'"{typed}" {said}')):
        read_tempo(typed)
