"""The real engine, in a real worker."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from server.voice.worker.pool import SpeakingPool, UnspeakablePhrase
from tests.helpers.voice import seconds as seconds_of

LONG = "Stand facing a wall, one foot behind you, and keep the back heel down and the knee straight. " * 5

#: Phrases of which espeak gives another sound after others.
PHRASES = ("Shin muscle release.", "One.", "Left leg.", "Hold for 30 seconds.", "Well done.", LONG)


@pytest.fixture(scope="module")
def pool() -> Iterator[SpeakingPool]:
    pool = SpeakingPool()
    yield pool
    pool.close()


def seconds(pool: SpeakingPool, text: str, voice: str | None = None, rate: int = 160) -> float:
    speech = pool.speak(text, voice or pool.voices()[0].id, rate)
    return seconds_of(speech)


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


def test_a_process_that_speaks_loads_no_more_than_it_needs() -> None:
    code = (
        "import sys; import server.voice.worker.main as main;"
        "main.engine_class('server.voice.engines.pyttsx3_engine:Pyttsx3Engine').prepare();"
        "print('loaded', {'av', 'flask', 'numpy', 'sqlalchemy'} & set(sys.modules))"
    )
    assert run(code).split()[-1] == "set()"


def test_the_first_phrase_of_a_process_is_whole_and_at_its_rate(pool: SpeakingPool) -> None:
    code = (
        "import sys; from server.voice.engines.pyttsx3_engine import Pyttsx3Engine;"
        "speech = Pyttsx3Engine().speak(sys.argv[1], sys.argv[2], 90);"
        "print('length', len(speech.pcm) / 2 / speech.sample_rate)"
    )
    length_s = float(run(code, LONG, pool.voices()[0].id).split()[-1])
    assert length_s == seconds(pool, LONG, rate=90)
    assert length_s / seconds(pool, LONG, rate=180) == pytest.approx(2, rel=0.15)


@pytest.mark.skipif(sys.platform in {"darwin", "win32"}, reason="of other engines the first recording counts")
@pytest.mark.parametrize("forks", [True, False])
def test_a_phrase_sounds_the_same_whatever_was_spoken_before(forks: bool) -> None:
    said = [(text, rate) for text in PHRASES for rate in (120, 160)]
    pool = SpeakingPool(workers=2, forks=forks)
    voice, sounds = pool.voices()[0].id, {one: set[bytes]() for one in said}
    try:
        for turn in range(4):
            with ThreadPoolExecutor(2) as threads:
                order = random.Random(turn).sample(said, len(said))
                spoken = threads.map(lambda one: pool.speak(one[0], voice, one[1]).pcm, order)
                for one, sound in zip(order, spoken, strict=True):
                    sounds[one].add(sound)
    finally:
        pool.close()
    assert {one: len(different) for one, different in sounds.items()} == dict.fromkeys(said, 1)


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
            assert np.abs(np.frombuffer(speech.pcm, "<i2")).max() > 1000, voice


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
