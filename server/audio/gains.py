"""A gain for each millisecond, as the compressor and the limiter compute it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from server.audio.format import PER_MS, Samples


def amplified(samples: Samples, gains: NDArray[np.float64]) -> Samples:
    """Return samples, shape (samples,), times gains that are interpolated linearly between milliseconds.

    :param gains: factors, shape (milliseconds,); each holds in the middle of its millisecond.
    """
    middles = (np.arange(len(gains)) + 0.5) * PER_MS
    return (samples * np.interp(np.arange(len(samples)), middles, gains)).astype(np.float32)


def smoothed(values: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Return the mean of each ``width`` neighbours, the middle ones of which count most."""
    window = np.hanning(width + 2)[1:-1]
    return np.convolve(values, window / window.sum(), mode="valid")
