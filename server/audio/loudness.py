"""Loudness as Recommendation ITU-R BS.1770-4 measures it, for short clips.

A phrase may be shorter than one measuring block (400 ms), and silence added to it would count as quiet. So a
clip is measured as if it were played in a loop.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from server.audio.format import SAMPLE_RATE, Samples

#: Length of a measuring block, in samples: 400 ms.
_BLOCK: Final = SAMPLE_RATE * 4 // 10
#: From one block to the next, in samples: 10 ms, finer than the 100 ms of the Recommendation, so that in a
#: short clip it does not matter where a block begins.
_HOP: Final = SAMPLE_RATE // 100
#: Sound before the first block, in samples, in which the filters settle: 200 ms.
_RUN_IN: Final = SAMPLE_RATE // 5
#: Lengths of spectra are multiples of this: fast to compute, and few, so that the weightings of the last ones
#: are kept, up to a megabyte each.
_SIZE_STEP: Final = 16_384
#: Blocks below this loudness are not speech, in LUFS.
_ABSOLUTE_GATE: Final = -70.0
#: Blocks this much quieter than the others are pauses, in LU.
_RELATIVE_GATE: Final = -10.0
_OFFSET: Final = -0.691

Spectrum = NDArray[np.complex128]
Powers = NDArray[np.float64]


def loudness(samples: Samples) -> float:
    """Return the integrated loudness in LUFS; minus infinity for silence and for no samples."""
    powers = _block_powers(samples)
    for gate in (_ABSOLUTE_GATE, _level(powers[_levels(powers) > _ABSOLUTE_GATE]) + _RELATIVE_GATE):
        powers = powers[_levels(powers) > gate]
    return _level(powers)


def _block_powers(samples: Samples) -> Powers:
    """Return the K-weighted power of each block, once round the loop."""
    length = len(samples)
    if not length:
        return np.zeros(0)
    size = -(-(_RUN_IN + length + _BLOCK) // _SIZE_STEP) * _SIZE_STEP
    looped = np.resize(samples, size).astype(np.float64)
    weighted = np.fft.irfft(np.fft.rfft(looped) * _k_weighting(size), size)
    sums = np.concatenate(([0.0], np.cumsum(weighted * weighted)))
    starts = np.arange(_RUN_IN, _RUN_IN + length, _HOP)
    return (sums[starts + _BLOCK] - sums[starts]) / _BLOCK


@lru_cache(maxsize=3)
def _k_weighting(length: int) -> Spectrum:
    """Return the response of both filters at the frequencies of a spectrum of ``length`` samples.

    The figures are the analogue filters behind the Recommendation's table for 48 kHz, as in libebur128.
    """
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(length))
    gain, k, q = 10 ** (3.999843853973347 / 20), _warped(1681.974450955533), 0.7071752369554196
    shoulder = gain**0.4996667741545416
    shelf = _biquad(z, gain + shoulder * k / q + k * k, 2 * (k * k - gain), gain - shoulder * k / q + k * k)
    shelf /= _biquad(z, 1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k)
    k, q = _warped(38.13547087602444), 0.5003270373238773
    low_cut = _biquad(z, 1, -2, 1) / _biquad(z, 1, 2 * (k * k - 1) / (1 + k / q + k * k), _tail(k, q))
    return np.asarray(shelf * low_cut)


def _tail(k: float, q: float) -> float:
    return (1 - k / q + k * k) / (1 + k / q + k * k)


def _warped(hertz: float) -> float:
    return math.tan(math.pi * hertz / SAMPLE_RATE)


def _biquad(z: Spectrum, first: float, second: float, third: float) -> Spectrum:
    return first + second * z + third * z * z


def _levels(powers: Powers) -> Powers:
    return _OFFSET + 10 * np.log10(np.maximum(powers, 1e-20))


def _level(powers: Powers) -> float:
    power = float(powers.mean()) if len(powers) else 0.0
    return _OFFSET + 10 * math.log10(power) if power > 0 else -math.inf
