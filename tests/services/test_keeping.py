from __future__ import annotations

from collections.abc import Iterator

import pytest

from server.config import Config
from server.routine.choices import parse_changes
from server.routine.library.library import Library
from server.services.services import Services, open_services
from server.store.values import Person
from tests.helpers.running import PATIENCE_S
from tests.helpers.short_routine import write_short_routine


@pytest.fixture
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    data = tmp_path_factory.mktemp("data")
    opened = open_services(Config(data=data, voice_workers=1), library=Library(data / "routines"))
    write_short_routine(data)
    yield opened
    opened.close()


@pytest.fixture
def person(services: Services) -> Person:
    return services.pairing.only_person() or services.store.people()[0]


def choose(services: Services, person: Person, name: str, value: str) -> None:
    routine = services.library.routine("short")
    services.preferences.change(person.id, routine, parse_changes(routine, [(name, value)]))


def test_what_is_kept_is_the_present_one_until_something_changes(services: Services, person: Person) -> None:
    kept = services.keeping.keep(person.id, "short", PATIENCE_S)

    def is_present() -> bool:
        return services.keeping.present_scripts(person.id, ["short"]) == {"short": kept.script}

    assert is_present()
    choose(services, person, "first-lean.seconds", "20")
    assert not is_present()
    choose(services, person, "first-lean.seconds", "10")
    assert is_present()
    choose(services, person, "tones", "loud")
    assert not is_present()
    choose(services, person, "tones", "normal")
    assert is_present()
    file = services.config.data / "routines" / "short.yaml"
    file.write_text(file.read_text("utf-8").replace("Short one", "Shorter one"), "utf-8")
    assert not is_present()


def test_asking_what_is_present_speaks_nothing(services: Services, person: Person) -> None:
    assert services.keeping.present_scripts(person.id, ["short"])
    assert not list((services.config.data / "cache").rglob("*.*"))


def test_what_cannot_be_kept_is_left_out(services: Services, person: Person) -> None:
    broken = services.config.data / "routines" / "broken.yaml"
    broken.write_text("name: Broken\n", "utf-8")
    assert services.keeping.present_scripts(person.id, ["broken", "unknown"]) == {}


def test_another_person_has_other_doses(services: Services, person: Person) -> None:
    bert = services.store.add_person("Bert")
    choose(services, person, "first-lean.seconds", "20")
    asked = [services.keeping.present_scripts(each.id, ["short"]) for each in (person, bert)]
    assert asked[0] != asked[1]
