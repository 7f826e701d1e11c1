from __future__ import annotations

import pytest

from server.routine.pacing import split_phases


@pytest.mark.parametrize(
    ("typed", "phases"),
    [
        ("3-1-3-0", ["3", "1", "3", "0"]),
        ("3 - 1 - 3 - 0", ["3", "1", "3", "0"]),
        ("3 1 3 0", ["3", "1", "3", "0"]),
        ("3; 1; 3; 0", ["3", "1", "3", "0"]),
        ("3, 1, 3, 0", ["3", "1", "3", "0"]),
        ("3,1,3,0", ["3", "1", "3", "0"]),
        ("1,5 - 0 - 1,5 - 0", ["1.5", "0", "1.5", "0"]),
        ("1,5, 0, 1,5, 0", ["1.5", "0", "1.5", "0"]),
        ("1.5 0 1.5 0", ["1.5", "0", "1.5", "0"]),
        ("", []),
    ],
)
def test_a_tempo_is_read_as_people_type_it(typed: str, phases: list[str]) -> None:
    assert split_phases(typed) == phases


@pytest.mark.parametrize(("typed", "numbers"), [("1,5 - 1,5", 2), ("1,5,0,1,5,0", 6)])
def test_what_may_mean_two_things_never_becomes_four_numbers(typed: str, numbers: int) -> None:
    assert len(split_phases(typed)) == numbers
