"""The tones: two notes up to start, three notes down to end, and ticks of three pitches.

They sound like a small marimba: a fast attack, so that the ear (and a test) can tell to the millisecond when
they begin, and a decay to silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from server.audio.aac import encode_clip
from server.audio.format import PER_MS, SAMPLE_RATE, Samples
from server.routine import Tones

#: Peak of a tone, as a fraction of full scale. At "normal" a tone is about as loud as speech.
PEAKS: dict[Tones, float] = {"quiet": 0.17, "normal": 0.38, "loud": 0.7}
#: A tick is over so soon that it needs a higher peak: at "normal" it is 9 dB below speech, as the ear takes
#: it in over 200 ms, and soft enough to be heard hundreds of times.
_TICK_STRENGTH = 1.25
#: From silence to full strength: short enough to be exact, long enough not to click.
_ATTACK_MS = 1.5
#: From what is left of the decay to silence, at the end.
_RELEASE_MS = 12
#: Harmonics of a note and their strength.
_BAR = ((1, 1.0), (2, 0.22), (4, 0.1))
#: Overtones of a wooden block, which are those of a free bar.
_BLOCK = ((1, 1.0), (2.76, 0.35))


@dataclass(frozen=True, slots=True)
class _Note:
    """One stroke."""

    at_ms: int
    hertz: float
    #: Time in which it fades to 1/e.
    decay_ms: float


@dataclass(frozen=True, slots=True)
class _Tone:
    length_ms: int
    notes: tuple[_Note, ...]
    partials: tuple[tuple[float, float], ...]
    #: Its peak, as a multiple of what ``PEAKS`` says.
    strength: float = 1.0


_G5, _C6, _C5, _G6, _D7 = 783.99, 1046.50, 523.25, 1567.98, 2349.32
_TONES: dict[str, _Tone] = {
    "start": _Tone(280, (_Note(0, _G5, 60), _Note(100, _C6, 90)), _BAR),
    "end": _Tone(380, (_Note(0, _C6, 50), _Note(90, _G5, 60), _Note(180, _C5, 110)), _BAR),
    "tick": _Tone(50, (_Note(0, _G6, 16),), _BLOCK, _TICK_STRENGTH),
    # A fifth above and below, so that up and down can be told apart with eyes shut.
    "tick-up": _Tone(50, (_Note(0, _D7, 16),), _BLOCK, _TICK_STRENGTH),
    "tick-down": _Tone(50, (_Note(0, _C6, 16),), _BLOCK, _TICK_STRENGTH),
}


def tone_length_ms(name: str) -> int:
    """Return the length of a tone in milliseconds, the same at every strength.

    :raises ValueError: if there is no such tone.
    """
    return _lookup(name).length_ms


@cache
def tone(name: str, tones: Tones) -> Samples:
    """Return a tone, shape (``tone_length_ms(name) * PER_MS``,), that begins at its first sample.

    :raises ValueError: if there is no such tone.
    """
    plan = _lookup(name)
    sound = np.zeros(plan.length_ms * PER_MS)
    for note in plan.notes:
        start = note.at_ms * PER_MS
        sound[start:] += _strike(note, plan.partials, len(sound) - start)
    sound *= _release(len(sound))
    sound *= plan.strength * PEAKS[tones] / np.abs(sound).max()
    ready = sound.astype(np.float32)
    ready.flags.writeable = False
    return ready


# Cues at whole and half seconds ask for 32 offsets of five tones.
@lru_cache(maxsize=512)
def tone_packets(name: str, tones: Tones, offset: int) -> tuple[bytes, ...]:
    """Return a tone as packets, starting ``offset`` samples into a frame (see ``encode_clip``)."""
    return encode_clip(tone(name, tones), offset)


def _lookup(name: str) -> _Tone:
    """Return what a tone is made of; its name may come from a stored document.

    :raises ValueError: if there is no such tone.
    """
    if name not in _TONES:
        raise ValueError(f"There is no tone “{name}”; the tones are {', '.join(_TONES)}.")
    return _TONES[name]


def _strike(note: _Note, partials: tuple[tuple[float, float], ...], length: int) -> NDArray[np.float64]:
    seconds = np.arange(length) / SAMPLE_RATE
    sound = np.zeros(length)
    for multiple, strength in partials:
        # High partials fade first, as they do in wood and metal.
        decay = np.exp(-seconds * multiple * 1000 / note.decay_ms)
        sound += strength * decay * np.sin(2 * np.pi * note.hertz * multiple * seconds)
    attack = np.minimum(seconds * 1000 / _ATTACK_MS, 1)
    return sound * (0.5 - 0.5 * np.cos(np.pi * attack))


def _release(length: int) -> NDArray[np.float64]:
    left_ms = (length - np.arange(length)) / PER_MS
    return 0.5 - 0.5 * np.cos(np.pi * np.minimum(left_ms / _RELEASE_MS, 1))
