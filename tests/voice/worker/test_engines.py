"""Several engines at once."""

from __future__ import annotations

import pytest

from server.config import ENGINES as SETTABLE
from server.speech_services import SpeechService
from server.voice.worker import NoVoice, SpeakingPools, UnspeakablePhrase
from server.voice.worker.engines import ENGINES
from server.voice.worker.service_pool import ServicePool
from tests.helpers.speech_server import silent_address
from tests.helpers.voice import MakePool


def service(**settings: object) -> SpeechService:
    return SpeechService.model_validate({"address": silent_address(), **settings})


def test_voices_of_all_engines_are_listed_the_first_engines_first(make_pool: MakePool) -> None:
    pools = SpeakingPools([make_pool("Second"), make_pool("Player")])
    assert [voice.id for voice in pools.voices()] == ["second/low", "low", "high"]


def test_a_voice_speaks_with_its_own_engine(make_pool: MakePool) -> None:
    pools = SpeakingPools([make_pool("Second"), make_pool("Player")])
    assert pools.engine_of("second/low").name == "second"
    assert pools.engine_of("high").name == "player"
    assert pools.speak("hello", "second/low", 160) != pools.speak("hello", "low", 160)


def test_an_engine_that_does_not_start_takes_nothing_from_the_others(make_pool: MakePool) -> None:
    pools = SpeakingPools([make_pool("Missing"), make_pool("Player")])
    assert [voice.id for voice in pools.voices()] == ["low", "high"]


def test_without_any_engine_that_starts_there_is_no_voice(make_pool: MakePool) -> None:
    with pytest.raises(NoVoice):
        SpeakingPools([make_pool("Missing"), make_pool("Missing")]).voices()


def test_a_service_for_another_language_never_has_the_default(make_pool: MakePool) -> None:
    german = ServicePool("berlin", service(voices=("anna",), language="de"), workers=1)
    pools = SpeakingPools([german, make_pool("Second")])
    assert [voice.id for voice in pools.voices()] == ["second/low", "openai/berlin/anna"]
    pools.close()


def test_why_an_engine_does_not_speak_is_known_without_asking(make_pool: MakePool) -> None:
    named = ServicePool("kokoro", service(voices=("heart",), limit_s=0.1), workers=1, rest_s=0.0)
    silent = ServicePool("kitchen", service(), workers=1)
    pools = SpeakingPools([make_pool("Missing"), make_pool("Second"), named, silent])
    assert pools.faults() == {}
    pools.voices()
    faults = pools.faults()
    assert faults.keys() == {"player", "openai/kitchen"}
    assert "libespeak-ng.so.1 is not there" in faults["player"]
    assert faults["openai/kitchen"] == "does not answer"
    with pytest.raises(UnspeakablePhrase):
        pools.speak("hello", "openai/kokoro/heart", 160)
    assert pools.faults()["openai/kokoro"] == "does not answer"
    pools.close()


def test_a_service_that_failed_is_asked_again(make_pool: MakePool) -> None:
    named = ServicePool("kokoro", service(voices=("heart",), limit_s=0.1), workers=1, rest_s=0.0)
    pools = SpeakingPools([make_pool("Second"), named])
    pools.voices()
    assert not pools.incomplete
    with pytest.raises(UnspeakablePhrase):
        pools.speak("hello", "openai/kokoro/heart", 160)
    assert pools.incomplete
    pools.voices()
    assert (pools.faults(), pools.incomplete) == ({}, False)
    pools.close()


def test_every_engine_can_be_named_in_the_settings() -> None:
    assert tuple(ENGINES) == SETTABLE
