"""The real engine, in a real worker."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress

import numpy as np
import pytest

from server.voice.worker.pool import SpeakingPool, UnspeakablePhrase

LONG = "Stand facing a wall, one foot behind you, and keep the back heel down and the knee straight. " * 5


@pytest.fixture(scope="module")
def pool() -> Iterator[SpeakingPool]:
    pool = SpeakingPool()
    yield pool
    pool.close()


def seconds(pool: SpeakingPool, text: str, voice: str | None = None, rate: int = 160) -> float:
    speech = pool.speak(text, voice or pool.voices()[0].id, rate)
    return len(speech.pcm) / speech.sample_rate


def run(code: str, *arguments: str) -> str:
    """Return what a Python process of its own prints; an engine starts once in a process."""
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_the_first_voice_speaks_english(pool: SpeakingPool) -> None:
    assert pool.voices()[0].language.startswith("en-")


def test_every_voice_has_an_id_of_its_own_and_a_name(pool: SpeakingPool) -> None:
    voices = pool.voices()
    assert len({voice.id for voice in voices}) == len(voices)
    assert all(voice.name.strip() for voice in voices)


def test_the_engine_is_known_without_starting_it() -> None:
    pool = SpeakingPool()
    assert pool.engine.name.startswith("pyttsx3-")
    assert pool.engine.version.startswith("pyttsx3 2.")
    pool.close()


def test_the_first_phrase_of_a_process_is_whole_at_the_first_attempt(pool: SpeakingPool) -> None:
    """Without care it is always cut off; on a busy machine it may be now and then, hence three processes."""
    code = (
        "import sys; from server.voice.engines import pyttsx3_engine as module;"
        "module._ATTEMPTS, module._SETTLE_S = 1, 2;"
        "speech = module.Pyttsx3Engine().speak(sys.argv[1], sys.argv[2], 160);"
        "print('length', len(speech.pcm) / speech.sample_rate)"
    )
    expected = pytest.approx(seconds(pool, LONG), rel=0.01)
    assert any(length_s == expected for length_s in first_lengths_s(code, pool.voices()[0].id))


def first_lengths_s(code: str, voice: str) -> Iterator[float]:
    """Yield how long the first phrase was in up to three new processes; those that failed are left out."""
    for _ in range(3):
        with suppress(subprocess.CalledProcessError):
            yield float(run(code, LONG, voice).split()[-1])


def test_phrases_do_not_take_from_each_other(pool: SpeakingPool) -> None:
    alone = {text: seconds(pool, text) for text in ("One.", "Left leg.", LONG)}
    for text in [*alone] * 5:
        assert seconds(pool, text) == pytest.approx(alone[text], rel=0.02)


def test_a_rate_is_kept_to_though_it_changes_with_each_phrase(pool: SpeakingPool) -> None:
    for _ in range(10):
        slow, usual, fast = (seconds(pool, LONG, rate=rate) for rate in (100, 160, 240))
        assert slow / usual == pytest.approx(1.6, rel=0.15)
        assert usual / fast == pytest.approx(1.5, rel=0.15)


@pytest.mark.skipif(sys.platform in {"darwin", "win32"}, reason="these are voices of espeak-ng")
def test_a_voice_is_kept_to_though_it_changes_with_each_phrase(pool: SpeakingPool) -> None:
    sounds: dict[str, float] = {}
    for turn in range(10):
        for voice in ("gmw/en-us", "gmw/en-029", "roa/fr"):
            length = seconds(pool, "Breathe in for four, out for six.", voice)
            assert length == pytest.approx(sounds.setdefault(voice, length), rel=0.02), (turn, voice)
    assert len({round(length, 2) for length in sounds.values()}) == 3


def test_every_listed_voice_of_english_speaks(pool: SpeakingPool) -> None:
    for voice in pool.voices():
        if voice.language.startswith("en"):
            speech = pool.speak("Three.", voice.id, 160)
            assert np.abs(speech.pcm).max() > 1000, voice


def test_a_voice_that_is_not_there_is_not_replaced_by_another(pool: SpeakingPool) -> None:
    with pytest.raises(UnspeakablePhrase, match=r'"Left leg\." cannot be spoken'):
        pool.speak("Left leg.", "no such voice", 160)


@pytest.mark.parametrize("text", ["Grüße, élève!", "two times (2×)", "<b>One</b> & [[two]]", "’"])
def test_any_writing_is_spoken(pool: SpeakingPool, text: str) -> None:
    assert len(pool.speak(text, pool.voices()[0].id, 160).pcm) > 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_espeak_comes_from_the_python_package() -> None:
    code = (
        "from pathlib import Path;"
        "from server.voice.engines.pyttsx3_engine import Pyttsx3Engine; Pyttsx3Engine();"
        "print([line for line in Path('/proc/self/maps').read_text().split() if 'libespeak' in line])"
    )
    printed = run(code)
    assert "espeakng_loader" in printed
    assert "/usr/lib" not in printed
