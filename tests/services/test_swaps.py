"""What is left out or swapped goes wherever a routine goes."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZipFile

import pytest

from server.errors import BadInput
from server.routine.choices import Changes, parse_changes
from server.routine.editing import from_code, to_code
from server.routine.library import routine_from_values
from server.services.services import Services
from server.store import Person
from server.track import BeingMade

ROUTINE = "plantar-fasciitis"
TOWEL = {"gastroc": "towel-calf"}


@pytest.fixture
def person(services: Services) -> Person:
    person = services.pairing.only_person() or services.store.people()[0]
    change(services, person, ("gastroc.instead", "towel-calf"))
    change(services, person, ("soleus.skip", "yes"), ("soleus.why", "sore knee"))
    return person


def change(services: Services, person: Person, *fields: tuple[str, str]) -> None:
    routine = services.library.routine(ROUTINE)
    services.preferences.change(person.id, routine, parse_changes(routine, fields))


def test_choices_are_kept(services: Services, person: Person) -> None:
    chosen = services.preferences.chosen(person.id, services.library.routine(ROUTINE))
    assert (chosen.choices.instead, chosen.choices.reasons) == (TOWEL, {"soleus": "sore knee"})
    assert chosen.doses["soleus"].skip
    assert "towel-calf" in chosen.routine.exercise_ids


def test_the_routines_own_exercise_comes_back(services: Services, person: Person) -> None:
    change(services, person, ("gastroc.instead", ""))
    chosen = services.preferences.chosen(person.id, services.library.routine(ROUTINE))
    assert chosen.choices.instead == {}
    assert chosen.routine == services.library.routine(ROUTINE)
    change(services, person, ("gastroc.instead", "gastroc"))
    assert services.preferences.chosen(person.id, chosen.routine).choices.instead == {}


def test_a_swap_for_what_is_not_there_changes_nothing(services: Services, person: Person) -> None:
    routine = services.library.routine(ROUTINE)
    with pytest.raises(BadInput, match="there is no exercise"):
        services.preferences.change(person.id, routine, Changes(swaps={"gastroc": "nothing"}))
    assert services.preferences.chosen(person.id, routine).choices.instead == TOWEL


def test_a_workout_is_of_the_swapped_routine(services: Services, person: Person) -> None:
    workout = services.workouts.begin(person, ROUTINE)
    change(services, person, ("gastroc.instead", ""))
    values = services.store.routine_copy(workout.routine_copy)
    assert values is not None
    done = routine_from_values(values).exercise_ids
    assert "towel-calf" in done
    assert "gastroc" not in done
    assert workout.choices["instead"] == TOWEL


def test_the_file_is_that_of_the_swapped_routine(services: Services, person: Person) -> None:
    routine = services.library.routine(ROUTINE)
    before = services.keeping.present_scripts(person.id, [ROUTINE])
    change(services, person, ("gastroc.instead", ""))
    assert services.keeping.present_scripts(person.id, [ROUTINE]) != before
    with pytest.raises(BeingMade):
        services.downloads.digest(person.id, routine)


def test_what_is_shared_is_the_swapped_routine(services: Services, person: Person) -> None:
    packed = services.sharing.pack(person.id, services.library.routine(ROUTINE), whole=False)
    arrived = services.sharing.preview(from_code(to_code(packed)), None)
    assert arrived.faults == ()
    assert arrived.routine is not None
    steps = {step.id: step for step in arrived.routine.steps}
    assert steps["gastroc"].exercise.id == "towel-calf"
    assert steps["soleus"].skip


def test_the_export_tells_them(services: Services, person: Person) -> None:
    to = BytesIO()
    services.personal_data.export(person, to)
    with ZipFile(to) as archive:
        kept = json.loads(archive.read("doses.json"))[ROUTINE]
        lines = archive.read("doses.csv").decode().split()
    assert kept["instead"] == TOWEL
    assert f"{ROUTINE},gastroc,instead,towel-calf" in lines
    assert services.personal_data.of(person).changed_routines == 1
