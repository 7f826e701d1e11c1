"""What a voice costs that takes long: a routine never spoken, one spoken ahead, and a changed hold.

Run ``python -m tests.bench.bench_slow_voice``. The service speaks as slowly as Kokoro on two cores.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from server.coach import write_script
from server.config import Config
from server.routine import Choices
from server.routine.choices import Changes, LengthenHolds, apply
from server.services import DoseRequest
from server.services.services import Services, open_services
from server.speech_services import SpeechService
from server.store import Person
from server.track.assembly import assemble
from server.track.chapters import chapters_of
from server.voice.worker import SpeakingPool
from server.workout import Workout
from tests.bench.bench_track import ROUTINE, Workshop
from tests.bench.measuring import Row, print_table, timed
from tests.helpers.running import until
from tests.helpers.speech_server import SpeechServer, speaking_service

#: Seconds for a phrase, and for each of its words: about 0.45 s for one word, and 3.5 s for 25 of them.
PACE_S = (0.32, 0.127)
#: The one is heard as it is, the other is spoken ahead.
COLD, AHEAD = "openai/kokoro/af_heart", "openai/kokoro/bf_emma"
#: Seconds without a request after which nothing more is spoken ahead.
QUIET_S = 10


def measure_slow_voice() -> tuple[Row, ...]:
    """Measure with a service of its own."""
    with TemporaryDirectory() as folder, _service() as service, _soleus(Path(folder), service) as services:
        person = services.store.add_person("Anna")
        services.store.set_favourite(person.id, ROUTINE, True)
        services.ahead.start()
        routine = services.library.routine(ROUTINE)
        phrases = len(write_script(routine, Choices(), waits=True).phrases())
        heart = replace(Choices(), voice=COLD)
        cold = timed(
            "full routine, never spoken",
            lambda: services.studio.track(routine, heart),
            1,
            f"{phrases} phrases",
        )
        ahead = timed("the same, spoken ahead", lambda: _speak_ahead(services, person, service), 1)
        service.stop()  # whatever is played from here on was spoken before
        played: list[Workout] = []
        play = timed("Play, spoken ahead", lambda: played.append(_play(services, person)), 20, "limit 300 ms")
        changes = _changes(services, played[-1])
        return cold, ahead, play, changes, _joined(services, person)


def _speak_ahead(services: Services, person: Person, service: SpeechServer) -> None:
    """Choose the voice, and wait until no more is asked for."""
    services.preferences.use_voice(person.id, AHEAD)

    def is_quiet() -> bool:
        asked = len(service.asked)
        time.sleep(QUIET_S)
        return len(service.asked) == asked

    while not is_quiet():
        pass
    progress = services.ahead.progress(person.id)
    assert progress is not None
    assert progress.ready == progress.total


def _play(services: Services, person: Person) -> Workout:
    begun = services.workouts.begin(person, ROUTINE)
    until(lambda: services.workouts.progress(begun, 0.2).preparation is None)
    workout = services.store.workout(begun.id)
    assert services.studio.voice_of(workout.track) == AHEAD
    return workout


def _changes(services: Services, workout: Workout) -> Row:
    """Change the first hold by a tap, and back again: until the change is durable and its track is there."""
    taps = iter([5, -5] * 20)

    def tap() -> None:
        request = DoseRequest(by_s=next(taps), position_ms=0)
        changed = services.workouts.change_dose(workout.person_id, workout.id, request)
        assert services.studio.voice_of(changed.track) == AHEAD

    return timed("a hold changed in a workout, with all that is kept of it", tap, 40)


def _joined(services: Services, person: Person) -> Row:
    """Join the track of changed holds, as after a tap."""
    routine = services.library.routine(ROUTINE)
    personal = services.preferences.chosen(person.id, routine)
    longer = apply(personal, Changes((LengthenHolds(5, routine.steps[0].id),))).choices
    phrases = write_script(routine, longer).phrases()
    workshop = Workshop(routine, services.speech, services.speech.clips(phrases, AHEAD, longer.rate))
    timeline = workshop.timeline(longer)

    def join() -> bytes:
        return assemble(timeline, workshop.packets, chapters_of(timeline))

    join()
    return timed("changed holds, joined", join, 50, "limit 10 ms")


@contextmanager
def _service() -> Iterator[SpeechServer]:
    with closing(SpeakingPool(idle_s=3600)) as mouth, speaking_service(mouth, PACE_S) as service:
        yield service


@contextmanager
def _soleus(data: Path, service: SpeechServer) -> Iterator[Services]:
    known = {"address": service.address, "voices": ("af_heart", "bf_emma"), "language": "en-US"}
    voices = {"kokoro": SpeechService.model_validate(known)}
    services = open_services(Config(data=data, voices=voices, voice_engines="pyttsx3"))
    try:
        services.speech.voices()
        yield services
    finally:
        services.close()


if __name__ == "__main__":
    print_table(measure_slow_voice())
