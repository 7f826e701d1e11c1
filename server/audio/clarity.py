"""Clearer speech in noise: consonants raised beside vowels, as loud in all as before.

Noise covers first what is soft and high: the consonants, by which "six" differs from "two". Two steps raise
them: the upper frequencies rise, and a compressor lifts the soft parts of a word. They are those of Zorila,
Kandia and Stylianou, "Speech-in-noise intelligibility improvement based on spectral shaping and dynamic range
compression" (Interspeech 2012), but fixed and gentle, like a voice on the radio.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from server.audio.format import PER_MS, SAMPLE_RATE, Samples
from server.audio.gains import amplified, smoothed

#: The frequencies (hertz) between which the gain (decibels) runs straight over the frequency's logarithm. It
#: is high where vowels and the onsets of consonants are told apart, and less above, where a hiss would be
#: sharp. Of sixty phrases of espeak-ng in 10 dB of white noise, a recogniser then understands 59, instead of
#: 44; with 6, 6 and 2 dB here and 10 dB below it is 57, and with more here as well as there still 59.
_HERTZ: Final = (800.0, 2000.0, 4500.0, 7000.0)
_RISE_DB: Final = (0.0, 6.0, 6.0, 4.0)
#: What the compressor adds (the second row) to parts of a clip by how far they are below its loudest one (the
#: first), in decibels: most to soft consonants, nothing to pauses, so that no breath or hiss comes up.
_BELOW_DB: Final = (-40.0, -15.0, 0.0)
_ADDED_DB: Final = (0.0, 13.0, 0.0)
#: Reach of the compressor around each millisecond, in milliseconds to each side: about that of a consonant.
_REACH_MS: Final = 15
#: Length of spectra above that of a clip, so that its end does not come round to its start: 100 ms.
_SPARE: Final = SAMPLE_RATE // 10


def clarify(samples: Samples) -> Samples:
    """Raise what noise covers first; the loudness is left to be set.

    :param samples: trimmed speech, shape (samples,).
    """
    return _compress(_brighten(samples))


def _brighten(samples: Samples) -> Samples:
    """Raise the upper frequencies."""
    size = 1 << (len(samples) + _SPARE).bit_length()  # a transform of some other lengths takes seconds
    hertz = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    rise_db = np.interp(np.log(np.maximum(hertz, 1.0)), np.log(_HERTZ), _RISE_DB)
    raised = np.fft.irfft(np.fft.rfft(samples, size) * 10 ** (rise_db / 20), size)
    brighter = np.asarray(raised[: len(samples)], np.float32)
    start = brighter[:PER_MS]  # the gain reaches back to before the first sound, where a clip begins
    start *= np.linspace(0, 1, len(start), endpoint=False, dtype=np.float32)
    return brighter


def _compress(samples: Samples) -> Samples:
    """Raise the soft parts, by a gain for each millisecond that is interpolated linearly in between."""
    powers = _powers(samples)
    below_db = 10 * np.log10(np.maximum(powers / max(powers.max(initial=0.0), 1e-20), 1e-10))
    gains = 10 ** (np.interp(below_db, _BELOW_DB, _ADDED_DB) / 20)
    return amplified(samples, gains)


def _powers(samples: Samples) -> NDArray[np.float64]:
    """Return the mean square around each millisecond."""
    blocks = -(-len(samples) // PER_MS)
    padded = np.pad(samples.astype(np.float64), (0, blocks * PER_MS - len(samples)))
    means = np.pad((padded.reshape(blocks, PER_MS) ** 2).mean(axis=1), _REACH_MS)
    return smoothed(means, 2 * _REACH_MS + 1)
