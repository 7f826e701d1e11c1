from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace

import pytest
from sqlalchemy.exc import StatementError

from server.coach.document import timeline_document
from server.coach.model import Segment, Timeline
from server.errors import BadInput, NotFound
from server.store import Store
from server.store.people import MOST_PEOPLE
from server.store.values import Person, Preferences, TrackOrigin
from server.store.workouts import MOST_EVENTS
from server.workout.model import Event, Report, Workout
from tests.helpers.preferences import keep_choices, keep_settings
from tests.helpers.running import until


class Clock:
    def __init__(self) -> None:
        self.now_ms = 1_000_000

    def __call__(self) -> int:
        return self.now_ms


#: A routine with its exercises, as a workout keeps it.
ROUTINE = {"id": "calves", "routine": {"name": "Calves"}, "exercises": {}}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(database_url: str, clock: Clock) -> Iterator[Store]:
    opened = Store(database_url, clock)
    yield opened
    opened.close()


@pytest.fixture
def anna(store: Store) -> Person:
    return store.add_person("Anna")


@pytest.fixture
def workout(store: Store, anna: Person) -> Workout:
    return store.create_workout(anna.id, "calves", "Calves", TrackOrigin(ROUTINE, {"pace": 150}))


def timeline(length_ms: int) -> Timeline:
    segment = Segment("hold", "calf", "calf", "Calf stretch", "left", 1, 1, 0, length_ms)
    return Timeline("calves", "Calves", length_ms, (segment,), ())


def event(kind: str, at_ms: int, event_id: str, position_ms: int = 0, track: str = "") -> Event:
    return Event(event_id, kind, position_ms, at_ms, track)  # type: ignore[arg-type]


def test_people_come_back_in_the_order_in_which_they_came(store: Store, anna: Person) -> None:
    bert = store.add_person("  Bert   Brecht ")
    assert bert.name == "Bert Brecht"
    assert store.people() == (anna, bert)
    assert store.person(anna.id) == anna


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "a\x00b", "anna", "ANNA"])
def test_a_name_that_is_empty_long_unprintable_or_taken_is_refused(
    store: Store, anna: Person, name: str
) -> None:
    with pytest.raises(BadInput):
        store.add_person(name)


def test_a_taken_name_keeps_nobody_from_writing(store: Store, anna: Person, database_url: str) -> None:
    store.add_person("Ben")
    with pytest.raises(BadInput) as refused:
        store.add_person("Anna")
    another = Store(database_url)
    another.add_person("Cleo")
    another.close()
    assert store.add_person("Dora").name == "Dora"
    assert "Anna" in str(refused.value)


def test_a_person_is_renamed_and_may_keep_the_name(store: Store, anna: Person) -> None:
    store.rename_person(anna.id, "anna")
    store.rename_person(anna.id, "Ann")
    assert store.person(anna.id).name == "Ann"
    with pytest.raises(NotFound):
        store.rename_person(99, "Nobody")


def test_the_only_person_is_made_once_and_nobody_is_the_only_one_of_two(store: Store) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(lambda _: store.only_person("Me"), range(16)))
    assert found == {Person(1, "Me")}
    store.add_person("Bert")
    assert store.only_person("Me") is None


def test_settings_are_kept_for_one_person(store: Store, anna: Person) -> None:
    bert = store.add_person("Bert")
    keep_settings(store, anna.id, {"rate": 180})
    store.change_preferences(
        anna.id, "calves", lambda kept: (replace(kept, settings={**kept.settings, "pace": 200}), None)
    )
    assert store.settings(anna.id) == {"rate": 180, "pace": 200}
    assert store.preferences(anna.id, "calves").settings == {"rate": 180, "pace": 200}
    assert store.settings(bert.id) == {}


def test_choices_are_kept_for_one_person_and_one_routine(store: Store, anna: Person) -> None:
    bert = store.add_person("Bert")
    keep_choices(store, anna.id, "calves", {"doses": {"calf": {"seconds": 45}}})
    assert store.preferences(anna.id, "calves").choices == {"doses": {"calf": {"seconds": 45}}}
    assert store.preferences(anna.id, "feet").choices == {}
    assert store.preferences(bert.id, "calves").choices == {}
    assert store.all_preferences(anna.id) == ({}, {"calves": {"doses": {"calf": {"seconds": 45}}}})
    assert store.all_preferences(bert.id) == ({}, {})


