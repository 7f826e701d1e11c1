"""What the store gives out: frozen values, no database objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

#: A JSON object.
Document: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """A person who trains with this server."""

    id: int
    name: str


#: Which foot hurts; "none" if neither does.
Sore: TypeAlias = Literal["left", "right", "both", "none"]


@dataclass(frozen=True, slots=True)
class About:
    """What a person has said of themselves."""

    #: ``None`` if they did not say.
    sore: Sore | None = None
    #: Minutes that they have on most days, 0 for as many as it takes; ``None`` if they did not say.
    minutes: int | None = None
    #: Whether they have been asked.
    welcomed: bool = False


@dataclass(frozen=True, slots=True)
class Device:
    """A paired browser, and the person it acts for."""

    #: Names it on pages; it opens nothing.
    id: str
    #: ``None`` until the device's user is known.
    person: Person | None
    #: When its cookie was last sent to it, milliseconds since 1970.
    cookie_ms: int = 0
    #: When it last asked for something, as far as that was kept, milliseconds since 1970.
    seen_ms: int = 0


@dataclass(frozen=True, slots=True)
class PairingCode:
    """A pairing code that has not expired."""

    #: Stands for the code, which is not stored.
    hash: str
    #: How many more devices it pairs.
    devices_left: int


@dataclass(frozen=True, slots=True)
class PairedDevice:
    """A device in the list of all."""

    id: str
    #: What its browser calls itself.
    browser: str
    #: The name of the person it acts for; ``None`` until that is known.
    person: str | None
    #: Milliseconds since 1970.
    paired_ms: int
    #: When it last asked for something, to about an hour, milliseconds since 1970.
    seen_ms: int
    #: What people call it; empty where they left that to Soleus.
    label: str


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person has chosen: for all routines, and for one of them."""

    #: Of the coach; empty if none was set.
    settings: Document
    #: About the routine; empty if nothing was changed.
    choices: Document


@dataclass(frozen=True, slots=True)
class TrackOrigin:
    """What a track was made from."""

    #: The routine with its exercises, as their files were (``server.routine.library.routine_from_values``).
    routine: Document
    #: A person's choices about it (``server.routine.choices.choices_document``).
    choices: Document


@dataclass(frozen=True, slots=True)
class KeptTrack:
    """A track that a phone was given to keep."""

    digest: str
    routine_id: str
    #: A person's choices about it (``server.routine.choices.choices_document``).
    choices: Document


@dataclass(frozen=True, slots=True)
class Episode:
    """A track as a podcast feed shows it."""

    routine_id: str
    #: Names the track.
    digest: str
    #: Bytes of its file, exactly.
    length_bytes: int
    #: When the feed began to show it, milliseconds since 1970.
    published_ms: int
