"""The noise bed: a faint noise throughout, so that neither earbuds nor browsers take a pause for the end.

Earbuds go to sleep in digital silence and swallow the first word after it; Chromium treats anything below
-72 dBFS as silent and freezes the page. The bed is at -63 dBFS: well above that, and hard to hear.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from server.audio.codec import encode
from server.audio.format import FRAME, SAMPLE_RATE, Samples

#: Level of the bed in dBFS (root mean square); every 10 ms of it, decoded, are between -60 and -66.
LEVEL_DB = -62.7
#: Frames after which the bed repeats itself: 10.9 seconds, too long to be heard as a rhythm.
PERIOD = 256
#: Limits of the noise in hertz. A narrow band leaves enough bits for each line at so low a bit rate.
_BAND = (150, 1500)
#: The noise is evened out over this many samples (20 ms): by chance alone it would swell and fade by 4 dB.
_SMOOTHING = 480
#: Bits a second where there is nothing but the bed: 0.6 MB for ten minutes.
_BIT_RATE = 8_000
#: Frames that are encoded first and thrown away, until the encoder has settled.
_RUN_UP = 8
_SEED = 0x501E05


@cache
def noise() -> Samples:
    """Return one period of the bed, shape (``PERIOD * FRAME``,); its end runs into its start."""
    sound = _in_band(np.random.default_rng(_SEED).standard_normal(PERIOD * FRAME))
    sound = _in_band(sound / _rms(sound))
    sound *= 10 ** (LEVEL_DB / 20) / np.sqrt(np.mean(sound**2))
    quiet = sound.astype(np.float32)
    quiet.flags.writeable = False
    return quiet


def bed_samples(length: int) -> Samples:
    """Return ``length`` samples of the bed from its start, as a copy that may be changed."""
    return np.resize(noise(), length)


@cache
def bed_packets() -> tuple[bytes, ...]:
    """Return ``PERIOD`` packets that can be repeated without a seam."""
    round_the_end = np.concatenate([noise()[-_RUN_UP * FRAME :], noise(), noise()[:FRAME]])
    return encode(round_the_end, _BIT_RATE)[_RUN_UP : _RUN_UP + PERIOD]


def _in_band(sound: NDArray[np.float64]) -> NDArray[np.float64]:
    lines = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE)
    lines[(hertz < _BAND[0]) | (hertz > _BAND[1])] = 0
    return np.fft.irfft(lines, len(sound))


def _rms(sound: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the root mean square around each sample, also across the seam."""
    window = np.zeros(len(sound))
    window[:_SMOOTHING] = np.hanning(_SMOOTHING) / np.hanning(_SMOOTHING).sum()
    centred = np.fft.rfft(np.roll(window, -_SMOOTHING // 2))
    return np.sqrt(np.fft.irfft(np.fft.rfft(sound**2) * centred, len(sound)))
