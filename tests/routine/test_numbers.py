from __future__ import annotations

import pytest

from server.routine.numbers import read_number, split_list


@pytest.mark.parametrize(
    ("typed", "number"), [("12", 12), (" 1.5 ", 1.5), ("1,5", 1.5), ("1,5,0", None), ("", None), ("1,", None)]
)
def test_a_number_has_a_point_or_a_comma(typed: str, number: float | None) -> None:
    assert read_number(typed) == number


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("20, 30", ["20", "30"]),
        ("20,30,40", ["20", "30", "40"]),
        ("20; 30", ["20", "30"]),
        ("22,5; 30", ["22.5", "30"]),
        ("22,5, 30", ["22.5", "30"]),
        ("1:30, 2 min", ["1:30", "2 min"]),
        ("1:30,2:00", ["1:30", "2:00"]),
    ],
)
def test_a_list_is_read_as_people_type_it(typed: str, parts: list[str]) -> None:
    assert split_list(typed) == parts


def test_one_comma_between_digits_may_mean_two_things() -> None:
    with pytest.raises(ValueError, match=r'"1,5" is 1.5, or 1 and then 5; write 1.5, or 1, 5 with a space'):
        split_list("1,5")


@pytest.mark.parametrize("typed", ["22,5", "2,0", "1,25", "0,50"])
def test_tenths_and_quarters_are_not_taken_for_lists(typed: str) -> None:
    with pytest.raises(ValueError, match="with a space"):
        split_list(typed)


def test_whole_seconds_need_no_space() -> None:
    assert split_list("20,30") == ["20", "30"]
    assert split_list("8,20") == ["8", "20"]
