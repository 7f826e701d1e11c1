from __future__ import annotations

from collections.abc import Iterator

import pytest

from server.config import Config
from server.routine.library.library import Library
from server.services.services import Services, open_services
from server.store.values import Person
from server.workout.model import Workout
from tests.helpers.app import Clock
from tests.helpers.running import until
from tests.helpers.short_routine import write_short_routine


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[Services]:
    data = tmp_path_factory.mktemp("data")
    services = open_services(
        Config(data=data, voice_workers=1), clock=clock, library=Library(data / "routines")
    )
    write_short_routine(data)
    yield services
    services.close()


@pytest.fixture
def person(opened: Services) -> Person:
    """Somebody who has done nothing yet."""
    return opened.store.add_person(f"Person {len(opened.store.people()) + 1}")


@pytest.fixture
def workout(opened: Services, person: Person, clock: Clock) -> Workout:
    return begun(opened, person, clock)


def begun(opened: Services, person: Person, clock: Clock) -> Workout:
    """Begin to play the short routine, a second after what happened before."""
    clock.now_ms += 1000
    workout = opened.workouts.begin(person, "short")
    until(lambda: opened.store.workout(workout.id).track)
    happens(opened, workout, "play", 0, clock)
    return workout


def happens(opened: Services, workout: Workout, kind: str, position_ms: int, clock: Clock) -> None:
    body = [{"kind": kind, "position_ms": position_ms, "at": clock.now_ms}]
    opened.workouts.record(workout.person_id, workout.id, body, None, "phone")


def offered(opened: Services, person: Person) -> str | None:
    found = opened.history.unfinished(person.id)
    return found.workout.id if found else None


def test_an_unfinished_workout_is_offered_for_a_day(
    opened: Services, person: Person, workout: Workout, clock: Clock
) -> None:
    assert offered(opened, person) == workout.id
    clock.now_ms += 24 * 3_600_000 + 60_000
    assert offered(opened, person) is None


def test_where_it_is_and_who_plays_it_is_told(
    opened: Services, person: Person, workout: Workout, clock: Clock
) -> None:
    clock.now_ms += 5000
    found = opened.history.unfinished(person.id)
    assert found
    assert found.state
    assert (found.state.position_ms, found.state.playing) == (5000, True)
    assert found.workout.player == "phone"


def test_one_that_was_begun_anew_is_offered_no_more(
    opened: Services, person: Person, workout: Workout, clock: Clock
) -> None:
    again = begun(opened, person, clock)
    assert offered(opened, person) == again.id
    clock.now_ms += 1000
    happens(opened, again, "finish", 1000, clock)
    assert offered(opened, person) is None, "the first one does not come back"


def test_one_that_was_finished_since_ends_a_later_one_too(
    opened: Services, person: Person, workout: Workout, clock: Clock
) -> None:
    begun(opened, person, clock)
    clock.now_ms += 1000
    happens(opened, workout, "finish", 1000, clock)
    assert offered(opened, person) is None


def test_one_that_was_let_go_is_offered_no_more(opened: Services, person: Person, workout: Workout) -> None:
    opened.history.let_go(person.id + 1, workout.id)
    assert offered(opened, person) == workout.id, "only its own person can let it go"
    opened.history.let_go(person.id, workout.id)
    assert offered(opened, person) is None


def test_only_what_was_played_is_done(
    opened: Services, person: Person, workout: Workout, clock: Clock
) -> None:
    length_ms = opened.store.timeline(opened.store.workout(workout.id).track).duration_ms
    clock.now_ms += 1000
    happens(opened, workout, "seek", length_ms - 1000, clock)
    clock.now_ms += 1000
    happens(opened, workout, "finish", length_ms, clock)
    assert opened.history.last_done(person.id) == {}
    whole = begun(opened, person, clock)
    clock.now_ms += length_ms
    happens(opened, whole, "finish", length_ms, clock)
    assert opened.history.last_done(person.id) == {"short": clock.now_ms}
