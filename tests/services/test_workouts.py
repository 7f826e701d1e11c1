"""Workouts as a service: a real database and a real voice, no web application."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.config import Config
from server.errors import BadInput, NotFound
from server.routine.choices import Changes, SetFigure
from server.routine.library.library import Library
from server.services import DoseRequest
from server.services.services import Services, open_services
from server.services.workout_tracks import WorkoutTracks
from server.services.workouts import MOST_ATTEMPTS, TooManyChanges, WorkoutService
from server.store import ReadCache, Store
from server.store.values import Document, Person
from server.track.preparation import Preparations
from server.workout.model import Event, Workout
from server.workout.polling import SILENCE_MS
from tests.helpers.app import Clock
from tests.helpers.running import PATIENCE_S, until
from tests.helpers.short_routine import write_short_routine


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    data = tmp_path_factory.mktemp("data")
    services = open_services(Config(data=data, voice_workers=1), library=Library(data / "routines"))
    write_short_routine(data)
    yield services
    services.close()


@pytest.fixture
def person(opened: Services) -> Person:
    return opened.pairing.only_person() or opened.store.people()[0]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workouts(opened: Services, clock: Clock) -> WorkoutService:
    preparations = Preparations(opened.studio, opened.scheduler)
    tracks = WorkoutTracks(opened.store, preparations, opened.speech)
    return WorkoutService(opened.store, opened.library, opened.studio, tracks, opened.preferences, clock)


@pytest.fixture
def workout(workouts: WorkoutService, opened: Services, person: Person) -> Workout:
    begun = workouts.begin(person, "short")
    until(lambda: workouts.progress(opened.store.workout(begun.id)).preparation is None)
    return opened.store.workout(begun.id)


def play(workouts: WorkoutService, workout: Workout, clock: Clock, position_ms: int = 0) -> None:
    body = [{"kind": "play", "position_ms": position_ms, "at": clock.now_ms}]
    assert workouts.record(workout.person_id, workout.id, body, None) == 1


def test_a_playing_workout_goes_on_with_the_clock(
    workouts: WorkoutService, workout: Workout, clock: Clock
) -> None:
    play(workouts, workout, clock)
    clock.now_ms += 5000
    state = workouts.progress(workout).state
    assert state is not None
    assert (state.position_ms, state.playing) == (5000, True)


def test_a_phone_that_went_silent_leaves_it_where_it_was_last_known(
    workouts: WorkoutService, workout: Workout, clock: Clock
) -> None:
    play(workouts, workout, clock, 3000)
    clock.now_ms += SILENCE_MS + 1
    state = workouts.progress(workout).state
    assert state is not None
    assert (state.position_ms, state.playing) == (3000, False)


def test_longer_holds_make_a_longer_track(
    workouts: WorkoutService, workout: Workout, opened: Services
) -> None:
    before = opened.store.timeline(workout.track).duration_ms
    changed = workouts.change_dose(workout.person_id, workout.id, DoseRequest(by_s=5))
    assert opened.store.timeline(changed.track).duration_ms > before


def test_nobody_else_changes_or_records_anything(workouts: WorkoutService, workout: Workout) -> None:
    with pytest.raises(NotFound, match="somebody else's"):
        workouts.change_dose(workout.person_id + 1, workout.id, DoseRequest(by_s=5))
    with pytest.raises(NotFound, match="somebody else's"):
        workouts.record(workout.person_id + 1, workout.id, [], None)


def test_a_hold_at_its_limit_says_so(workouts: WorkoutService, workout: Workout) -> None:
    most = DoseRequest(by_s=1000)
    workouts.change_dose(workout.person_id, workout.id, most)
    with pytest.raises(BadInput, match=r"^60 s is the longest hold here\.$"):
        workouts.change_dose(workout.person_id, workout.id, most)


def holds_s(opened: Services, workout: Workout) -> list[tuple[str, str, int]]:
    segments = opened.store.timeline(workout.track).segments
    return [
        (each.step, each.side, (each.end_ms - each.start_ms) // 1000)
        for each in segments
        if each.kind == "hold"
    ]


def test_longer_means_this_hold_and_on_request_all_from_here(
    workouts: WorkoutService, workout: Workout, opened: Services
) -> None:
    second = opened.store.timeline(workout.track).segments
    right = next(each for each in second if each.kind == "hold" and each.side == "right")
    place_ms = right.start_ms + 1000
    changed = workouts.change_dose(workout.person_id, workout.id, DoseRequest(by_s=5, position_ms=place_ms))
    assert holds_s(opened, changed) == [
        ("first-lean", "left", 10),
        ("first-lean", "right", 15),
        ("second-lean", "left", 10),
        ("second-lean", "right", 10),
    ]
    changed = workouts.change_dose(
        workout.person_id, workout.id, DoseRequest(all_from_here=True, position_ms=place_ms)
    )
    assert [seconds for _, _, seconds in holds_s(opened, changed)] == [15] * 4


def test_what_less_time_changed_is_not_offered_at_the_end(
    workouts: WorkoutService, opened: Services, person: Person, clock: Clock
) -> None:
    usual = Changes(tuple(SetFigure(step, "seconds", 60) for step in ("first-lean", "second-lean")))
    opened.preferences.change(person.id, opened.library.routine("short"), usual)
    try:
        begun = workouts.begin(person, "short", minutes=4)
        until(lambda: workouts.progress(opened.store.workout(begun.id)).preparation is None)
        workout = opened.store.workout(begun.id)
        began = {step: seconds for step, _, seconds in holds_s(opened, workout)}
        assert began["first-lean"] == 60
        assert began["second-lean"] < 60
        play(workouts, workout, clock)
        workouts.change_dose(person.id, workout.id, DoseRequest(by_s=-5))
        offered = opened.changed_times.offered(opened.store.workout(workout.id))
        assert [(each.step, each.usual, each.changed) for each in offered] == [("first-lean", 60, 55)]
    finally:
        usual = Changes(tuple(SetFigure(step, "seconds", 10) for step in ("first-lean", "second-lean")))
        opened.preferences.change(person.id, opened.library.routine("short"), usual)


def test_a_changed_time_is_offered_at_the_end_and_kept_on_request(
    workouts: WorkoutService, workout: Workout, opened: Services, clock: Clock
) -> None:
    play(workouts, workout, clock)
    assert opened.changed_times.offered(workout) == ()
    changed = workouts.change_dose(workout.person_id, workout.id, DoseRequest(by_s=5))
    offered = opened.changed_times.offered(changed)
    assert [(each.name, each.usual, each.changed) for each in offered] == [("First lean", 10, 15)]
    opened.changed_times.keep(changed)
    assert opened.changed_times.offered(changed) == ()
    routine = opened.library.routine("short")
    try:
        assert opened.preferences.chosen(workout.person_id, routine).doses["first-lean"].seconds == 15
    finally:
        usual = Changes((SetFigure("first-lean", "seconds", 10),))
        opened.preferences.change(workout.person_id, routine, usual)


def test_a_change_that_others_always_forestall_ends(
    workouts: WorkoutService, workout: Workout, opened: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each attempt makes a whole track: there must be a last one."""
    attempts = []

    def forestalled(_store: Store, seen: Workout, _choices: Document, _event: Event) -> bool:
        attempts.append(seen.id)
        return False

    monkeypatch.setattr(Store, "change_dose", forestalled)
    with pytest.raises(TooManyChanges):
        workouts.change_dose(workout.person_id, workout.id, DoseRequest(by_s=5))
    assert attempts == [workout.id] * MOST_ATTEMPTS