def test_changes_that_arrive_together_all_count(store: Store, anna: Person) -> None:
    def longer(kept: Preferences) -> tuple[Preferences, int]:
        seconds = kept.choices.get("seconds", 30) + 5
        return replace(kept, choices={"seconds": seconds}), seconds

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: store.change_preferences(anna.id, "calves", longer), range(24)))
    assert store.preferences(anna.id, "calves").choices == {"seconds": 150}
    assert sorted(answers) == list(range(35, 155, 5))


def test_a_failing_change_leaves_everything_as_it_was(store: Store, anna: Person) -> None:
    before = Preferences({"rate": 150}, {"seconds": 30})
    store.change_preferences(anna.id, "calves", lambda _: (before, None))

    def fail(_: Preferences) -> tuple[Preferences, None]:
        raise BadInput("out of range")

    with pytest.raises(BadInput):
        store.change_preferences(anna.id, "calves", fail)
    unwritable = Preferences({"rate": object()}, {"seconds": 45})  # the choices are written first
    with pytest.raises((StatementError, TypeError)):  # as its driver says it
        store.change_preferences(anna.id, "calves", lambda _: (unwritable, None))
    assert store.preferences(anna.id, "calves") == before


def test_a_pairing_code_is_known_however_it_is_typed_until_it_expires(store: Store, clock: Clock) -> None:
    code = store.new_pairing_code(minutes=2)
    found = store.pairing_code(code)
    assert found
    assert found.devices_left == 1
    assert store.pairing_code(f" {code[:4].lower()}-{code[4:].lower()} ") == found
    assert store.pairing_code("ABCD-EFGH") is None
    assert store.pairing_code("") is None
    clock.now_ms += 2 * 60_000
    assert store.pairing_code(code) is None
    assert not store.pair(found.hash, "token", "Firefox", None)


@pytest.mark.parametrize("devices", [1, 3])
def test_a_code_pairs_as_many_devices_as_it_was_made_for(store: Store, devices: int) -> None:
    code = store.pairing_code(store.new_pairing_code(minutes=2, devices=devices))
    assert code
    paired = [store.pair(code.hash, f"token {number}", "Firefox", None) for number in range(devices + 2)]
    assert paired == [True] * devices + [False] * 2
    assert len(store.devices()) == devices


def test_a_code_is_used_up_once_by_threads_that_hurry(store: Store) -> None:
    code = store.pairing_code(store.new_pairing_code(minutes=2))
    assert code
    with ThreadPoolExecutor(8) as threads:
        paired = list(threads.map(lambda n: store.pair(code.hash, f"token {n}", "", None), range(8)))
    assert sorted(paired) == [False] * 7 + [True]


def test_a_device_that_shows_its_token_twice_is_one_device(store: Store) -> None:
    code = store.pairing_code(store.new_pairing_code(minutes=2, devices=5))
    assert code
    assert all(store.pair(code.hash, "token", "Firefox", None) for _ in range(3))
    assert len(store.devices()) == 1
    store.add_device("token", "Firefox", None)
    assert len(store.devices()) == 1


def test_removing_a_device_withdraws_the_codes_that_it_may_know(store: Store) -> None:
    code = store.pairing_code(store.new_pairing_code(minutes=2, devices=5))
    assert code
    store.pair(code.hash, "token", "Firefox", None)
    store.remove_device("unknown")
    assert store.pair(code.hash, "other token", "Firefox", None)
    device = store.device("token")
    assert device
    store.remove_device(device.id)
    assert store.device("token") is None
    assert not store.pair(code.hash, "token", "Firefox", None)


def test_a_pairing_code_is_not_kept_in_the_clear(store: Store) -> None:
    code = store.new_pairing_code(minutes=2)
    with store._read() as connection:
        assert code not in repr(connection.exec_driver_sql("SELECT * FROM pairing").all())


def test_a_device_acts_for_the_person_it_is_given_to(store: Store, anna: Person) -> None:
    store.add_device("token", "Firefox" * 100, None)
    device = store.device("token")
    assert device
    assert device.person is None
    store.give_device(device.id, anna.id)
    device = store.device("token")
    assert device
    assert device.person == anna
    assert store.device("unknown") is None


def test_a_workout_begins_without_a_track(workout: Workout, anna: Person) -> None:
    assert (workout.person_id, workout.routine_id, workout.title) == (anna.id, "calves", "Calves")
    assert workout.choices == {"pace": 150}
    assert (workout.first_track, workout.track, workout.report, workout.finished_ms) == ("", "", None, None)
    assert len(workout.id) >= 16


def test_an_unknown_workout_or_track_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        store.workout("nothing")
    with pytest.raises(NotFound):
        store.track("nothing")


