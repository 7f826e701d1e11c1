"""A person's data: taken away as a zip that needs no Soleus, and deleted without touching anybody else's."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from server.config import Config
from server.errors import NotFound
from server.routine.choices import parse_changes
from server.services.services import Services, open_services
from server.store import About, Person, TrackOrigin
from server.voice.clips import ClipStore
from server.workout import Event
from tests.helpers.app import Clock
from tests.helpers.samples import CALF, ROUTINE

OWN = ROUTINE.replace("raise", "gastroc")
EXERCISE = CALF.replace("Calf stretch", "Wall lean")


@pytest.fixture
def services(tmp_path: Path, shared_speech: ClipStore) -> Iterator[Services]:
    opened = open_services(Config(data=tmp_path), clock=Clock(), speech=shared_speech)
    yield opened
    opened.close()


@pytest.fixture
def anna(services: Services) -> Person:
    return with_everything(services, "Anna")


@pytest.fixture
def bert(services: Services) -> Person:
    return with_everything(services, "Bert")


def with_everything(services: Services, name: str) -> Person:
    """Return somebody who has one of each thing."""
    store, routine = services.store, services.library.routine("plantar-fasciitis")
    person = store.add_person(name)
    mark = name.lower()
    store.add_device(f"token of {name}", f"Firefox of {name}", person.id)
    changes = parse_changes(routine, [("gastroc.seconds", "45"), ("rate", "150")])
    personal = services.preferences.change(person.id, routine, changes)
    track = services.studio.track(routine, personal.choices)
    workout = services.workouts.begin(person, routine.id)
    store.set_track(workout.id, track.digest)
    events = [
        Event(f"{mark}1", "play", 0, 1_000, track.digest),
        Event(f"{mark}2", "pause", 60_000, 61_000, track.digest),
        Event(f"{mark}3", "finish", 60_000, 61_500, track.digest),
    ]
    store.add_events(workout.id, events)
    store.set_favourite(person.id, "desk-break", True)
    store.keep_about(person.id, About("left", 10))
    store.new_feed(person.id)
    store.publish(person.id, routine.id, track.digest, 1000)
    owned = services.user_library.owned
    owned.create("exercise", f"lean-{mark}", EXERCISE, person.id)
    owned.create("routine", f"mine-{mark}", OWN.replace("calf\n", f"lean-{mark}\n"), person.id)
    owned.create("routine", f"old-{mark}", OWN, person.id)
    owned.delete("routine", f"old-{mark}", services.clock(), person.id)
    return person


def exported(services: Services, person: Person) -> ZipFile:
    to = io.BytesIO()
    services.personal_data.export(person, to)
    return ZipFile(to)


def table(archive: ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(name).decode())))


def rows_of(services: Services, person: Person) -> dict[str, object]:
    """Return everything that the store has of somebody."""
    store = services.store
    return {
        "workouts": [(each, store.events(each.id)) for each in store.workouts_of(person.id)],
        "preferences": store.all_preferences(person.id),
        "favourites": store.favourites(person.id),
        "feed": store.feed_token(person.id),
        "episodes": store.episodes_of(person.id),
        "devices": store.devices_of(person.id),
        "files": {name: owner for name, owner in store.file_owners().items() if owner == person},
    }


def test_the_zip_is_read_without_soleus(services: Services, anna: Person, bert: Person) -> None:
    archive = exported(services, anna)
    (workout,) = table(archive, "workouts.csv")
    assert workout["begun"] == "2026-01-01T00:00:00+00:00"
    assert (workout["routine"], workout["title"]) == ("plantar-fasciitis", "Plantar fasciitis")
    assert workout["minutes_played"] == "1.0"
    assert [row["event"] for row in table(archive, "events.csv")] == ["play", "pause", "finish"]
    assert table(archive, "doses.csv") == [
        {"routine": "plantar-fasciitis", "part": "gastroc", "figure": "seconds", "value": "45"}
    ]
    person = json.loads(archive.read("person.json"))
    assert person["name"] == "Anna"
    assert person["settings"]["rate"] == 150
    assert (person["sore_foot"], person["minutes_on_most_days"]) == ("left", 10)
    assert person["favourites"] == ["desk-break"]
    assert [device["browser"] for device in person["devices"]] == ["Firefox of Anna"]
    (done,) = json.loads(archive.read("workouts.json"))
    assert done["done"]["played_ms"] == 60_000
    assert len(done["events"]) == 3
    assert archive.read("routines/exercises/lean-anna.yaml").decode() == EXERCISE
    assert sum(name.startswith("routines/.deleted/old-anna") for name in archive.namelist()) == 1


def test_the_zip_holds_nothing_of_others_and_no_key(services: Services, anna: Person, bert: Person) -> None:
    archive = exported(services, anna)
    everything = "".join(archive.read(name).decode() for name in archive.namelist())
    secrets = [services.store.feed_token(anna.id), *(each.id for each in services.store.devices_of(anna.id))]
    assert not [word for word in ("Bert", "bert", *secrets) if word in everything]


def test_a_title_is_no_formula(services: Services, anna: Person) -> None:
    services.store.rename_person(anna.id, "=1+1")
    routine = services.library.routine_with_values("plantar-fasciitis")[1]
    services.store.create_workout(anna.id, "x", '=HYPERLINK("evil")', TrackOrigin(routine, {}))
    titles = [row["title"] for row in table(exported(services, anna), "workouts.csv")]
    assert '\'=HYPERLINK("evil")' in titles


def test_deleting_somebody_leaves_nothing_of_them_and_all_of_others(
    services: Services, anna: Person, bert: Person
) -> None:
    before = rows_of(services, bert)
    services.personal_data.delete(anna, leave_routines=False)
    assert services.store.people() == (bert,)
    assert rows_of(services, bert) == before
    assert not any(each for each in rows_of(services, anna).values() if each != ({}, {}))
    folder = services.config.data / "routines"
    assert [path.name for path in folder.rglob("*anna*")] == []
    assert len(list(folder.rglob("*bert*"))) == 3
    assert sorted(device.person or "" for device in services.store.devices()) == ["", "Bert"]
    with services.store._read() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        kept = connection.exec_driver_sql("SELECT count(*) FROM workout_event").scalar()
        assert kept == 3
    with pytest.raises(NotFound):
        services.personal_data.delete(anna, leave_routines=False)


def test_routines_can_be_left_to_the_house(services: Services, anna: Person) -> None:
    services.personal_data.delete(anna, leave_routines=True)
    library = services.user_library
    assert library.routine_ids() == {"mine-anna"}
    assert library.owned.owner("routine", "mine-anna") is None
    assert library.files.deleted() == ()
    assert services.library.routine("mine-anna").name == "My calves"


def test_an_exercise_that_others_use_stays(services: Services, anna: Person, bert: Person) -> None:
    text = OWN.replace("calf\n", "lean-anna\n")
    services.user_library.owned.create("routine", "with-it", text, bert.id)
    assert services.personal_data.of(anna).exercises_in_use == ("Wall lean",)
    services.personal_data.delete(anna, leave_routines=False)
    assert services.user_library.owned.owner("exercise", "lean-anna") is None
    assert services.library.routine("with-it").exercise_ids == {"lean-anna", "gastroc"}


def test_what_there_is_is_told(services: Services, anna: Person, bert: Person) -> None:
    data = services.personal_data.of(anna)
    assert (data.workouts, data.changed_routines, data.devices, data.has_feed) == (1, 1, 1, True)
    assert (data.routines, data.exercises, data.exercises_in_use) == (("My calves",), ("Wall lean",), ())


def test_a_routine_copy_goes_with_the_last_workout_that_needs_it(
    services: Services, anna: Person, bert: Person
) -> None:
    def copies() -> int:
        with services.store._read() as connection:
            return int(connection.exec_driver_sql("SELECT count(*) FROM routine_copy").scalar_one())

    services.personal_data.delete(anna, leave_routines=False)
    assert copies() == 1
    services.personal_data.delete(bert, leave_routines=False)
    assert copies() == 0
