"""Chapters: one for each step and side, so that a player can skip to the next or the previous one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from server.coach import WORK_KINDS, Segment, Timeline
from server.workout import Count, counts_of, same_side


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
    return tuple(
        Chapter(turn[0].start_ms, turn[-1].end_ms, _title(turn, timeline.segments))
        for turn in _turns(timeline.segments)
    )


def _turns(segments: Sequence[Segment]) -> Iterator[Sequence[Segment]]:
    """Yield the segments of one side after another."""
    borders = [
        index
        for index, segment in enumerate(segments)
        if index == 0 or not same_side(segment, segments[index - 1])
    ]
    for start, end in zip(borders, (*borders[1:], len(segments)), strict=True):
        yield segments[start:end]


def _title(turn: Sequence[Segment], segments: Sequence[Segment]) -> str:
    """Return the exercise, its side, and which set, hold and round it is, where all of the turn is in one."""
    counts = counts_of(segments, turn[0])
    work = [segment for segment in turn if segment.kind in WORK_KINDS]
    one_set = len({segment.set for segment in work}) == 1
    one_hold = len({(segment.set, segment.rep) for segment in work}) == 1
    counted = (counts.set if one_set else None, counts.work if one_hold else None, counts.round)
    side = "" if turn[0].side == "both" else f"{turn[0].side} side"
    return ", ".join(filter(None, (turn[0].title, side, *map(_in_words, counted))))


def _in_words(count: Count | None) -> str:
    return f"{count.unit} {count.number}" if count else ""
