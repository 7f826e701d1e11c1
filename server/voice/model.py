"""Voices, engines and what they say. Processes that only speak import this: it needs nothing but Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of this machine."""

    id: str
    name: str
    #: BCP 47, such as ``en-GB``; empty if the engine does not say.
    language: str


@dataclass(frozen=True, slots=True)
class Speech:
    """What an engine returns, mono."""

    #: Samples as 16-bit integers, little-endian.
    pcm: bytes
    #: Samples a second.
    sample_rate: int


class Engine(Protocol):
    """Something that speaks. It lives in a worker process and may print, hang or crash there."""

    #: Part of the key of each clip, like the version.
    name: str
    version: str
    #: What the ids of its voices begin with, and no other engine's; empty for the one that all systems have.
    prefix: str
    #: Whether a phrase may sound different after another. Each is then spoken by a new process.
    keeps_state: bool

    @staticmethod
    def prepare() -> None:
        """Import what speaking needs, before the process may be forked for each phrase; start nothing."""
        ...

    def voices(self) -> Sequence[Voice]:
        """Return the voices of this machine, the default first."""
        ...

    def speak(self, text: str, voice: str, rate: int) -> Speech:
        """Speak a phrase with a voice's id at a rate in words a minute."""
        ...
