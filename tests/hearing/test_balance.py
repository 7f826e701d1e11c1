"""Tones beside speech: to be heard without a start, and without reaching for the volume."""

from functools import cache

import numpy as np
import pytest

from server.audio.format import PER_MS, Samples
from server.audio.loudness import loudness
from server.audio.tones import tone
from server.coach.model import ToneName
from server.routine.model import Choices, Tones
from server.services.services import Services
from tests.helpers.phrases import phrases

#: The ear takes in the loudness of a short sound over so many milliseconds (Zwicker and Fastl,
#: Psychoacoustics).
EAR_MS = 200


@pytest.fixture(scope="session")
def speech_lufs(services: Services) -> float:
    clips = services.speech.clips(phrases()[::8], services.speech.voice(None).id, Choices().rate)
    return float(np.median([as_the_ear_takes_it(clip.samples) for clip in clips.values()]))


def as_the_ear_takes_it(sound: Samples) -> float:
    """Return the loudness of the loudest part that the ear takes in at once, in LUFS."""
    size = EAR_MS * PER_MS
    padded = np.pad(sound, (0, max(0, size - len(sound))))
    starts = range(0, len(padded) - size + 1, 50 * PER_MS)
    return max(loudness(padded[start : start + size]) for start in starts)


@cache
def tone_lufs(name: ToneName, strength: Tones) -> float:
    return as_the_ear_takes_it(tone(name, strength))


@pytest.mark.parametrize("name", ["start", "end"])
def test_start_and_end_are_about_as_loud_as_speech(name: ToneName, speech_lufs: float) -> None:
    assert -6 < tone_lufs(name, "normal") - speech_lufs < 3


def test_a_tick_is_softer_than_speech_but_not_lost(speech_lufs: float) -> None:
    assert -10 < tone_lufs("tick", "normal") - speech_lufs < -3


@pytest.mark.parametrize("name", ["start", "end", "tick"])
def test_loud_tones_do_not_startle_and_quiet_ones_are_heard(name: ToneName, speech_lufs: float) -> None:
    assert tone_lufs(name, "loud") - speech_lufs < 6
    assert tone_lufs(name, "quiet") - speech_lufs > -18