def test_a_workout_begun_without_network_is_adopted_once(
    opened: Services, workout: Workout, person: Person
) -> None:
    phone_id = "0123456789abcdef" * 2
    assert opened.keeping.adopt(person, "short", phone_id, workout.track)
    assert not opened.keeping.adopt(person, "short", phone_id, workout.track)
    with pytest.raises(BadInput, match="32 hexadecimal digits"):
        opened.keeping.adopt(person, "short", "mine", workout.track)


def test_the_data_folder_is_made(tmp_path: Path) -> None:
    services = open_services(Config(data=tmp_path / "new" / "data"))
    services.close()
    assert (tmp_path / "new" / "data" / "routines").is_dir()


def test_a_running_workout_keeps_the_routine_that_it_began_with(
    workouts: WorkoutService, workout: Workout, opened: Services, clock: Clock
) -> None:
    """Another step and a removed one in the file change nothing that is under way."""
    file = opened.config.data / "routines" / "short.yaml"
    before = file.read_text("utf-8")
    old = opened.store.timeline(workout.track)
    try:
        file.write_text(before.replace("  - exercise: first-lean\n", "  - exercise: soleus\n"), "utf-8")
        play(workouts, workout, clock)
        changed = workouts.change_dose(workout.person_id, workout.id, DoseRequest(by_s=5))
        new = opened.store.timeline(changed.track)
        assert [segment.step for segment in new.segments] == [segment.step for segment in old.segments]
        assert new.duration_ms - old.duration_ms == pytest.approx(5000, abs=1000)
        again = workouts.change_dose(
            workout.person_id, workout.id, DoseRequest((("first-lean.seconds", "20"),))
        )
        assert again.track != changed.track
    finally:
        file.write_text(before, "utf-8")


