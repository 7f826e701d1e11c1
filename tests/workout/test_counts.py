from __future__ import annotations

import pytest

from server.coach.model import WORK_KINDS, Timeline
from server.routine.model import Block, Sides, Step
from server.workout.counts import Count, counts_of
from tests.helpers.coach import exercise, rounds, step
from tests.helpers.coach import timeline as laid_out


def counted(*sequence: Step | Block) -> list[tuple[Count | None, ...]]:
    """Return set, work and round of each hold, phase and rep in its order."""
    line = laid_out(*sequence)
    found = (counts_of(line.segments, each) for each in line.segments if each.kind in WORK_KINDS)
    return [(each.set, each.work, each.round) for each in found]


@pytest.mark.parametrize("sides", ["both", "each", "alternate"])
def test_holds_are_counted_within_their_set_whatever_the_order_of_the_sides(sides: Sides) -> None:
    calf = exercise("Calf", sides=sides)
    wanted = [(Count("set", number, 2), Count("hold", hold, 2), None) for number in (1, 2) for hold in (1, 2)]
    found = counted(step(calf, reps=2, sets=2))
    assert (
        found
        == {
            "both": wanted,
            "each": wanted * 2,
            "alternate": [each for each in wanted for _ in ("left", "right")],
        }[sides]
    )


def test_what_there_is_one_of_is_not_counted() -> None:
    assert counted(step(exercise("Calf", sides="each"))) == [(None, None, None)] * 2


def test_reps_are_counted_in_their_set_and_rounds_beside_them() -> None:
    raises = exercise("Raises", "reps")
    found = counted(rounds(2, step(raises, reps=3, sets=2)))
    assert found == [
        (Count("set", set_, 2), Count("rep", rep, 3), Count("round", round_, 2))
        for round_ in (1, 2)
        for set_ in (1, 2)
        for rep in (1, 2, 3)
    ]


def test_a_rest_counts_as_the_work_after_it() -> None:
    line: Timeline = laid_out(step(exercise("Calf"), reps=2, sets=2, rest=5))
    rests = [counts_of(line.segments, each) for each in line.segments if each.kind == "rest"]
    assert [(each.set and each.set.number, each.work and each.work.number) for each in rests] == [
        (1, 2),
        (2, 1),
        (2, 2),
    ]
