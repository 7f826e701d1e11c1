"""Services that answer as OpenAI's does: the real client, asking a real server that speaks with espeak."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from server.speech_services import SpeechService
from server.voice.clips import voice_watch
from server.voice.clips.voice_watch import VoiceWatch
from server.voice.model import Voice
from server.voice.worker import (
    NoVoice,
    SpeakingPool,
    SpeakingPools,
    UnspeakablePhrase,
    VoiceStopped,
    open_engines,
)
from server.voice.worker.service_pool import ServicePool
from tests.helpers.running import until
from tests.helpers.speech_server import KEY, Mood, SpeechServer, speaking_service
from tests.helpers.voice import seconds

EMMA = "openai/kokoro/bf_emma"
MakeServicePool = Callable[..., ServicePool]


@pytest.fixture(scope="module")
def mouth() -> Iterator[SpeakingPool]:
    opened = SpeakingPool(idle_s=60)
    yield opened
    opened.close()


@pytest.fixture
def server(mouth: SpeakingPool) -> Iterator[SpeechServer]:
    with speaking_service(mouth) as service:
        yield service


@pytest.fixture
def make(server: SpeechServer) -> Iterator[MakeServicePool]:
    pools: list[ServicePool] = []

    def make(rest_s: float = 0.1, **settings: object) -> ServicePool:
        service = SpeechService.model_validate({"address": server.address, "limit_s": 3, **settings})
        pools.append(ServicePool("kokoro", service, workers=2, rest_s=rest_s))
        return pools[-1]

    yield make
    for pool in pools:
        pool.close()


def test_it_says_what_espeak_says(make: MakeServicePool, mouth: SpeakingPool) -> None:
    assert make().speak("Halfway.", EMMA, 160) == mouth.speak("Halfway.", "gmw/en-us", 160)


@pytest.mark.parametrize("end", ["", "/", "/v1", "/v1/"])
def test_it_is_asked_as_openai_is(make: MakeServicePool, server: SpeechServer, end: str) -> None:
    make(address=server.address + end, model="tts-1-hd").speak("Three.", EMMA, 200)
    assert server.asked == [
        {
            "path": "/v1/audio/speech",
            "key": None,
            "model": "tts-1-hd",
            "input": "Three.",
            "voice": "bf_emma",
            "response_format": "wav",
            "speed": 1.25,
            "stream": False,
        }
    ]


def test_a_higher_rate_is_faster(make: MakeServicePool) -> None:
    pool = make()
    slow, fast = (seconds(pool.speak("Press the heel down.", EMMA, rate)) for rate in (120, 220))
    assert fast < 0.8 * slow


def test_its_voices_are_asked_for(make: MakeServicePool) -> None:
    assert make(language="en-gb").voices() == [
        Voice("openai/kokoro/af_heart", "af_heart, kokoro", "en-GB"),
        Voice(EMMA, "bf_emma, kokoro", "en-GB"),
    ]


def test_named_voices_are_there_without_asking(make: MakeServicePool, server: SpeechServer) -> None:
    server.stop()
    assert [voice.id for voice in make(voices=["alloy"]).voices()] == ["openai/kokoro/alloy"]
    assert server.asked == []


def test_a_service_that_tells_of_no_voices_needs_their_names(
    make: MakeServicePool, server: SpeechServer
) -> None:
    server.mood = "babbles"
    with pytest.raises(NoVoice, match=r'the service "kokoro" does not say which voices it has; name them'):
        make().voices()


def test_the_key_is_sent_and_written_nowhere(
    make: MakeServicePool, server: SpeechServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    pool = make(key=KEY)
    pool.speak("Three.", EMMA, 160)
    assert server.asked[0]["key"] == f"Bearer {KEY}"
    told = []
    for mood in ("closed", "fails", "redirects"):
        server.mood = mood
        with pytest.raises(UnspeakablePhrase) as failure:
            pool.speak(f"{mood}.", EMMA, 160)
        time.sleep(0.15)
        told.append(f"{failure.value} {failure.value.__cause__!r}")
    assert "does not accept the key, or needs one (401)" in told[0]
    assert KEY not in "".join(told) + caplog.text + f"{pool.engine.name} {pool.engine.version}"


def test_a_fault_that_passes_is_not_noticed(make: MakeServicePool, server: SpeechServer) -> None:
    server.mood = "falters"
    assert make().speak("Three.", EMMA, 160).pcm
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("mood", "told", "tries"),
    [
        ("fails", r"answers with an error \(500\)", 3),
        ("babbles", r"sent something that is no sound", 3),
        ("redirects", r"refuses \(307\)", 1),
        ("closed", r"\(401\)", 1),
    ],
)
def test_a_fault_that_stays_is_told(
    make: MakeServicePool, server: SpeechServer, mood: Mood, told: str, tries: int
) -> None:
    server.mood = mood
    with pytest.raises(
        UnspeakablePhrase, match=rf'^"Three\." cannot be spoken: the service "kokoro" .*{told}'
    ):
        make().speak("Three.", EMMA, 160)
    assert [asked["path"] for asked in server.asked] == ["/v1/audio/speech"] * tries


@pytest.mark.parametrize("mood", ["hangs", "drips"])
def test_whoever_hangs_is_not_waited_for(make: MakeServicePool, server: SpeechServer, mood: Mood) -> None:
    server.mood = mood
    pool = make(limit_s=0.3, rest_s=30)
    began_s = time.monotonic()
    for phrase in ("One.", "Two.", "Three."):
        with pytest.raises(UnspeakablePhrase, match="does not answer in time"):
            pool.speak(phrase, EMMA, 160)
    assert time.monotonic() - began_s < 1
    assert len(server.asked) == 1


def test_one_asks_whether_a_service_is_back(make: MakeServicePool, server: SpeechServer) -> None:
    pool = make(limit_s=0.3, rest_s=0.4)
    server.mood = "hangs"
    with pytest.raises(UnspeakablePhrase):
        pool.speak("One.", EMMA, 160)
    time.sleep(0.45)
    with ThreadPoolExecutor() as threads:
        asking = [threads.submit(pool.speak, "Two.", EMMA, 160) for _ in range(4)]
    assert all(isinstance(each.exception(), UnspeakablePhrase) for each in asking)
    assert len(server.asked) == 2


def test_a_service_that_was_killed_speaks_again_when_it_is_back(
    make: MakeServicePool, server: SpeechServer
) -> None:
    pool = make()
    pool.speak("One.", EMMA, 160)
    server.stop()
    with pytest.raises(UnspeakablePhrase, match="cannot be reached"):
        pool.speak("Two.", EMMA, 160)
    with pytest.raises(NoVoice, match="cannot be reached"):
        pool.voices()
    server.start()
    time.sleep(0.15)
    assert pool.speak("Two.", EMMA, 160).pcm
    assert len(pool.voices()) == 2


def test_closing_frees_who_waits(make: MakeServicePool, server: SpeechServer) -> None:
    server.mood = "hangs"
    pool = make(limit_s=60)
    with ThreadPoolExecutor() as threads:
        speaking = threads.submit(pool.speak, "Three.", EMMA, 160)
        until(lambda: len(server.asked) == 1)
        pool.close()
        assert isinstance(speaking.exception(), VoiceStopped)


def test_a_service_that_is_down_takes_nothing_from_the_others_and_is_listed_when_it_is_back(
    make: MakeServicePool, server: SpeechServer, caplog: pytest.LogCaptureFixture
) -> None:
    speaker = SpeakingPools([make(), SpeakingPool()])
    watch = VoiceWatch(speaker)
    server.stop()
    try:
        own = watch.await_voices()
        assert "gmw/en-us" in [voice.id for voice in own]
        assert speaker.incomplete
        assert speaker.voices() == own
        assert caplog.text.count("has no voice") == 1
        server.start()
        time.sleep(0.15)
        assert [voice.id for voice in speaker.voices()] == [
            "openai/kokoro/af_heart",
            EMMA,
            *(voice.id for voice in own),
        ]
        assert not speaker.incomplete
    finally:
        speaker.close()


def test_the_watch_takes_up_a_service_that_is_back(
    make: MakeServicePool, server: SpeechServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice_watch, "_AGAIN_S", 0.0)
    speaker = SpeakingPools([SpeakingPool(), make()])
    watch = VoiceWatch(speaker)
    server.stop()
    try:
        known = len(watch.await_voices())
        server.start()
        until(lambda: len(watch.voices()) == known + 2)
        assert watch.fault() == ""
    finally:
        speaker.close()


def test_services_that_are_not_named_come_after_the_engines() -> None:
    services = {name: SpeechService(address="http://h", voices=("alloy",)) for name in ("attic", "cellar")}
    for names, order in [
        ("", ["pyttsx3-", "openai/attic", "openai/cellar"]),
        ("cellar,pyttsx3", ["openai/cellar", "pyttsx3-", "openai/attic"]),
    ]:
        speaker = open_engines(names, 1, services)
        voices = speaker.voices()
        speaker.close()
        engines = list(dict.fromkeys(speaker.engine_of(voice.id).name for voice in voices))
        assert [name.startswith(start) for name, start in zip(engines, order, strict=True)] == [True] * 3


def test_nothing_is_asked_or_started_at_the_start(make: MakeServicePool, server: SpeechServer) -> None:
    before = threading.active_count()
    make()
    assert (server.asked, threading.active_count()) == ([], before)
