"""Phrases in noise, as a runner hears them beside a road, a fan or a shower.

The ratio of speech to noise (SNR) is the power of the speech over that of the noise, in decibels, of a clip
that is trimmed and levelled, at its own sample rate, so from 0 to 12 kHz:

- the speech is the mean square of the clip's active parts: those of its 10 ms that are at most 15.9 dB below
  the mean of the clip (the margin of ITU-T P.56), so that pauses between words do not count;
- the noise is the mean square over the whole window, which is the clip and ``AROUND_MS`` to each side.

The ears hear what is below 8 kHz. Of white noise, which has the same power in each hertz, that is 1.8 dB
less. Pink noise has the same power in each octave (1/f): it is white noise whose spectrum is divided by the
root of the frequency, from 50 Hz on. Each window has noise of its own, from a fixed seed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from server.audio.format import PER_MS, SAMPLE_RATE, Samples
from tests.helpers.ears import Ears, EarSound, for_ears
from tests.helpers.spelling import spoken
from tests.helpers.tracks import AROUND_MS

Colour: TypeAlias = Literal["white", "pink"]

_SIDES = tuple(f"{side} {part}." for part in ("leg", "foot", "side") for side in ("Left", "Right"))
#: Lines of the coach by their kinds, those that a workout hangs on first.
KINDS: Mapping[str, tuple[str, ...]] = {
    "countdown": ("Three.", "Two.", "One."),
    "side": (
        *_SIDES,
        *("Left arm.", "Right arm.", "Left hip.", "Right hip."),
        *(f"Switch: {side.lower()}" for side in _SIDES),
    ),
    "halfway": (
        *("Halfway.", "Ten seconds.", "Twenty seconds left.", "Thirty seconds left.", "One minute left."),
        *("Last two.", "Last one.", "Final set.", "Last round.", "Last breath."),
    ),
    "other": (
        *("Four.", "Five.", "Six.", "Seven.", "Eight.", "Nine.", "Ten.", "Eleven.", "Twelve.", "Thirteen."),
        *("Fourteen.", "Fifteen.", "Get ready.", "Let go slowly.", "Let go.", "Ease off.", "Stop there."),
        *("Rest.", "Well done.", "Stand up.", "Lie down.", "Sit on the floor.", "Kneel down."),
        *("Go to the wall.", "Take the towel.", "Breathe out slowly.", "Long breath out."),
        *("Let the breath go.", "Second set.", "Press play when you are ready.", "Change legs each time."),
    ),
}
#: All of them, which are also all that the ears choose from.
SIXTY = tuple(text for texts in KINDS.values() for text in texts)
#: Parts of a clip whose power counts, at most so far below its mean, in decibels (ITU-T P.56).
_ACTIVE_DB = 15.9
_PART = 10 * PER_MS
#: Below this the pink noise has nothing, in hertz: what a phone plays and these ears take in begins above.
_LOWEST_HZ = 50


@dataclass(frozen=True, slots=True)
class Noise:
    """A noise: without a colour there is none.

    :ivar snr_db: of the speech over it.
    """

    colour: Colour | None = None
    snr_db: float = 0

    def around(self, clip: Samples, seed: int) -> EarSound:
        """Return a clip in this noise; the clean one is in silence."""
        noise = self.instead_of(clip, seed)
        return for_ears(noise + np.pad(clip, AROUND_MS * PER_MS))

    def instead_of(self, clip: Samples, seed: int) -> Samples:
        """Return the noise that is around a clip, without the clip."""
        length = len(clip) + 2 * AROUND_MS * PER_MS
        if self.colour is None:
            return np.zeros(length, np.float32)
        power = active_power(clip) / 10 ** (self.snr_db / 10)
        return np.asarray(coloured(self.colour, length, seed) * np.sqrt(power), np.float32)


def coloured(colour: Colour, length: int, seed: int) -> NDArray[np.float64]:
    """Return noise of power 1, shape (``length``,), at ``SAMPLE_RATE``."""
    sound = np.random.default_rng(seed).standard_normal(length)
    if colour == "pink":
        lines = np.fft.rfft(sound)
        hertz = np.fft.rfftfreq(length, 1 / SAMPLE_RATE)
        lines *= (hertz >= _LOWEST_HZ) / np.sqrt(np.maximum(hertz, _LOWEST_HZ))
        sound = np.fft.irfft(lines, length)
    return np.asarray(sound / np.sqrt(np.mean(sound**2)))


def active_power(speech: Samples) -> float:
    """Return the mean square of what is no pause."""
    parts = speech[: len(speech) // _PART * _PART].reshape(-1, _PART).astype(np.float64)
    powers = np.mean(parts**2, axis=1)
    return float(powers[powers > powers.mean() / 10 ** (_ACTIVE_DB / 10)].mean())


def understood(clips: Mapping[str, Samples], noise: Noise, ears: Ears, seed: int) -> Mapping[str, str]:
    """Return the words that are heard for each clip, by its text."""
    return {
        text: ears.hear(noise.around(clip, seed * len(clips) + number)).words
        for number, (text, clip) in enumerate(clips.items())
    }


def misheard(heard: Mapping[str, str]) -> Mapping[str, str]:
    """Return what was taken for something else, or not heard at all."""
    return {text: words for text, words in heard.items() if words != spoken(text)}
