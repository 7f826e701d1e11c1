"""What was really done in a workout: only what was played counts, not what was skipped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from server.coach.model import SegmentKind, Timeline
from server.workout.model import Event
from server.workout.replay import counted

#: A player may be ahead of the clock by this much; what is further ahead was skipped.
_SLACK_MS = 2000


@dataclass(frozen=True, slots=True)
class Summary:
    """What was done."""

    #: How long it played.
    played_ms: int
    #: Holds and reps whose end was played, each once.
    holds: int
    reps: int

    @property
    def minutes(self) -> int:
        """Return the minutes that it played, at least one."""
        return max(1, round(self.played_ms / 60_000))


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A part of a track that was played without a break."""

    track: str
    start_ms: int
    end_ms: int


def summary(events: Iterable[Event], timelines: Mapping[str, Timeline], first_track: str = "") -> Summary:
    """Return what was done.

    Nothing counts after the first ``finish``.

    :param timelines: by the digests of the tracks that were played; others are left out.
    """
    played = _stretches(counted(events), first_track)
    stretches = [stretch for stretch in played if stretch.track in timelines]
    return Summary(
        played_ms=sum(stretch.end_ms - stretch.start_ms for stretch in stretches),
        holds=_heard("hold", stretches, timelines),
        reps=_heard("rep", stretches, timelines),
    )


def _stretches(events: list[Event], first_track: str) -> list[_Stretch]:
    stretches = []
    playing, track = False, first_track
    for event, after in pairwise(events):
        playing = {"play": True, "pause": False, "finish": False}.get(event.kind, playing)
        track = event.track or track
        if playing:
            end_ms = max(event.position_ms, _end_ms(event, after))
            stretches.append(_Stretch(track, event.position_ms, end_ms))
    return stretches


def _end_ms(event: Event, after: Event) -> int:
    """Return where playing had come to when the next thing happened."""
    ran_to_ms = event.position_ms + after.at_ms - event.at_ms
    if after.kind in ("pause", "finish"):
        return min(after.position_ms, ran_to_ms + _SLACK_MS)
    # A second "play" says where a player that went silent had last been heard of.
    return min(ran_to_ms, after.position_ms) if after.kind == "play" else ran_to_ms


def _heard(kind: SegmentKind, stretches: list[_Stretch], timelines: Mapping[str, Timeline]) -> int:
    heard = {
        (segment.step, segment.side, segment.set, segment.rep)
        for stretch in stretches
        for segment in timelines[stretch.track].segments
        if segment.kind == kind and stretch.start_ms < segment.end_ms <= stretch.end_ms
    }
    return len(heard)
