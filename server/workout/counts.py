"""Which set, hold and round a segment is, and of how many: one rule for the screen and for the chapters.

``counts.js`` does the same for the page between two polls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from server.coach import WORK_KINDS, Segment

#: What is counted; a set consists of holds or of reps.
Unit: TypeAlias = Literal["set", "hold", "rep", "round"]


@dataclass(frozen=True, slots=True)
class Count:
    """One of several: the second set of three."""

    unit: Unit
    number: int
    of: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Where a segment stands in its step; what there is only one of is not counted."""

    set: Count | None
    #: The hold within its set, or the rep.
    work: Count | None
    round: Count | None


def same_side(one: Segment, other: Segment) -> bool:
    """Tell whether two segments belong to the same side of the same step, in the same round."""
    return (one.step, one.side, one.round) == (other.step, other.side, other.round)


def counts_of(segments: Sequence[Segment], segment: Segment) -> Counts:
    """Return which set, hold or rep, and round one of a timeline's segments is.

    Sets are counted on one side of the step and in one round; holds and reps within their set. What comes
    before the work, such as a rest, counts as the work that it leads to.
    """
    work = [each for each in segments if each.kind in WORK_KINDS and same_side(each, segment)]
    rounds = max((each.round for each in segments if each.step == segment.step), default=0)
    unit: Unit = "hold" if all(each.kind == "hold" for each in work) else "rep"
    return Counts(
        set=_count("set", segment.set, max((each.set for each in work), default=1)),
        work=_count(unit, segment.rep, max((each.rep for each in work), default=1)),
        round=_count("round", segment.round, rounds),
    )


def _count(unit: Unit, number: int, of: int) -> Count | None:
    return Count(unit, number, of) if of > 1 else None