def test_a_workout_whose_routine_is_gone_goes_on(
    workouts: WorkoutService, workout: Workout, opened: Services, clock: Clock
) -> None:
    file = opened.config.data / "routines" / "short.yaml"
    before = file.read_text("utf-8")
    try:
        file.unlink()
        play(workouts, workout, clock)
        changed = workouts.change_dose(workout.person_id, workout.id, DoseRequest(by_s=5))
        assert changed.track != workout.track
    finally:
        file.write_text(before, "utf-8")


@pytest.mark.parametrize("kept", [{}, {"id": "short", "routine": {"of-tomorrow": 1}, "exercises": {}}])
def test_a_copy_that_this_version_cannot_read_gives_way_to_the_file(
    workouts: WorkoutService,
    workout: Workout,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    kept: Document,
) -> None:
    monkeypatch.setattr(workouts._routines, "_parsed", ReadCache(1))
    monkeypatch.setattr(Store, "routine_copy", lambda _store, _digest: kept)
    changed = workouts.change_dose(workout.person_id, workout.id, DoseRequest(by_s=5))
    assert changed.track != workout.track
    assert "goes on with today's routine" in caplog.text


def test_a_workout_without_a_copy_is_told_plainly_that_its_routine_has_changed(
    workouts: WorkoutService, workout: Workout, opened: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = opened.config.data / "routines" / "short.yaml"
    before = file.read_text("utf-8")
    monkeypatch.setattr(workouts._routines, "_parsed", ReadCache(1))
    monkeypatch.setattr(Store, "routine_copy", lambda _store, _digest: None)
    try:
        file.write_text(before.replace("  - exercise: first-lean\n", ""), "utf-8")
        with pytest.raises(BadInput, match="has been changed since the workout began"):
            workouts.change_dose(workout.person_id, workout.id, DoseRequest(by_s=5))
    finally:
        file.write_text(before, "utf-8")


def test_a_workout_that_a_phone_began_keeps_what_the_phone_kept(
    workouts: WorkoutService, opened: Services, person: Person, clock: Clock
) -> None:
    """Days may lie between: neither a changed routine nor changed doses change what is played."""
    kept = opened.keeping.keep(person.id, "short", PATIENCE_S)
    file = opened.config.data / "routines" / "short.yaml"
    before = file.read_text("utf-8")
    try:
        file.unlink()
        phone_id = "fedcba9876543210" * 2
        assert opened.keeping.adopt(person, "short", phone_id, kept.track.digest)
        adopted = workouts.workout(phone_id)
        assert adopted.title == "Short one"
        play(workouts, adopted, clock)
        changed = workouts.change_dose(person.id, phone_id, DoseRequest(by_s=5))
        longer_ms = opened.store.timeline(changed.track).duration_ms - kept.track.timeline.duration_ms
        assert longer_ms == pytest.approx(5000, abs=1000)
    finally:
        file.write_text(before, "utf-8")
