from typing import get_args

import numpy as np
import pytest

from server.audio.aac import encode_clip
from server.audio.format import PER_MS, SAMPLE_RATE, Samples
from server.audio.tones import tone, tone_length_ms, tone_packets
from server.coach.model import ToneName
from server.routine.model import Tones
from tests.helpers.listening import level_db

NAMES: tuple[ToneName, ...] = get_args(ToneName)
STRENGTHS: tuple[Tones, ...] = ("quiet", "normal", "loud")


def pitch(sound: Samples) -> float:
    """Return the strongest frequency in hertz."""
    padded = 8 * len(sound)
    return float(np.abs(np.fft.rfft(sound, padded)).argmax() * SAMPLE_RATE / padded)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("strength", STRENGTHS)
def test_a_tone_is_as_long_as_stated_and_never_clips(name: ToneName, strength: Tones) -> None:
    sound = tone(name, strength)
    assert len(sound) == tone_length_ms(name) * PER_MS
    assert np.abs(sound).max() < 10 ** (-1 / 20)


@pytest.mark.parametrize("name", NAMES)
def test_a_tone_is_loud_within_a_millisecond_and_ends_in_nothing(name: ToneName) -> None:
    sound = np.abs(tone(name, "normal"))
    assert sound[:PER_MS].max() > 0.1 * sound.max()
    assert sound[0] == 0
    assert sound[-PER_MS:].max() < 0.01 * sound.max()


@pytest.mark.parametrize("name", NAMES)
def test_the_three_strengths_are_steps_of_5_decibels_and_more(name: ToneName) -> None:
    quiet, normal, loud = (level_db(tone(name, strength)) for strength in STRENGTHS)
    assert quiet + 5 < normal < loud - 5


def test_at_normal_strength_the_tones_are_about_as_loud_as_speech() -> None:
    assert -22 < level_db(tone("start", "normal")) < -16
    assert -22 < level_db(tone("end", "normal")) < -16


def test_start_rises_and_end_falls() -> None:
    start, end = tone("start", "normal"), tone("end", "normal")
    assert pitch(start[: 95 * PER_MS]) < pitch(start[110 * PER_MS :])
    assert pitch(end[: 85 * PER_MS]) > pitch(end[95 * PER_MS : 175 * PER_MS]) > pitch(end[190 * PER_MS :])


def test_a_tick_is_much_shorter_than_the_others() -> None:
    assert tone_length_ms("tick") * 5 < min(tone_length_ms("start"), tone_length_ms("end"))


def test_the_ticks_of_a_rep_are_told_apart_by_their_pitch() -> None:
    up, middle, down = (pitch(tone(name, "normal")) for name in ("tick-up", "tick", "tick-down"))
    assert up > 1.4 * middle > 1.4 * 1.4 * down


def test_tone_packets_are_the_tone_encoded_at_the_offset() -> None:
    assert tone_packets("tick", "quiet", 96) == encode_clip(tone("tick", "quiet"), 96)


def test_an_unknown_tone_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="no tone “gong”; the tones are start, end, tick"):
        tone_length_ms("gong")
