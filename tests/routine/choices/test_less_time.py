"""A routine in less time, whatever was chosen and however much time there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.audio.format import GRID_MS
from server.coach.script import write_script
from server.coach.timeline import lay_out
from server.resources import shipped
from server.routine.choices import PersonalRoutine, apply, doses_of, parse_changes, personal_routine, within
from server.routine.choices.doses import figure_in, within_range
from server.routine.doses import DOSE_FIELD_SPECS
from server.routine.library import Library
from server.routine.model import DOSE_FIELDS, Choices, Routine
from server.track.estimates import estimated_lengths

ROUTINES = Library(shipped("routines")).routines()
MINUTE_MS = 60_000
#: Each writes some ten scripts.
FEW = settings(max_examples=30)


def length_ms(personal: PersonalRoutine) -> int:
    script = write_script(personal.routine, personal.choices, personal.doses)
    return lay_out(script, estimated_lengths(160), GRID_MS).duration_ms


def longer_by_one(usual: PersonalRoutine, shorter: PersonalRoutine) -> Iterator[PersonalRoutine]:
    """Yield routines in which one thing that was taken is given back: a step, or a tap of a figure."""
    left_out = {step.id for step in usual.routine.steps if shorter.doses[step.id].skip}
    for part in usual.routine.parts:
        before, after = usual.doses[part.id], shorter.doses[part.id]
        for name in DOSE_FIELDS:
            old, new = figure_in(before, name), figure_in(after, name)
            if part.id in left_out and name != "skip":
                continue
            if old != new and isinstance(old, int | tuple) and isinstance(new, int | tuple):
                tap = max(DOSE_FIELD_SPECS[name].tap, 1)
                more = tuple(min(o, n + tap) for o, n in zip(_several(old), _several(new), strict=True))
                figures: dict[str, Any] = dict(shorter.choices.doses)
                figures[part.id] = {**figures[part.id], name: more if isinstance(old, tuple) else more[0]}
                choices = replace(shorter.choices, doses=figures)
                yield replace(shorter, choices=choices, doses=doses_of(usual.routine.parts, choices))


@st.composite
def chosen(draw: st.DrawFn) -> PersonalRoutine:
    """Return a routine of which a person has left out some steps, and scaled the holds."""
    routine = draw(st.sampled_from(ROUTINES))
    others = [step.id for step in routine.steps[1:]]
    out = draw(st.sets(st.sampled_from(others), max_size=2)) if others else set()
    fields = [("all", str(draw(st.sampled_from([50, 100, 200]))))] if draw(st.booleans()) else []
    fields += [(f"{step}.skip", "yes") for step in out]
    return apply(personal_routine(routine, Choices()), parse_changes(routine, fields))


def _several(figure: int | tuple[float, ...]) -> tuple[float, ...]:
    return figure if isinstance(figure, tuple) else (figure,)


@FEW
@given(chosen(), st.integers(1, 30))
def test_it_is_never_longer_than_asked_unless_nothing_more_can_give_way(
    personal: PersonalRoutine, minutes: int
) -> None:
    shorter = within(personal, minutes * MINUTE_MS, length_ms)
    least = within(personal, 0, length_ms)
    assert length_ms(shorter) <= minutes * MINUTE_MS or shorter == least


@pytest.mark.parametrize("routine", ROUTINES, ids=lambda routine: routine.id)
@pytest.mark.parametrize("minutes", [3, 5, 8, 10, 12])
def test_nothing_gives_way_that_there_is_time_for(routine: Routine, minutes: int) -> None:
    usual = personal_routine(routine, Choices())
    shorter = within(usual, minutes * MINUTE_MS, length_ms)
    if shorter != within(usual, 0, length_ms):
        assert length_ms(shorter) <= minutes * MINUTE_MS
        assert not [each for each in longer_by_one(usual, shorter) if length_ms(each) <= minutes * MINUTE_MS]


@FEW
@given(chosen(), st.integers(0, 30))
def test_no_figure_leaves_its_range_and_none_grows(personal: PersonalRoutine, minutes: int) -> None:
    shorter = within(personal, minutes * MINUTE_MS, length_ms)
    for part in personal.routine.parts:
        before, after = personal.doses[part.id], shorter.doses[part.id]
        for name in DOSE_FIELDS:
            old, new = figure_in(before, name), figure_in(after, name)
            if old != new and name != "skip":
                assert new is not None
                assert within_range(part, name, new) == new
                assert isinstance(old, int | tuple)
                assert isinstance(new, int | tuple)
                assert _several(new) <= _several(old)
    assert shorter.doses == doses_of(shorter.routine.parts, shorter.choices)


@FEW
@given(chosen(), st.integers(0, 30))
def test_the_order_and_what_was_left_out_stay(personal: PersonalRoutine, minutes: int) -> None:
    shorter = within(personal, minutes * MINUTE_MS, length_ms)
    assert shorter.routine == personal.routine
    assert replace(shorter.choices, doses={}) == replace(personal.choices, doses={})
    for part in personal.routine.parts:
        assert shorter.doses[part.id].skip or not personal.doses[part.id].skip
    assert any(not shorter.doses[step.id].skip for step in shorter.routine.steps)


@FEW
@given(chosen())
def test_nothing_gives_way_where_there_is_time(personal: PersonalRoutine) -> None:
    assert within(personal, length_ms(personal), length_ms) == personal


def test_sets_give_way_before_holds_and_holds_before_steps() -> None:
    routine = next(each for each in ROUTINES if each.id == "plantar-fasciitis")
    usual = personal_routine(routine, Choices())
    a_little = within(usual, length_ms(usual) - 1000, length_ms)
    assert {name for each in a_little.choices.doses.values() for name in each} == {"reps"}
    five = within(usual, 5 * MINUTE_MS, length_ms)
    assert length_ms(five) > 4.75 * MINUTE_MS
    eight = within(usual, 8 * MINUTE_MS, length_ms)
    assert eight.doses["gastroc"].reps == 1
    assert within(usual, 0, length_ms).doses["calf-release"].skip is False
