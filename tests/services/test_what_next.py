from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from server.resources import shipped
from server.routine.library.library import Library
from server.routine.model import Routine
from server.services.what_next import FOR_A_FOOT, next_routine
from server.store.values import About

#: Minutes of each routine.
LENGTHS = {
    "morning-first-steps": 10,
    "desk-break": 5,
    "plantar-fasciitis": 18,
    "runners-cool-down": 13,
    "shin-splints": 17,
}


@pytest.fixture(scope="module")
def routines() -> tuple[Routine, ...]:
    every = Library(shipped("routines")).routines()
    return tuple(routine for routine in every if routine.id in LENGTHS)


DAYS: Sequence[tuple[dict[str, int], str]] = (
    ({}, "plantar-fasciitis"),
    ({"desk-break": 30}, "plantar-fasciitis"),
    ({"desk-break": 1}, "desk-break"),
    ({"desk-break": 1, "shin-splints": 2}, "desk-break"),
    ({"desk-break": 0, "shin-splints": 2}, "shin-splints"),
    ({"desk-break": 0}, ""),
)


@pytest.mark.parametrize(("days_ago", "due"), DAYS)
def test_what_is_done_regularly_comes_next(
    routines: tuple[Routine, ...], days_ago: dict[str, int], due: str
) -> None:
    assert next_routine(routines, days_ago, LENGTHS, About()) == due


@pytest.mark.parametrize(
    ("about", "first"),
    [
        (About(), "plantar-fasciitis"),
        (About("none", 0), "plantar-fasciitis"),
        (About("left"), "plantar-fasciitis"),
        (About("both", 0), "plantar-fasciitis"),
        (About("right", 15), "morning-first-steps"),
        (About("left", 5), "desk-break"),
        (About(None, 15), "runners-cool-down"),
        (About("none", 10), "morning-first-steps"),
        (About("none", 3), "desk-break"),
    ],
)
def test_to_begin_with_comes_what_fits(routines: tuple[Routine, ...], about: About, first: str) -> None:
    assert next_routine(routines, {}, LENGTHS, about) == first


def test_without_those_for_a_foot_the_others_come(routines: tuple[Routine, ...]) -> None:
    own = tuple(replace(routine, id=f"own-{routine.id}") for routine in routines)
    lengths = {f"own-{name}": minutes for name, minutes in LENGTHS.items()}
    assert next_routine(own, {}, lengths, About("left", 15)) == "own-runners-cool-down"
    assert next_routine((), {}, {}, About("left", 15)) == ""


def test_those_for_a_foot_are_shipped() -> None:
    assert {routine.id for routine in Library(shipped("routines")).routines()} >= set(FOR_A_FOOT)
