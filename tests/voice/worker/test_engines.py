"""Several engines at once."""

from __future__ import annotations

import pytest

from server.config import ENGINES as SETTABLE
from server.voice.worker import NoVoice, SpeakingPools
from server.voice.worker.engines import ENGINES
from tests.helpers.voice import MakePool


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


def test_every_engine_can_be_named_in_the_settings() -> None:
    assert tuple(ENGINES) == SETTABLE
