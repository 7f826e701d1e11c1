"""What the voice of the smallest installation says, understood beside a fan or a shower."""

from collections.abc import Mapping

import numpy as np
import pytest

from server.audio.clarity import clarify
from server.audio.format import Samples
from server.audio.level import level, resample, trim
from server.routine.model import Choices
from server.voice.worker.pool import SpeakingPool
from tests.helpers.ears import Ears
from tests.helpers.noise import KINDS, SIXTY, Noise, misheard, understood
from tests.helpers.spelling import spoken

#: In this noise so many of the sixty phrases must be understood.
NOISE, ENOUGH = Noise("white", 10), 57


@pytest.fixture(scope="module")
def ears() -> Ears:
    return Ears(SIXTY)


@pytest.fixture(scope="module")
def speech() -> Mapping[str, Samples]:
    pool = SpeakingPool(workers=2)
    voice = pool.voices()[0].id
    speeches = {text: pool.speak(text, voice, Choices().rate) for text in SIXTY}
    pool.close()
    return {
        text: trim(resample(np.frombuffer(each.pcm, "<i2"), each.sample_rate))
        for text, each in speeches.items()
    }


@pytest.fixture(scope="module")
def heard(speech: Mapping[str, Samples], ears: Ears) -> Mapping[str, str]:
    clips = {text: level(clarify(sound)) for text, sound in speech.items()}
    return understood(clips, NOISE, ears, seed=1)


def test_phrases_are_understood_in_noise(heard: Mapping[str, str]) -> None:
    missed = misheard(heard)
    assert len(SIXTY) - len(missed) >= ENOUGH, missed


@pytest.mark.parametrize("kind", ["countdown", "side", "halfway"])
def test_no_cue_that_a_workout_hangs_on_is_lost(kind: str, heard: Mapping[str, str]) -> None:
    assert {text: heard[text] for text in KINDS[kind] if heard[text] != spoken(text)} == {}


def test_clips_that_are_only_levelled_are_lost(speech: Mapping[str, Samples], ears: Ears) -> None:
    clips = {text: level(sound) for text, sound in speech.items()}
    assert len(misheard(understood(clips, NOISE, ears, seed=1))) > 2 * (len(SIXTY) - ENOUGH)
