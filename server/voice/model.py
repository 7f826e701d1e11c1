"""Voices, engines and what they say. Processes that only speak import this: it needs nothing but Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Protocol

#: What a voice speaks that does not say it.
USUAL_LANGUAGE: Final = "en"


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of this machine."""

    id: str
    name: str
    #: BCP 47, such as ``en-GB``; empty if the engine does not say.
    language: str
    #: How good it is in the engine's own words; empty if the engine does not say.
    quality: str = ""

    @property
    def language_code(self) -> str:
        """The language without its country, such as ``en``; empty if the engine does not say."""
        return self.language.partition("-")[0].lower()


@dataclass(frozen=True, slots=True)
class EngineVersion:
    """What speaks with a voice; name and version are part of the key of each clip."""

    name: str
    version: str
    #: Whether it takes IPA between double brackets.
    takes_ipa: bool = False
    #: Whether it looks for phrases as they are written, so that no word of them may be respelled.
    as_written: bool = False


@dataclass(frozen=True, slots=True)
class KnownEngine:
    """What is known of an engine, or of a service in the network, without asking it."""

    #: As in ``EngineVersion``.
    name: str
    voices: Sequence[Voice]
    #: Those that are not known to be for a language in which the coach has no sentences.
    offered: Sequence[Voice]
    #: Why it does not speak, as far as that is known: "does not answer", or a sentence; empty if it may.
    fault: str = ""

    @property
    def service(self) -> str:
        """What the settings call it, such as "kitchen", if it is a service; empty if it is an engine."""
        return self.name.partition("/")[2]


@dataclass(frozen=True, slots=True)
class Speech:
    """What an engine returns, mono."""

    #: Samples as 16-bit integers, little-endian.
    pcm: bytes
    #: Samples a second.
    sample_rate: int


class ServiceFailed(Exception):
    """A service in the network did not do what was asked, and may do it if it is asked again.

    The message goes on after the service's name, such as "does not answer".
    """


class ServiceRefused(Exception):
    """A service in the network refuses what was asked; the message goes on after its name."""


class EngineIdentity(Protocol):
    """Which engine it is."""

    #: Part of the key of each clip, like the version.
    name: str
    version: str
    #: What the ids of its voices begin with, and no other engine's; empty for the one that all systems have.
    prefix: str
    #: Whether it takes the International Phonetic Alphabet between double brackets: ``[[ipa]]``.
    takes_ipa: bool


class ServiceEngine(EngineIdentity, Protocol):
    """Asks a service in the network to speak. Safe to use from many threads, each of which may have to wait.

    Both methods raise ``ServiceFailed``, ``ServiceRefused`` or ``OSError``.
    """

    def voices(self) -> Sequence[Voice]:
        """Return the voices that are offered, the first one first."""
        ...

    def speak(self, text: str, voice: str, rate: int) -> Speech:
        """Speak a phrase with a voice's id at a rate in words a minute; 160 is the service's own."""
        ...


class Engine(Protocol):
    """Something that speaks. It lives in a worker process and may print, hang or crash there."""

    name: ClassVar[str]
    version: ClassVar[str]
    prefix: ClassVar[str]
    takes_ipa: ClassVar[bool]
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
