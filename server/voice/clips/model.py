"""Clips: what was spoken, as samples and as packets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from server.audio import FULL_SCALE, PER_MS, Samples
from server.jobs import Priority

#: Of AAC, consecutive.
Packets: TypeAlias = tuple[bytes, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """One phrase, spoken, trimmed to its sound and levelled."""

    #: Digest of engine, engine version, voice, rate and text.
    key: str
    #: What the engine was given.
    text: str
    #: Samples that it lasts from its first sound.
    length: int
    #: Returns ``PRE_ROLL`` and the sound, shape (PRE_ROLL + length,), at ``SAMPLE_RATE``, read-only. It is
    #: seldom needed, and large.
    read_pcm: Callable[[], NDArray[np.int16]]

    @property
    def samples(self) -> Samples:
        """``PRE_ROLL`` and the sound, in -1..1."""
        return self.read_pcm().astype(np.float32) / np.float32(FULL_SCALE)

    @property
    def length_ms(self) -> int:
        """Length in milliseconds, rounded up."""
        return -(-self.length // PER_MS)


@dataclass(frozen=True, slots=True, eq=False)
class KeptClip:
    """A clip that was handed out."""

    #: Samples that it lasts from its first sound.
    samples: int
    #: Samples by which it starts after the start of a packet.
    offset: int
    packets: Packets


class KeptClips(Protocol):
    """Finds clips that were handed out, and are kept for good."""

    def find(self, clip: str, offset: int | None = None) -> KeptClip | None:
        """Return a clip by its key, at an offset or at any."""
        ...


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a clip is made of."""

    #: Of the clip; made of what is really spoken.
    key: str
    #: As it is written, for messages.
    text: str
    #: As the engine is given it.
    said: str
    #: Id of a voice.
    voice: str
    #: Words a minute.
    rate: int


class ClipMaker(Protocol):
    """Makes clips elsewhere, into a cache that this process reads as well."""

    def make(self, phrase: Phrase, priority: Priority) -> None:
        """Have a clip made, and return once it has been.

        :raises UnspeakablePhrase: if it cannot be spoken.
        :raises NoVoice: if there is no voice.
        :raises VoiceStopped: if this process ends meanwhile.
        """
        ...

    def close(self) -> None:
        """Let nobody wait any longer."""
        ...
