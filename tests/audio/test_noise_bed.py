import subprocess
import sys
from hashlib import sha256

import numpy as np
import pytest

from server.audio.codec import decode_packets
from server.audio.format import FRAME, SAMPLE_RATE, Samples
from server.audio.noise_bed import PERIOD, bed_packets, noise
from tests.helpers.listening import above_hertz, level_db, levels_db, longest_silence_ms


@pytest.fixture(scope="module")
def heard() -> Samples:
    """Three periods of the bed, so that two seams are in it, without the decoder's first frames."""
    return decode_packets(bed_packets() * 3)[2 * FRAME :]


@pytest.mark.parametrize("window_ms", [10, 50, 500])
def test_every_window_of_the_decoded_bed_lies_between_60_and_66_decibels_down(
    heard: Samples, window_ms: int
) -> None:
    levels = levels_db(heard, window_ms)
    assert levels.min() >= -66
    assert levels.max() <= -60


def test_the_decoded_bed_is_never_silent(heard: Samples) -> None:
    assert longest_silence_ms(heard) < 1


def test_no_click_where_the_bed_begins_again(heard: Samples) -> None:
    high = above_hertz(heard, 4000)
    seam = (PERIOD - 2) * FRAME
    around = high[seam - FRAME : seam + FRAME]
    assert level_db(around) < level_db(high) + 3
    assert np.abs(heard).max() < 10 ** (-46 / 20)


def test_the_bed_has_no_rhythm_within_its_period(heard: Samples) -> None:
    period = heard[: PERIOD * FRAME]
    spectrum = np.abs(np.fft.rfft(period)) ** 2
    likeness = np.fft.irfft(spectrum) / np.mean(period**2) / len(period)
    assert np.abs(likeness[SAMPLE_RATE // 10 : len(period) // 2]).max() < 0.05
    assert len(set(bed_packets())) == PERIOD


def test_ten_minutes_of_bed_stay_below_0_8_megabytes() -> None:
    ten_minutes = 600 * SAMPLE_RATE / FRAME
    assert sum(map(len, bed_packets())) / PERIOD * ten_minutes < 800_000


def test_the_end_of_the_noise_runs_into_its_start() -> None:
    around = np.concatenate([noise()[-FRAME:], noise()[:FRAME]])
    assert np.abs(np.diff(around)).max() <= np.abs(np.diff(noise())).max()


def test_another_process_makes_the_same_bed() -> None:
    code = (
        "import sys; from hashlib import sha256; from server.audio.noise_bed import bed_packets;"
        "sys.stdout.write(sha256(b''.join(bed_packets())).hexdigest())"
    )
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert there.stdout == sha256(b"".join(bed_packets())).hexdigest()
