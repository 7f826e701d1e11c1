"""A voice that takes long, or dies: routines are spoken ahead, and no workout waits for it in vain."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from server.config import Config
from server.routine.library.library import Library
from server.services import DoseRequest
from server.services.services import Services, open_services
from server.speech_services import SpeechService
from server.store import Person
from server.track import preparation
from server.voice.pronunciation import Entry
from server.voice.worker import SpeakingPool
from server.workout import Workout
from tests.helpers.running import until
from tests.helpers.short_routine import write_short_routine
from tests.helpers.speech_server import SpeechServer, speaking_service

EMMA, ESPEAK = "openai/kokoro/bf_emma", "gmw/en-us"


@pytest.fixture(scope="module")
def mouth() -> Iterator[SpeakingPool]:
    opened = SpeakingPool(idle_s=60)
    yield opened
    opened.close()


@pytest.fixture
def server(mouth: SpeakingPool) -> Iterator[SpeechServer]:
    with speaking_service(mouth) as service:
        yield service


@contextmanager
def soleus(data: Path, server: SpeechServer) -> Iterator[Services]:
    known = {"voices": ("bf_emma",), "language": "en-GB", "limit_s": 3}
    voices = {"kokoro": SpeechService.model_validate({"address": server.address, **known})}
    config = Config(data=data, voice_workers=1, voices=voices, voice_engines="pyttsx3")
    opened = open_services(config, library=Library(data / "routines"))
    try:
        opened.speech.voices()
        yield opened
    finally:
        opened.close()


@pytest.fixture
def opened(tmp_path: Path, server: SpeechServer) -> Iterator[Services]:
    write_short_routine(tmp_path)
    with soleus(tmp_path, server) as services:
        yield services


@pytest.fixture
def emmas(opened: Services) -> Person:
    """Somebody who likes the short routine, and has chosen the service's voice."""
    person = opened.store.add_person("Anna")
    opened.store.set_favourite(person.id, "short", True)
    choose(opened, person, voice=EMMA)
    return person


def choose(services: Services, person: Person, **fields: str) -> None:
    services.preferences.change_as_typed(person.id, services.library.routine("short"), [*fields.items()])


def ready(services: Services, workout: Workout) -> Workout:
    until(lambda: services.workouts.progress(services.store.workout(workout.id)).preparation is None)
    return services.store.workout(workout.id)


def spoken_ahead(services: Services, person: Person) -> bool:
    progress = services.ahead.progress(person.id)
    return progress is not None and progress.ready == progress.total == 1


def asked_for(server: SpeechServer) -> list[str]:
    return [each["input"] for each in server.asked if "input" in each]


def test_a_service_killed_in_the_middle_leaves_a_track_of_one_voice(
    opened: Services, emmas: Person, server: SpeechServer
) -> None:
    server.pace_s = (0.05, 0.0)
    begun = opened.workouts.begin(emmas, "short")
    until(lambda: len(asked_for(server)) >= 3)
    server.stop()
    workout = ready(opened, begun)
    assert opened.studio.voice_of(workout.track) == ESPEAK
    progress = opened.workouts.progress(workout)
    assert 'the service "kokoro" cannot be reached' in progress.voice_note
    changed = opened.workouts.change_dose(emmas.id, workout.id, DoseRequest(by_s=5, position_ms=0))
    assert opened.studio.voice_of(changed.track) == ESPEAK
    assert opened.workouts.progress(changed).voice_note == progress.voice_note
    server.start()
    later = ready(opened, opened.workouts.begin(emmas, "short"))
    assert opened.studio.voice_of(later.track) == ESPEAK  # it is left alone for a while


def test_who_will_not_wait_goes_on_with_the_voice_that_is_ready(
    opened: Services, emmas: Person, server: SpeechServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparation, "_LONG_S", (0.0, 0))
    server.pace_s = (0.3, 0.0)
    begun = opened.workouts.begin(emmas, "short")
    until(lambda: opened.workouts.progress(begun).other_voice)
    opened.workouts.go_on_with_other_voice(emmas.id, begun.id)
    workout = ready(opened, begun)
    assert opened.studio.voice_of(workout.track) == ESPEAK
    assert opened.workouts.progress(workout).voice_note == ""
    assert len(asked_for(server)) < 10  # of about thirty phrases


def test_what_was_spoken_ahead_is_asked_for_no_more(
    opened: Services, emmas: Person, server: SpeechServer
) -> None:
    opened.ahead.start()
    opened.ahead.begin(emmas.id)
    until(lambda: spoken_ahead(opened, emmas))
    assert asked_for(server).index("Three.") < asked_for(server).index("Lean.")
    until(lambda: {"Twenty seconds.", "Five seconds."} <= set(asked_for(server)))
    server.stop()
    workout = ready(opened, opened.workouts.begin(emmas, "short"))
    assert opened.studio.voice_of(workout.track) == EMMA
    changed = opened.workouts.change_dose(emmas.id, workout.id, DoseRequest(by_s=5, position_ms=0))
    assert opened.studio.voice_of(changed.track) == EMMA


def test_a_change_is_spoken_as_soon_as_it_is_saved(
    opened: Services, emmas: Person, server: SpeechServer
) -> None:
    opened.ahead.start()
    choose(opened, emmas, rate="190")
    until(lambda: spoken_ahead(opened, emmas))
    choose(opened, emmas, **{"first-lean.seconds": "33"})
    until(lambda: "Thirty-three seconds." in asked_for(server))
    opened.pronunciation.keep("en", Entry("lean", "leen", ""))
    until(lambda: "leen." in asked_for(server))


def test_what_failed_is_told_and_tried_again(
    opened: Services, emmas: Person, server: SpeechServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.services.speaking_ahead._AGAIN_S", 0.0)
    server.mood = "closed"
    opened.ahead.start()
    choose(opened, emmas, rate="190")

    def fault() -> str:
        progress = opened.ahead.progress(emmas.id)
        return progress.fault if progress else ""

    until(fault)
    server.mood = "well"
    until(lambda: spoken_ahead(opened, emmas))
    assert fault() == ""
