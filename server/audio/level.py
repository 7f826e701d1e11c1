"""From recorded speech to a clip: one sample rate, no silence around it, one loudness."""

from __future__ import annotations

from typing import Final

import av
import numpy as np
from numpy.typing import NDArray

from server.audio.clarity import clarify
from server.audio.format import PER_MS, SAMPLE_RATE, Samples
from server.audio.loudness import loudness

#: What every clip is brought to, in LUFS. For that the limiter takes 1 dB off the highest peak of a phrase of
#: espeak-ng, 4 at most, and 2 dB off that of Piper's joe, 7 at most (65 phrases of each).
TARGET_LUFS: Final = -18.0
#: How near to that a clip must come, in LU, and how often what the limiter took may be made up for.
_NEAR_LU: Final = 0.1
_MOST_PASSES: Final = 4
#: The highest level allowed, between samples too: -2 dBTP, as an encoder may add a little.
PEAK: Final = 10 ** (-2 / 20)
#: What is quieter than this at either end, compared with the loudest sample, counts as silence: -40 dB.
_SILENCE: Final = 0.01
#: Kept before the first sound and faded in, in samples: 1 ms, so that no click begins a clip.
_FADE_IN: Final = PER_MS
#: Kept after the last sound and faded out, in samples: 45 ms. In a neural voice a last consonant, or the
#: breath after a vowel, dies away as long below the level of silence.
_FADE_OUT: Final = 45 * PER_MS
#: How many points are looked at for each sample to find the peaks between them: Recommendation ITU-R
#: BS.1770-4, Annex 2, does the same.
_OVERSAMPLING: Final = 4
#: Reach of the limiter around a peak, in milliseconds to each side.
_REACH_MS: Final = 5


def to_clip_samples(pcm: NDArray[np.int16], sample_rate: int) -> Samples:
    """Resample to 24 kHz, trim to the first and the last sound, make clear in noise, and level.

    :param pcm: mono, shape (samples,).
    :param sample_rate: of ``pcm``, in samples a second.
    :raises ValueError: if there is only silence.
    """
    return level(clarify(trim(resample(pcm, sample_rate))))


def resample(pcm: NDArray[np.int16], sample_rate: int) -> Samples:
    """Bring speech to ``SAMPLE_RATE``, keeping its timing.

    :param pcm: mono, shape (samples,).
    :param sample_rate: of ``pcm``, in samples a second.
    """
    frame = av.AudioFrame.from_ndarray(pcm.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = sample_rate
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=SAMPLE_RATE)
    frames = [*resampler.resample(frame), *resampler.resample(None)]
    return np.concatenate([part.to_ndarray()[0] for part in frames]).astype(np.float32, copy=False)


def trim(samples: Samples) -> Samples:
    """Cut the silence off both ends, take out a constant offset, and fade both ends.

    :raises ValueError: if there is only silence.
    """
    loud = np.flatnonzero(np.abs(samples) > _SILENCE * np.abs(samples).max(initial=0.0))
    if not len(loud):
        raise ValueError("there is only silence")
    start, stop = max(0, loud[0] - _FADE_IN), loud[-1] + 1 + _FADE_OUT
    cut: Samples = samples[start:stop] - samples[start:stop].mean()
    rise, fall = min(_FADE_IN, len(cut)), min(_FADE_OUT, len(cut))
    cut[:rise] *= np.sin(np.linspace(0, np.pi / 2, rise, endpoint=False, dtype=np.float32)) ** 2
    cut[len(cut) - fall :] *= np.sin(np.linspace(np.pi / 2, 0, fall, dtype=np.float32)) ** 2
    return cut


def level(samples: Samples) -> Samples:
    """Bring a clip to ``TARGET_LUFS`` with nothing above ``PEAK``.

    :raises ValueError: if there is only silence.
    """
    gain_db = TARGET_LUFS - loudness(samples)
    if not np.isfinite(gain_db):
        raise ValueError("there is only silence")
    for _ in range(_MOST_PASSES):
        raised = samples * np.float32(10 ** (gain_db / 20))
        levelled = limit(raised)
        if levelled is raised:  # it is as loud as was asked for, and need not be measured
            break
        missing_lu = TARGET_LUFS - loudness(levelled)
        if abs(missing_lu) < _NEAR_LU:
            break
        gain_db += missing_lu
    return levelled


def limit(samples: Samples) -> Samples:
    """Turn down what is above ``PEAK``, gently: the gain is lowest at the peak and changes within 5 ms of it.

    The gain is computed for each millisecond and interpolated linearly in between. Each is low enough for its
    neighbours too, so that nothing in between is too high.
    """
    blocks = -(-len(samples) // PER_MS)
    spectrum = np.fft.rfft(np.pad(samples.astype(np.float64), (0, blocks * PER_MS - len(samples))))
    spectrum[-1] /= 2  # stands for both signs of the highest frequency, which are apart in a longer spectrum
    between = np.fft.irfft(spectrum, _OVERSAMPLING * blocks * PER_MS) * _OVERSAMPLING
    peaks = np.abs(between).reshape(blocks, _OVERSAMPLING * PER_MS).max(axis=1)
    if peaks.max(initial=0.0) <= PEAK:
        return samples
    needed = np.pad(PEAK / np.maximum(peaks, PEAK), 2 * _REACH_MS - 1, mode="edge")
    lowest = np.lib.stride_tricks.sliding_window_view(needed, 2 * _REACH_MS + 1).min(axis=1)
    window = np.hanning(2 * _REACH_MS + 1)[1:-1]
    gains = np.convolve(lowest, window / window.sum(), mode="valid")
    middles = (np.arange(blocks) + 0.5) * PER_MS
    return (samples * np.interp(np.arange(len(samples)), middles, gains)).astype(np.float32)