def test_a_track_is_kept_once_and_its_timeline_read_back(store: Store) -> None:
    digest = "0a" * 16
    store.save_track(digest, timeline_document(timeline(30_000)), {"voice": "en"})
    store.save_track(digest, {}, {})
    assert store.track(digest).recipe == {"voice": "en"}
    assert store.timeline(digest) == timeline(30_000)
    assert store.timeline(digest) is store.timeline(digest)


@pytest.mark.parametrize("digest", ["", "abc", "A" * 32, "0" * 33, "\x00", "\ud800", f"{'0' * 32}\n"])
def test_what_is_no_digest_names_no_track(store: Store, digest: str) -> None:
    with pytest.raises(NotFound):
        store.timeline(digest)


def test_a_server_has_room_for_a_club_and_no_flood(store: Store) -> None:
    for number in range(MOST_PEOPLE):
        store.add_person(f"Runner {number}")
    room = nullcontext() if store.serves_many else pytest.raises(BadInput, match="50 people")
    with room:
        store.add_person("One more")
    assert len(store.people()) == MOST_PEOPLE + store.serves_many


def test_a_workout_has_room_for_many_events_and_no_flood(store: Store, workout: Workout) -> None:
    kept = [event("seek", number, f"e{number}") for number in range(MOST_EVENTS)]
    store.add_events(workout.id, kept)
    with pytest.raises(BadInput, match="2000 events"):
        store.add_events(workout.id, [kept[0], event("seek", 10_000, "more")])
    assert store.add_events(workout.id, kept[:3]) == 0
    assert len(store.events(workout.id)) == MOST_EVENTS
    assert store.workout(workout.id).finished_ms is None


def test_a_workout_that_is_full_can_still_be_finished_once(store: Store, workout: Workout) -> None:
    store.add_events(workout.id, [event("seek", number, f"e{number}") for number in range(MOST_EVENTS)])
    assert store.add_events(workout.id, [event("finish", 10_000, "end")]) == 1
    assert store.workout(workout.id).finished_ms == 10_000
    assert store.add_events(workout.id, [event("finish", 10_000, "end")]) == 0
    with pytest.raises(BadInput, match="2000 events"):
        store.add_events(workout.id, [event("finish", 10_001, "again")])


def test_an_event_that_is_sent_twice_counts_once(store: Store, workout: Workout) -> None:
    play, pause = event("play", 10, "a"), event("pause", 20, "b", 10)
    assert store.add_events(workout.id, [play]) == 1
    assert store.add_events(workout.id, [play, pause, pause]) == 1
    assert store.events(workout.id) == (play, pause)


def test_the_same_event_id_may_come_from_two_workouts(store: Store, workout: Workout, anna: Person) -> None:
    other = store.create_workout(anna.id, "feet", "Feet", TrackOrigin(ROUTINE, {}))
    store.add_events(workout.id, [event("play", 10, "a")])
    assert store.add_events(other.id, [event("play", 10, "a")]) == 1


def test_events_come_in_the_order_of_their_time_then_of_arrival(store: Store, workout: Workout) -> None:
    store.add_events(workout.id, [event("seek", 30, "z"), event("pause", 30, "y")])
    store.add_events(workout.id, [event("play", 10, "x")])
    assert [found.id for found in store.events(workout.id)] == ["x", "z", "y"]


def test_the_first_finish_finishes_a_workout(store: Store, workout: Workout) -> None:
    store.add_events(workout.id, [event("finish", 50, "a"), event("finish", 40, "b")])
    store.add_events(workout.id, [event("finish", 60, "c")])
    assert store.workout(workout.id).finished_ms == 40


def test_a_changed_dose_changes_track_choices_and_events_together(store: Store, workout: Workout) -> None:
    for digest in ("old", "new"):
        store.save_track(digest, timeline_document(timeline(30_000)), {})
    store.set_track(workout.id, "old")
    store.report_position(workout.id, Report("old", 500, True, 5))
    seen = store.workout(workout.id)
    assert store.change_dose(seen, {"pace": 100}, event("dose", 10, "d", 700, "new"))
    found = store.workout(workout.id)
    assert (found.first_track, found.track, found.choices, found.report) == (
        "old",
        "new",
        {"pace": 100},
        None,
    )
    assert store.events(workout.id) == (event("dose", 10, "d", 700, "new"),)
    assert not store.change_dose(seen, {"pace": 125}, event("dose", 11, "e", 700, "old"))
    assert store.workout(workout.id) == found
    assert len(store.events(workout.id)) == 1


def test_the_youngest_report_of_the_present_track_is_kept(store: Store, workout: Workout) -> None:
    store.save_track("old", timeline_document(timeline(30_000)), {})
    store.set_track(workout.id, "old")
    for report in (
        Report("old", 900, True, 9),
        Report("old", 500, True, 5),
        Report("other", 990, True, 99),
    ):
        store.report_position(workout.id, report)
    assert store.workout(workout.id).report == Report("old", 900, True, 9)


