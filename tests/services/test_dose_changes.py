"""What "5 s longer" and "all from here" change, in routines of every kind."""

from __future__ import annotations

import pytest

from server.coach import Timeline
from server.errors import BadInput
from server.routine import Choices, Phase, Routine
from server.routine.choices import personal_routine
from server.services.dose_changes import DoseRequest, changed_choices, changed_work
from tests.helpers.coach import exercise, routine, step, timeline


def longer(
    plan: Routine, nth: int, by_s: int = 5, choices: Choices | None = None, *, to_all: bool = False
) -> Choices:
    """Change the piece of work with this number in the whole routine, and perhaps all after it."""
    choices = choices or Choices()
    for request in (DoseRequest(by_s=by_s), *([DoseRequest(all_from_here=True)] if to_all else [])):
        line = timeline(plan=plan, choices=choices)
        work = [
            each
            for each in line.segments
            if each.kind in ("hold", "phase") or (each.kind, each.rep) == ("rep", 1)
        ]
        choices = changed_choices(personal_routine(plan, choices), request, line, work[nth].start_ms)
    return choices


def lengths_s(plan: Routine, choices: Choices) -> list[int]:
    return [seconds_of(each) for each in spans(timeline(plan=plan, choices=choices))]


def spans(line: Timeline) -> list[tuple[int, int]]:
    return [(each.start_ms, each.end_ms) for each in line.segments if each.kind == "hold"]


def seconds_of(span: tuple[int, int]) -> int:
    return (span[1] - span[0]) // 1000


LADDER = routine(step(exercise("Climb"), seconds=(20, 30, 40)), step(exercise("Lean"), seconds=30))


def test_one_rung_of_a_ladder_becomes_longer() -> None:
    assert lengths_s(LADDER, longer(LADDER, 1)) == [20, 35, 40, 30]


def test_all_from_a_rung_on_are_its_ladder_and_what_follows() -> None:
    assert lengths_s(LADDER, longer(LADDER, 1, to_all=True)) == [25, 35, 45, 35]


def test_a_hold_in_breaths_becomes_longer_by_seconds() -> None:
    plan = routine(step(exercise("Lean"), breaths=5, reps=2))
    assert lengths_s(plan, longer(plan, 0)) == [25, 20]


def test_a_set_gets_one_rep_more_and_so_do_all_from_it() -> None:
    plan = routine(step(exercise("Raise", "reps"), reps=8, sets=2))
    alone, both = longer(plan, 0), longer(plan, 0, to_all=True)
    for choices, reps in ((alone, [9, 8]), (both, [9, 9])):
        line = timeline(plan=plan, choices=choices)
        done = [each for each in line.segments if each.kind == "rep"]
        assert [max(each.rep for each in done if each.set == number) for number in (1, 2)] == reps
    told = changed_work(personal_routine(plan, alone), timeline(plan=plan, choices=alone), 0)
    assert told is not None
    assert (told.amount, told.counted, told.alone, told.under_way) == (9, True, True, False)


def test_phases_keep_their_times() -> None:
    movement = exercise("Push", "reps", phases=(Phase("Push"), Phase("Relax")))
    plan = routine(step(movement, phases=(6, 3), reps=2))
    with pytest.raises(BadInput, match="Only holds and repetitions"):
        longer(plan, 0)
