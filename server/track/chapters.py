"""Chapters: one for each step and side, so that a player can skip to the next or the previous one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from server.coach import WORK_KINDS, Segment, Timeline


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a track with a name, in milliseconds from the track's start."""

    start_ms: int
    end_ms: int
    title: str


def chapters_of(timeline: Timeline) -> tuple[Chapter, ...]:
    """Return the chapters, contiguous from 0 to the end of the track.

    If the sides alternate, each turn is a chapter, and its title says which set or hold it is.
    """
    segments = timeline.segments
    runs = [list(run) for _, run in groupby(segments, key=lambda each: (*_step_and_side(each), each.round))]
    turns = Counter((*_step_and_side(run[0]), run[0].round) for run in runs)
    found = []
    for run in runs:
        first, several = run[0], turns[(*_step_and_side(run[0]), run[0].round)] > 1
        title = _title(first) + (_turn(first, segments) if several else "") + _round(first, segments)
        found.append(Chapter(first.start_ms, run[-1].end_ms, title))
    return tuple(found)


def _step_and_side(segment: Segment) -> tuple[str, str]:
    return segment.step, segment.side


def _title(segment: Segment) -> str:
    return segment.title if segment.side == "both" else f"{segment.title}, {segment.side} side"


def _turn(segment: Segment, segments: Sequence[Segment]) -> str:
    """Return which set a turn is, and which hold where a set has several."""
    work = [each for each in segments if each.step == segment.step and each.kind in WORK_KINDS]
    set_ = f", set {segment.set}" if any(each.set > 1 for each in work) else ""
    holds = any(each.rep > 1 and each.kind != "rep" for each in work)
    return set_ + (f", hold {segment.rep}" if holds else "")


def _round(segment: Segment, segments: Sequence[Segment]) -> str:
    several = any(each.round > 1 for each in segments if each.step == segment.step)
    return f", round {segment.round}" if several else ""
