"""From recorded speech to a clip: one sample rate, no silence around it, one loudness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import av
import numpy as np
from numpy.typing import NDArray

from server.audio.clarity import clarify
from server.audio.format import PER_MS, PRE_ROLL, SAMPLE_RATE, Samples
from server.audio.gains import amplified, smoothed
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
#: A sample counts as sound where the 5 ms around it have energy too: a quarter of that level, as a root mean
#: square. A click of one sample, of up to a fortieth of the peak, is then no beginning; of 117 phrases of
#: espeak-ng's first three English voices and 36 of joe, none begins or ends otherwise for it.
_AROUND: Final = 5 * PER_MS
_ENERGY: Final = _SILENCE / 4
#: The soft release of a last consonant, as in joe's "Hold", is up to 46 ms after what is louder than that.
#: What is quieter than this, -50 dB, and later is silence.
_RELEASE: Final = 50 * PER_MS
_SOFT: Final = 10 ** (-50 / 20)
#: The first of what is kept is faded in, in samples: 1 ms, so that no click begins a clip.
_FADE_IN: Final = PER_MS
#: Kept after the last sound and faded out, in samples: 45 ms. In a neural voice the breath after a vowel dies
#: away as long.
_FADE_OUT: Final = 45 * PER_MS
#: Silence between two sentences, from the last sound to the first, in milliseconds: a short breath. Left to
#: themselves, at 160 words a minute, espeak-ng rests for 350 to 400 ms and Piper's joe for 200.
BREATH_MS: Final = 350
#: How many points are looked at for each sample to find the peaks between them: Recommendation ITU-R
#: BS.1770-4, Annex 2, does the same.
_OVERSAMPLING: Final = 4
#: Reach of the limiter around a peak, in milliseconds to each side.
_REACH_MS: Final = 5


def to_clip_samples(pcm: NDArray[np.int16], sample_rate: int) -> Samples:
    """Resample to 24 kHz, trim to ``PRE_ROLL`` before the first sound and to the last, make clear, and level.

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
    """Take out a constant offset and cut the silence off both ends, which are faded.

    The first sound comes at ``PRE_ROLL``: there is silence before what does not begin as early.

    :raises ValueError: if there is only silence.
    """
    centred = samples - samples.mean() if len(samples) else samples
    highest = np.abs(centred).max(initial=0.0)
    sounding = _sounding(centred, highest)
    if not len(sounding):
        raise ValueError("there is only silence")
    first, last = sounding[0], sounding[-1]
    soft = np.flatnonzero(np.abs(centred[last : last + _RELEASE]) > _SOFT * highest)
    stop = last + soft[-1] + 1 + _FADE_OUT
    start = max(0, first - PRE_ROLL)
    cut = centred[start:stop] - centred[start:stop].mean()
    rise, fall = min(_FADE_IN, len(cut)), min(_FADE_OUT, len(cut))
    cut[:rise] *= np.sin(np.linspace(0, np.pi / 2, rise, endpoint=False, dtype=np.float32)) ** 2
    cut[len(cut) - fall :] *= np.sin(np.linspace(np.pi / 2, 0, fall, dtype=np.float32)) ** 2
    return np.pad(cut, (PRE_ROLL - (first - start), 0))


def _sounding(samples: Samples, highest: float) -> NDArray[np.intp]:
    """Return which samples are sound."""
    total = np.cumsum(np.pad(samples.astype(np.float64) ** 2, (_AROUND // 2 + 1, _AROUND // 2 - 1)))
    energy = (total[_AROUND:] - total[:-_AROUND]) / _AROUND
    loud = (np.abs(samples) > _SILENCE * highest) & (energy > (_ENERGY * highest) ** 2)
    return np.flatnonzero(loud)


def join(parts: Sequence[Samples], pauses_ms: Sequence[int] | None = None) -> Samples:
    """Join trimmed parts of a phrase, each of shape (samples,).

    :param pauses_ms: after each part but the last, from its last sound to the first of the next, as far as
        that is longer than what both have of silence; by default a breath, as between sentences.
    """
    pauses = pauses_ms or [BREATH_MS] * (len(parts) - 1)
    silences = [np.zeros(max(0, each * PER_MS - _FADE_OUT - PRE_ROLL), np.float32) for each in pauses]
    first, *others = parts
    joined = zip(silences, others, strict=True)
    return np.concatenate([first, *(each for pair in joined for each in pair)])


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
    blocks = _transformed_fast(-(-len(samples) // PER_MS))
    spectrum = np.fft.rfft(np.pad(samples.astype(np.float64), (0, blocks * PER_MS - len(samples))))
    spectrum[-1] /= 2  # stands for both signs of the highest frequency, which are apart in a longer spectrum
    between = np.fft.irfft(spectrum, _OVERSAMPLING * blocks * PER_MS) * _OVERSAMPLING
    peaks = np.abs(between).reshape(blocks, _OVERSAMPLING * PER_MS).max(axis=1)
    if peaks.max(initial=0.0) <= PEAK:
        return samples
    needed = np.pad(PEAK / np.maximum(peaks, PEAK), 2 * _REACH_MS - 1, mode="edge")
    lowest = np.lib.stride_tricks.sliding_window_view(needed, 2 * _REACH_MS + 1).min(axis=1)
    return amplified(samples, smoothed(lowest, 2 * _REACH_MS - 1))


def _transformed_fast(blocks: int) -> int:
    """Return a number of blocks, not below this one, whose Fourier transform is fast.

    One of 997 blocks takes 20 times as long as one of 1024.
    """
    power = 1 << (blocks - 1).bit_length() if blocks else 0
    return power * 3 // 4 if blocks <= power * 3 // 4 else power
