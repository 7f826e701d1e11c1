"""What a person knows after some workouts: a real database and a real voice, no web application."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.config import Config
from server.routine.library.library import Library
from server.services.dose_changes import DoseRequest
from server.services.practice import TIMES_EXPLAINED
from server.services.services import Services, open_services
from server.store.values import Person
from server.workout.model import Workout
from tests.helpers.app import Clock
from tests.helpers.preferences import keep_settings
from tests.helpers.running import until
from tests.helpers.short_routine import write_short_routine

BOTH = ("first-lean", "second-lean")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(tmp_path: Path, clock: Clock) -> Iterator[Services]:
    write_short_routine(tmp_path)
    library = Library(tmp_path / "routines")
    services = open_services(Config(data=tmp_path, voice_workers=1), library=library, clock=clock)
    yield services
    services.close()


@pytest.fixture
def anna(opened: Services) -> Person:
    return opened.store.add_person("Anna")


def begun(services: Services, person: Person) -> Workout:
    workout = services.workouts.begin(person, "short")
    until(lambda: services.workouts.progress(services.store.workout(workout.id)).preparation is None)
    return services.store.workout(workout.id)


def do(services: Services, person: Person, clock: Clock, *, percent: int = 100) -> Workout:
    """Play some of a workout, and finish it."""
    workout = begun(services, person)
    played_ms = services.store.timeline(workout.track).duration_ms * percent // 100
    services.workouts.record(person.id, workout.id, [event("play", 0, clock)], None)
    clock.now_ms += played_ms
    services.workouts.record(person.id, workout.id, [event("finish", played_ms, clock)], None)
    return workout


def event(kind: str, position_ms: int, clock: Clock) -> dict[str, object]:
    return {"kind": kind, "position_ms": position_ms, "at": clock.now_ms}


def known(services: Services, person: Person) -> tuple[str, ...]:
    return services.preferences.chosen(person.id, services.library.routine("short")).choices.known


def test_after_three_workouts_one_knows_what_was_done_in_them(
    opened: Services, anna: Person, clock: Clock
) -> None:
    for _ in range(TIMES_EXPLAINED):
        assert known(opened, anna) == ()
        do(opened, anna, clock)
    assert known(opened, anna) == BOTH


def test_what_was_left_in_the_middle_is_not_known(opened: Services, anna: Person, clock: Clock) -> None:
    for _ in range(TIMES_EXPLAINED):
        do(opened, anna, clock, percent=55)
    assert known(opened, anna) == ("first-lean",)


def test_a_workout_that_ends_twice_counts_once(opened: Services, anna: Person, clock: Clock) -> None:
    workout = do(opened, anna, clock)
    for _ in range(TIMES_EXPLAINED):
        opened.workouts.record(anna.id, workout.id, [event("finish", 0, clock)], None)
    assert known(opened, anna) == ()


def test_what_one_person_knows_another_does_not(opened: Services, anna: Person, clock: Clock) -> None:
    other = opened.store.add_person("Other")
    for _ in range(TIMES_EXPLAINED):
        do(opened, anna, clock)
    assert known(opened, other) == ()


def test_the_next_track_is_made_when_the_workout_ends(opened: Services, anna: Person, clock: Clock) -> None:
    opened.ahead.start()
    for _ in range(TIMES_EXPLAINED - 1):
        do(opened, anna, clock)
    tracks = opened.config.data / "cache" / "tracks"
    (before,) = tracks.rglob("*.m4a")
    do(opened, anna, clock)
    until(lambda: len(list(tracks.rglob("*.m4a"))) == 2)
    (after,) = set(tracks.rglob("*.m4a")) - {before}
    assert begun(opened, anna).track == after.stem


def test_a_change_of_doses_on_the_way_keeps_the_words_short(
    opened: Services, anna: Person, clock: Clock
) -> None:
    for _ in range(TIMES_EXPLAINED):
        do(opened, anna, clock)
    workout = begun(opened, anna)
    figures = (("second-lean.seconds", "20"),)
    changed = opened.workouts.change_dose(anna.id, workout.id, DoseRequest(figures))
    cues = opened.store.timeline(changed.track).cues
    assert changed.track != workout.track
    assert "instruction" not in {cue.role for cue in cues}


def test_workouts_from_before_anything_was_noted_count(opened: Services, anna: Person, clock: Clock) -> None:
    for _ in range(TIMES_EXPLAINED - 1):
        do(opened, anna, clock)
    keep_settings(opened.store, anna.id, {})
    do(opened, anna, clock)
    assert known(opened, anna) == BOTH


def test_a_file_and_an_episode_have_the_full_words(opened: Services, anna: Person, clock: Clock) -> None:
    routine = opened.library.routine("short")
    before = opened.downloads.digest(anna.id, routine, 60)
    for _ in range(TIMES_EXPLAINED):
        do(opened, anna, clock)
    assert opened.downloads.digest(anna.id, routine, 60) == before
    assert opened.episodes.present(anna, "short", 60).digest == before
