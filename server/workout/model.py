"""What is known of a workout: events, reports of the player, and where that puts it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

EventKind = Literal["play", "pause", "seek", "dose", "finish"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a workout."""

    #: Unique in its workout: the same event sent twice counts once.
    id: str
    kind: EventKind
    #: Where in the track, in milliseconds; for ``seek`` and ``dose`` the place where it goes on.
    position_ms: int
    #: Server time in milliseconds since 1970.
    at_ms: int
    #: Digest of the track that the position belongs to (for ``dose``: the new one); nothing: that moment's.
    track: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What the playing phone last said about its audio element."""

    track: str
    position_ms: int
    playing: bool
    #: Server time in milliseconds since 1970.
    at_ms: int


@dataclass(frozen=True, slots=True)
class State:
    """Where a workout is at some moment."""

    #: Digest of the current track.
    track: str
    position_ms: int
    playing: bool
    #: A player said that it came to the end. Final: later events change nothing.
    finished: bool
    #: The last position that an event or a report stated, and when; resume here if the player went silent.
    known_ms: int
    known_at_ms: int
