"""A voice that is installed, and removed again, while workouts are going on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from server.config import Config
from server.disk_space import DiskSpace
from server.services import DoseRequest
from server.services.services import Services, open_services
from server.voice import SpeakingPools, open_engines
from server.voice.catalogue import DiskOrigin, Installer, remove_voice
from server.workout import Workout
from tests.helpers.running import until
from tests.helpers.short_routine import write_short_routine
from tests.helpers.tiny_voice import write_tiny_voice

JOE, ESPEAK, TINY = "piper/en_US-joe-medium", "gmw/en-us", "en_US-tiny-x_low"

pytest.importorskip("piper")


@contextmanager
def soleus(data: Path, engines: str) -> Iterator[Services]:
    opened = open_services(Config(data=data, voice_workers=1, voice_engines=engines))
    try:
        opened.speech.voices()
        yield opened
    finally:
        opened.close()


def begun(services: Services) -> Workout:
    person = services.pairing.only_person() or services.store.people()[0]
    workout = services.workouts.begin(person, "short")
    until(lambda: services.store.workout(workout.id).track)
    return services.store.workout(workout.id)


def lengthened(services: Services, workout: Workout) -> Workout:
    return services.workouts.change_dose(workout.person_id, workout.id, DoseRequest(by_s=5, position_ms=0))


def test_whoever_chose_nothing_gets_it_with_the_next_workout(tmp_path: Path) -> None:
    write_short_routine(tmp_path)
    with soleus(tmp_path, "pyttsx3") as before:
        workout = begun(before)
        assert before.studio.voice_of(workout.track) == ESPEAK
    with soleus(tmp_path, "piper,pyttsx3") as after:
        assert after.studio.voice_of(lengthened(after, workout).track) == ESPEAK
        neural = begun(after)
        assert after.studio.voice_of(neural.track) == JOE
    with soleus(tmp_path, "pyttsx3") as without:
        assert without.studio.voice_of(neural.track) is None
        assert without.studio.voice_of(lengthened(without, neural).track) == ESPEAK


def test_voices_of_both_engines_can_be_chosen(tmp_path: Path) -> None:
    with soleus(tmp_path, "piper,pyttsx3") as services:
        assert [voice.id for voice in services.speech.voices()][:2] == [JOE, ESPEAK]
        clips = services.speech.clips(["Three."], JOE, 160), services.speech.clips(["Three."], ESPEAK, 160)
        assert clips[0]["Three."].key != clips[1]["Three."].key


def test_a_running_server_notices_what_is_installed_and_removed(tmp_path: Path) -> None:
    folder = tmp_path / "voices"
    with closing(open_engines("piper", 1, {}, folder)) as engines:
        assert ids(engines) == {JOE}
        assert not engines.incomplete
        model = write_tiny_voice(tmp_path, TINY)
        Installer(folder, DiskSpace(tmp_path, 0)).install(DiskOrigin(model), lambda _: None)
        assert engines.incomplete
        assert ids(engines) == {JOE, f"piper/{TINY}"}
        assert not engines.incomplete
        remove_voice(folder, TINY)
        assert engines.incomplete
        assert ids(engines) == {JOE}


def ids(engines: SpeakingPools) -> set[str]:
    return {voice.id for voice in engines.voices()}
