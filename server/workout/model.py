"""What is known of a workout: its events, the player's reports, and the state that follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

#: What a phone may send.
SentKind: TypeAlias = Literal["play", "pause", "seek", "finish"]
#: ``dose`` is the server's own: the track was replaced by one with changed doses.
EventKind: TypeAlias = SentKind | Literal["dose"]
#: A workout of which so much was played counts as done; whoever skips nearly everything has not done it.
DONE_PERCENT = 70


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a workout."""

    #: Unique in its workout: the same event sent twice counts once.
    id: str
    kind: EventKind
    #: Position in the track, in milliseconds; for ``seek`` and ``dose`` the one from which it goes on.
    position_ms: int
    #: Server time in milliseconds since 1970.
    at_ms: int
    #: Digest of the track that the position is in (for ``dose`` the new one); if empty, that moment's track.
    track: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What the playing phone last said about its audio element."""

    #: Digest of the track that it plays.
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


@dataclass(frozen=True, slots=True)
class Summary:
    """What was done."""

    #: How long the sound played.
    played_ms: int
    #: Holds and reps that were played to their end, each counted once.
    holds: int
    reps: int
    #: How much of the work of its last track that is, from 0 to 100; 100 where nobody kept it.
    done_percent: int = 100

    @property
    def done(self) -> bool:
        """Tell whether enough was played for it to count as done."""
        return self.done_percent >= DONE_PERCENT

    @property
    def minutes(self) -> int:
        """Return how many minutes the sound played, at least one."""
        return max(1, round(self.played_ms / 60_000))


@dataclass(frozen=True, slots=True)
class Workout:
    """A person doing a routine, once."""

    #: Cannot be guessed.
    id: str
    person_id: int
    routine_id: str
    #: The routine's name when the workout began.
    title: str
    #: The person's choices for it, as the JSON object that ``server.routine.choices.choices_document``
    #: returns: ``{"pace": 150, "doses": {"calf": {"seconds": 45}}}``. It stays as it was stored, so that a
    #: change can tell whether another one came first.
    choices: Mapping[str, Any]
    #: Milliseconds since 1970.
    created_ms: int
    #: Digest of the track it began with; empty while that is being made.
    first_track: str
    #: Digest of the current track; another one after a change of doses.
    track: str
    #: The player's last report; None before the first in the current track.
    report: Report | None
    #: Milliseconds since 1970; None while unfinished.
    finished_ms: int | None
    #: Id of the paired device on which it was last begun to play; empty if that is not known.
    player: str = ""
    #: Digest of the routine as it was when the workout began; empty if it was not kept then.
    routine_copy: str = ""
    #: What was done, of a workout so old that its timelines are no longer kept; its tracks are empty then.
    summary: Summary | None = None
