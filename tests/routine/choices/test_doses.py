from __future__ import annotations

import pytest

from server.errors import BadInput
from server.routine.choices.doses import changed_figures, dose_field, dose_of, doses_of, part_named
from server.routine.choices.figures import Direction, after_tap, out_of_range
from server.routine.model import Amount, Choices, Dose
from tests.helpers.samples import USUAL, hold, routine

LEGS = routine()


def test_a_dose_is_the_default_until_it_is_changed() -> None:
    assert dose_of(part_named(LEGS, "calf"), Choices()) == Dose(seconds=30, reps=2, sets=1, rest=5)


def test_reps_have_no_seconds() -> None:
    assert dose_of(part_named(LEGS, "lift"), Choices()) == Dose(reps=12, sets=3, rest=30, tempo=(3, 2, 3, 0))


def test_a_dose_that_the_routine_no_longer_allows_is_moved_into_its_range() -> None:
    assert dose_of(hold("calf"), Choices(doses={"calf": {"seconds": 500}})).seconds == 60


def test_figures_that_differ_from_the_defaults_are_told_by_step() -> None:
    doses = doses_of(LEGS.steps, Choices(doses={"calf": {"seconds": 45, "reps": 2}, "lift": {"sets": 5}}))
    assert changed_figures(LEGS.steps, doses) == {"calf": {"seconds": 45}, "lift": {"sets": 5}}


@pytest.mark.parametrize(
    ("before", "tap", "after"),
    [
        (32, "more", 35),
        (32, "less", 30),
        (30, "more", 35),
        (30, "less", 25),
        (58, "more", 60),
        (60, "more", 60),
        (15, "less", 15),
    ],
)
def test_a_tap_leads_to_the_next_five_seconds_inside_the_range(
    before: int, tap: Direction, after: int
) -> None:
    assert after_tap(before, "seconds", tap, USUAL) == after


@pytest.mark.parametrize(("tap", "after"), [("more", 13), ("less", 11)])
def test_reps_are_tapped_by_one(tap: Direction, after: int) -> None:
    assert after_tap(12, "reps", tap, Amount(12, 6, 20)) == after


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (15, ""),
        (60, ""),
        (90, "90 is above the highest, 60; write a number from 15 to 60"),
        (14, "14 is below the lowest, 15; write a number from 15 to 60"),
    ],
)
def test_a_value_out_of_range_is_told_with_what_can_be_chosen(value: int, message: str) -> None:
    assert out_of_range(USUAL, value) == message


def test_a_figure_without_a_range_says_what_it_always_is() -> None:
    assert out_of_range(Amount(30, 30, 30), 31) == "31 cannot be chosen; it is always 30"


def test_an_unknown_step_or_figure_is_refused_with_the_known_ones() -> None:
    with pytest.raises(BadInput, match=r'^legs has no step "calv"; did you mean "calf"\?$'):
        part_named(LEGS, "calv")
    with pytest.raises(BadInput, match=r'^lift has no figure "seconds"; it has reps, sets, rest, '):
        dose_field(part_named(LEGS, "lift"), "seconds")
