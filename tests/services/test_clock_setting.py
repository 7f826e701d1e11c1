"""Workouts on a machine whose clock is set, with a real database that is closed and opened again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from server.coach import timeline_document
from server.config import Config
from server.routine.library.library import Library
from server.services.services import Services, open_services
from server.store import Person, TrackOrigin
from server.workout.model import State
from tests.helpers.machine import Machine
from tests.helpers.track import segment, timeline, tone_cue

HOUR_MS = 3_600_000
TRACK = "0123456789abcdef" * 2
LENGTH_MS = 600_000


@pytest.fixture
def machine() -> Machine:
    return Machine()


class House:
    """A data folder, and the workouts that are done with it."""

    def __init__(self, data: Path, machine: Machine) -> None:
        self._data = data
        self._machine = machine

    @contextmanager
    def running(self) -> Iterator[Services]:
        """Start Soleus as a process does."""
        services = open_services(
            Config(data=self._data), clock=self._machine.steady_clock(), library=Library(self._data)
        )
        try:
            yield services
        finally:
            services.close()


@pytest.fixture
def house(tmp_path: Path, machine: Machine) -> House:
    return House(tmp_path, machine)


def begun(services: Services) -> str:
    """Begin a workout of ten minutes, and play it from its start."""
    person: Person = services.pairing.only_person() or services.store.people()[0]
    made = timeline(
        tone_cue(1000, "start"), segments=(segment("calf", "left", 0, LENGTH_MS),), duration_ms=LENGTH_MS
    )
    services.store.save_track(TRACK, timeline_document(made), {})
    workout = services.store.create_workout(person.id, "one", "One", TrackOrigin({}, {}))
    services.store.set_track(workout.id, TRACK)
    happens(services, workout.id, "play", 0)
    return workout.id


def happens(services: Services, workout_id: str, kind: str, position_ms: int) -> None:
    """Send an event as a phone does, whose own clock is right."""
    phone_ms = 1_800_000_000_000
    event = {"kind": kind, "position_ms": position_ms, "at": phone_ms, "id": f"{kind} {position_ms}"}
    person = services.store.workout(workout_id).person_id
    services.workouts.record(person, workout_id, [event], phone_ms)


def state(services: Services, workout_id: str) -> State:
    found = services.workouts.progress(services.store.workout(workout_id)).state
    assert found is not None
    return found


@pytest.mark.parametrize("by_ms", [HOUR_MS, -HOUR_MS])
def test_a_clock_that_is_set_moves_no_running_workout(house: House, machine: Machine, by_ms: int) -> None:
    with house.running() as services:
        workout = begun(services)
        machine.wait(30_000)
        machine.set_clock(by_ms)
        machine.wait(5_000)
        assert state(services, workout).position_ms == 35_000
        happens(services, workout, "pause", 35_000)
        machine.wait(5_000)
        assert (state(services, workout).position_ms, state(services, workout).playing) == (35_000, False)


def test_after_a_restart_time_goes_on_from_the_last_event(house: House, machine: Machine) -> None:
    with house.running() as services:
        workout = begun(services)
        machine.wait(30_000)
        playing = services.store.workout(workout)
        services.workouts.report(playing, 30_000, playing=True)
    machine.set_clock(-HOUR_MS)
    with house.running() as services:
        assert state(services, workout).position_ms == 30_000
        machine.wait(5_000)
        assert state(services, workout).position_ms == 35_000, "followers see it go on"
        happens(services, workout, "pause", 36_000)
        machine.wait(5_000)
        assert (state(services, workout).position_ms, state(services, workout).playing) == (36_000, False)
        assert services.history.unfinished(services.store.people()[0].id) is not None


def test_a_clock_that_was_far_wrong_is_not_gone_by(house: House, machine: Machine) -> None:
    machine.set_clock(1000 * 24 * HOUR_MS)
    with house.running() as services:
        workout = begun(services)
        machine.wait(30_000)
        happens(services, workout, "seek", 40_000)
    machine.set_clock(-1000 * 24 * HOUR_MS)
    with house.running() as services:
        assert services.clock() == machine.wall_ms
        assert state(services, workout).position_ms == 40_000, "it does not go back to its start"
        machine.wait(5_000)
        happens(services, workout, "pause", 45_000)
        assert (state(services, workout).position_ms, state(services, workout).playing) == (45_000, False)


def test_a_clock_that_is_set_right_counts_before_the_next_workout(house: House, machine: Machine) -> None:
    with house.running() as services:
        machine.set_clock(5 * HOUR_MS)
        assert services.clock() == machine.wall_ms - 5 * HOUR_MS
        services.history.unfinished(1)
        assert services.clock() == machine.wall_ms


def test_somebody_elses_visit_moves_no_workout_that_runs(house: House, machine: Machine) -> None:
    with house.running() as services:
        workout = begun(services)
        machine.wait(30_000)
        machine.set_clock(HOUR_MS)
        services.history.unfinished(1)
        assert state(services, workout).position_ms == 30_000
        happens(services, workout, "pause", 30_000)
        machine.wait(700_000)
        services.history.unfinished(1)
        assert services.clock() == machine.wall_ms, "ten minutes later nobody trains any more"
        assert state(services, workout).position_ms == 30_000


def test_a_clock_set_back_waits_until_the_last_event_is_past(house: House, machine: Machine) -> None:
    with house.running() as services:
        workout = begun(services)
        happens(services, workout, "pause", 1000)
        machine.set_clock(-HOUR_MS)
        machine.wait(700_000)
        services.history.unfinished(1)
        assert services.clock() == machine.wall_ms + HOUR_MS
        machine.wait(HOUR_MS)
        services.history.unfinished(1)
        assert services.clock() == machine.wall_ms


@pytest.mark.parametrize("by_ms", [HOUR_MS, -HOUR_MS])
def test_a_code_of_another_process_is_good_for_its_minutes(
    house: House, machine: Machine, by_ms: int
) -> None:
    with house.running() as services:
        machine.set_clock(by_ms)
        with house.running() as command:
            code = command.store.new_pairing_code(minutes=10)
        assert services.store.pairing_code(code) is not None
        machine.wait(9 * 60_000)
        assert services.store.pairing_code(code) is not None
        machine.wait(2 * 60_000)
        assert services.store.pairing_code(code) is None
