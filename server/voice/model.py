"""Voices, engines and clips: the words that the speaking side of Soleus uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from server.audio.format import PER_MS, Samples


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of this machine."""

    id: str
    name: str
    #: BCP 47, such as ``en-GB``; empty where the engine does not say.
    language: str


@dataclass(frozen=True, slots=True)
class Speech:
    """What an engine gives back: mono, shape (samples,), int16, at ``sample_rate`` per second."""

    pcm: NDArray[np.int16]
    sample_rate: int


class Engine(Protocol):
    """Something that speaks. It lives in a worker process and may print, hang or crash there."""

    name: str
    version: str

    def voices(self) -> Sequence[Voice]:
        """Return the voices of this machine, the default first."""
        ...

    def speak(self, text: str, voice: str, rate: int) -> Speech:
        """Speak a phrase with a voice's id at a rate in words a minute."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """One phrase, spoken, trimmed to its sound and levelled."""

    #: Hash of engine, engine version, voice, rate and text.
    key: str
    text: str
    samples: Samples

    @property
    def length_ms(self) -> int:
        """Length in milliseconds, rounded up."""
        return -(-len(self.samples) // PER_MS)
