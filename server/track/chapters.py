"""Chapters: one for each step and side, so that a player can skip to the next or the previous one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from server.coach import Segment, Timeline


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a track with a name, in milliseconds from the track's start."""

    start_ms: int
    end_ms: int
    title: str


def chapters_of(timeline: Timeline) -> tuple[Chapter, ...]:
    """Return the chapters, contiguous from 0 to the end of the track.

    If the sides alternate, each turn is a chapter, and its title says which set it is.
    """
    runs = [list(run) for _, run in groupby(timeline.segments, key=_step_and_side)]
    turns = Counter(_step_and_side(run[0]) for run in runs)
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for run in runs:
        key = _step_and_side(run[0])
        seen[key] += 1
        turn = f", set {seen[key]}" if turns[key] > 1 else ""
        found.append(Chapter(run[0].start_ms, run[-1].end_ms, _title(run[0]) + turn))
    return tuple(found)


def _step_and_side(segment: Segment) -> tuple[str, str]:
    return segment.step, segment.side


def _title(segment: Segment) -> str:
    return segment.title if segment.side == "both" else f"{segment.title}, {segment.side} side"
