"""Routines as people really do them, written without tricks: their work and their rest, to the second."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.coach import REST_KINDS, WORK_KINDS, Timeline
from server.routine.library.check import check_files
from server.routine.model import Routine
from tests.helpers.spoken import LIBRARY, estimated_timeline

FOLDER = Path(__file__).parent.parent / "fixtures" / "real-routines"
#: Seconds of work and of rest, as a person with a stop-watch would take them.
SECONDS = {
    # Both calf stretches and the one on a step, on each side 5 x 30 s; ball 60 s and scrunches a side.
    "heel-pain-handout": (1440, 960),
    "rathleff": (2 * 3 * 12 * 8, 480),
    # The sore leg alone.
    "alfredson": (2 * 3 * 15 * 5, 240),
    "shin-splint-sheet": (150, 45),
    "strides": (4 * 20 + 300 + 2 * 3 * 30, 4 * 60),
    "contract-relax": (2 * 3 * 49, 2 * 2 * 15),
    "sun-salutation": (2 * 4 * (11 + 5), 0),
    "tabata": (8 * 20, 7 * 10),
    "circuit": (3 * 4 * 30, 3 * 3 * 15 + 2 * 60),
    "couch-to-5k": (300 + 8 * (60 + 90) + 300, 0),
    "ankle-week-two": (510, 100),
    "calf-ladder": (2 * (20 + 30 + 40), 2 * 2 * 5),
    "breathing": (4 * 19 + 4 * 16, 0),
    "hold-five": (2 * 10 * 5, 2 * 9 * 3 + 60),
    "seven-minutes": (12 * 30, 11 * 10),
    "thirty-thirty": (600 + 2 * 6 * 60 + 600, 180),
    "relaxation": (7 * 27, 0),
    # The sides take turns, set by set: 4 sets of clams and of lifts, with a rest between any two.
    "hip-band": (4 * 15 * 4 + 4 * 10 * 4 + 2 * 10 * 2, 2 * 3 * 15),
    # On each side 3 x 30 s with 30 s between, 10 x 5 s with 5 s between, and 5 walks up the wall of 10 s.
    "stiff-shoulders": (2 * (90 + 50 + 50), 2 * (60 + 45)),
}
#: The most that may be neither work nor rest, in percent of the whole.
SHARES = {
    "tabata": 10,
    "circuit": 10,
    "couch-to-5k": 10,
    "sun-salutation": 15,
    "calf-ladder": 25,
    "seven-minutes": 10,
    "thirty-thirty": 10,
}

each_routine = pytest.mark.parametrize("name", SECONDS)


def routine(name: str) -> Routine:
    return LIBRARY.routine_at(FOLDER / f"{name}.yaml")


def seconds_of(line: Timeline) -> tuple[float, float]:
    lengths = [(part.kind, part.end_ms - part.start_ms) for part in line.segments]
    work_ms = sum(length_ms for kind, length_ms in lengths if kind in WORK_KINDS)
    rest_ms = sum(length_ms for kind, length_ms in lengths if kind in REST_KINDS)
    return work_ms / 1000, rest_ms / 1000


def test_all_of_them_are_here_and_sound() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == SECONDS.keys()
    assert check_files([FOLDER]) == ()


@each_routine
def test_work_and_rest_are_what_the_source_says(name: str) -> None:
    assert seconds_of(estimated_timeline(routine(name))) == SECONDS[name]


@pytest.mark.parametrize(("name", "percent"), SHARES.items())
def test_little_is_neither_work_nor_rest(name: str, percent: int) -> None:
    line = estimated_timeline(routine(name))
    work_s, rest_s = seconds_of(line)
    assert 1 - (work_s + rest_s) * 1000 / line.duration_ms <= percent / 100