def test_a_report_counts_at_once_and_is_on_the_disk_when_the_store_closes(
    store: Store, workout: Workout, database_url: str
) -> None:
    store.save_track("old", timeline_document(timeline(30_000)), {})
    store.set_track(workout.id, "old")
    report = Report("old", 900, True, 9)
    store.report_position(workout.id, report)
    assert store.workout(workout.id).report == report
    store.close()
    again = Store(database_url)
    assert again.workout(workout.id).report == report
    again.close()


def test_a_report_is_written_soon_though_the_store_stays_open(
    store: Store, workout: Workout, database_url: str
) -> None:
    store.save_track("old", timeline_document(timeline(30_000)), {})
    store.set_track(workout.id, "old")
    report = Report("old", 900, True, 9)
    store.report_position(workout.id, report)
    other = Store(database_url)

    def written() -> Report | None:
        other._caches.workouts.clear()
        return other.workout(workout.id).report

    until(lambda: written() == report)
    other.close()


def test_a_device_that_was_removed_or_renamed_is_known_at_once(store: Store, anna: Person) -> None:
    store.add_device("token", "phone", anna.id)
    device = store.device("token")
    assert device is not None
    assert device.person == anna
    renamed = store.rename_person(anna.id, "Hannah")
    assert store.device("token") == replace(device, person=renamed)
    store.remove_device(device.id)
    assert store.device("token") is None


def test_unfinished_are_the_workouts_that_were_begun_to_play(
    store: Store, clock: Clock, workout: Workout, anna: Person
) -> None:
    clock.now_ms += 1000
    later = store.create_workout(anna.id, "feet", "Feet", TrackOrigin(ROUTINE, {}))
    assert store.unfinished(anna.id) == ()
    for each in (workout, later):
        store.add_events(each.id, [event("play", 10, "a")])
    assert store.unfinished(anna.id) == (later, workout)
    assert store.unfinished(anna.id, since_ms=clock.now_ms) == (later,)
    store.add_events(later.id, [event("finish", 20, "b")])
    assert store.unfinished(anna.id) == (workout,)


def test_each_routine_is_known_by_when_it_was_last_finished(
    store: Store, workout: Workout, anna: Person
) -> None:
    again = store.create_workout(anna.id, "calves", "Calves", TrackOrigin(ROUTINE, {}))
    store.add_events(workout.id, [event("finish", 100, "a")])
    store.add_events(again.id, [event("finish", 200, "a")])
    bert = store.add_person("Bert")
    assert store.last_done(anna.id) == {"calves": 200}
    assert store.last_done(bert.id) == {}


def test_many_threads_may_write_at_once(store: Store, workout: Workout) -> None:
    def add(number: int) -> int:
        return store.add_events(workout.id, [event("seek", number, f"e{number}")])

    with ThreadPoolExecutor(16) as threads:
        assert sum(threads.map(add, range(100))) == 100
    assert len(store.events(workout.id)) == 100


def test_workouts_of_one_routine_share_its_copy_and_a_changed_one_is_kept_beside_it(
    store: Store, anna: Person, workout: Workout
) -> None:
    same = store.create_workout(anna.id, "calves", "Calves", TrackOrigin(ROUTINE, {}))
    changed = {**ROUTINE, "routine": {"name": "Calves and shins"}}
    other = store.create_workout(anna.id, "calves", "Calves", TrackOrigin(changed, {}))
    copies = [store.routine_copy(each.routine_copy) for each in (workout, same, other)]
    assert copies == [ROUTINE, ROUTINE, changed]
    with store._read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM routine_copy").scalar() == 2


def test_a_workout_from_before_routines_were_copied_has_none(store: Store, workout: Workout) -> None:
    with store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE workout SET routine_copy = NULL")
    store._caches.workouts.clear()
    assert workout.routine_copy
    assert store.workout(workout.id).routine_copy == ""
    assert store.routine_copy("") is None


def test_what_a_kept_track_was_made_from_is_remembered_once(store: Store) -> None:
    store.save_track("d" * 32, timeline_document(timeline(5000)), {})
    first = TrackOrigin(ROUTINE, {"pace": 150})
    store.save_kept_track("d" * 32, first)
    store.save_kept_track("d" * 32, TrackOrigin({**ROUTINE, "routine": {"name": "Other"}}, {}))
    assert store.kept_track("d" * 32) == first
    assert store.kept_track("e" * 32) is None
