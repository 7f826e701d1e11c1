from __future__ import annotations

import numpy as np
import pytest

from server.audio import SAMPLE_RATE, take_fault, to_clip_samples, to_take_samples
from server.audio.level import TARGET_LUFS
from server.audio.loudness import loudness
from server.errors import BadInput
from tests.helpers.takes import take_samples

WORD = "Halfway."


def test_the_room_around_the_words_is_cut_off() -> None:
    words = len(to_clip_samples(take_samples(WORD, noise=0.0), SAMPLE_RATE)) / SAMPLE_RATE
    noisy = take_samples(WORD, peak=0.2, noise=0.004)
    assert len(to_clip_samples(noisy, SAMPLE_RATE)) / SAMPLE_RATE > words + 0.9  # the noise counts as sound
    for each in (take_samples(WORD), noisy):
        cut = to_take_samples(each)
        assert words - 0.05 < len(cut) / SAMPLE_RATE < words + 0.25
        assert loudness(cut) == pytest.approx(TARGET_LUFS, abs=0.5)


def test_a_tap_on_the_phone_is_no_word() -> None:
    take = take_samples(WORD).copy()
    take[500:740] = 20_000 * np.sign(np.sin(np.arange(240)))
    assert len(to_take_samples(take)) == pytest.approx(len(to_take_samples(take_samples(WORD))), abs=3000)


def test_what_is_wrong_with_a_recording_is_told() -> None:
    assert take_fault(take_samples(WORD)) == ""
    assert take_fault(take_samples(WORD, peak=4.0)) == "clipped"
    assert take_fault(take_samples(WORD, peak=0.01, noise=0.0)) == "quiet"
    for silence in (
        np.zeros(SAMPLE_RATE, np.int16),
        np.full(SAMPLE_RATE, 900, np.int16),
        np.zeros(10, np.int16),
    ):
        with pytest.raises(BadInput, match="only silence"):
            take_fault(silence)
