"""What a person recorded with a phone: where the words are in it, and what is wrong with it."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from server.audio.format import PER_MS, Samples
from server.audio.level import level, trim
from server.errors import BadInput

#: What can be wrong with a recording that is kept all the same.
TakeFault = Literal["", "clipped", "quiet"]
#: Length of the blocks whose loudness is compared, in samples: 10 ms.
_BLOCK: Final = 10 * PER_MS
#: Words are this much louder than the quietest tenth of the recording, and quieter than its loudest block by
#: this much at most, in dB. A room is 30 to 50 dB below a voice near the phone.
_ABOVE_NOISE_DB, _BELOW_PEAK_DB = 8.0, 35.0
#: Sounds that are shorter are taps on the phone and not words, in blocks; and the blocks of silence by which
#: they are apart from any word.
_SHORTEST_WORD, _APART = 4, 12
#: Kept before and after the words, in blocks: a soft consonant begins and ends below the level of words.
_BEFORE, _AFTER = 6, 12
#: The loudest block of a recording is louder than silence, and of a good one louder than this, in dBFS.
_SILENT_DB, _QUIET_DB = -60.0, -38.0
#: From this on a sample counts as cut off, of 1; and how many of the samples of the words may be, of 1.
_FULL, _MOST_FULL = 0.985, 0.001


def take_fault(pcm: NDArray[np.int16]) -> TakeFault:
    """Return what is wrong with a recording that can be used all the same; empty if nothing is.

    :param pcm: mono at ``SAMPLE_RATE``, shape (samples,).
    :raises BadInput: if there are no words in it.
    """
    samples = _samples(pcm)
    loudest_db = _block_levels_db(samples).max(initial=-np.inf)
    if loudest_db < _SILENT_DB:
        raise BadInput("There is only silence in this recording. Look whether the microphone is on.")
    if (np.abs(samples) >= _FULL).mean() > _MOST_FULL:
        return "clipped"
    return "quiet" if loudest_db < _QUIET_DB else ""


def to_take_samples(pcm: NDArray[np.int16]) -> Samples:
    """Cut a recording to its words, as far as they stand out from the noise of the room, and level them.

    :param pcm: mono at ``SAMPLE_RATE``, shape (samples,).
    :raises ValueError: if there is only silence.
    """
    return level(trim(_words(_samples(pcm))))


def _samples(pcm: NDArray[np.int16]) -> Samples:
    return pcm.astype(np.float32) / np.float32(32768)


def _words(samples: Samples) -> Samples:
    levels = _block_levels_db(samples)
    if not len(levels):
        return samples
    floor_db = max(np.percentile(levels, 10) + _ABOVE_NOISE_DB, levels.max() - _BELOW_PEAK_DB)
    loud = np.flatnonzero(levels > min(floor_db, levels.max() - 1))
    runs = np.split(loud, np.flatnonzero(np.diff(loud) > _APART) + 1)
    words = [run for run in runs if run[-1] - run[0] + 1 >= _SHORTEST_WORD] or runs
    start, stop = max(0, words[0][0] - _BEFORE), words[-1][-1] + 1 + _AFTER
    return samples[start * _BLOCK : stop * _BLOCK]


def _block_levels_db(samples: Samples) -> NDArray[np.float64]:
    """Return the level of each 10 ms in dBFS; what is constant or slower than any voice is left out."""
    blocks = samples[: len(samples) // _BLOCK * _BLOCK].astype(np.float64).reshape(-1, _BLOCK)
    powers = blocks.var(axis=1)
    levels: NDArray[np.float64] = 10 * np.log10(np.maximum(powers, 1e-12))
    return levels
