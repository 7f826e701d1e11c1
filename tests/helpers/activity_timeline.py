"""A small timeline made by hand: holds on both sides, then a set of reps."""

from __future__ import annotations

from server.coach.model import Segment, SegmentKind, Timeline
from server.routine.model import Side

#: kind, side, rep, seconds
CALF: tuple[tuple[SegmentKind, Side, int, int], ...] = (
    ("setup", "left", 1, 20),
    ("ready", "left", 1, 3),
    ("hold", "left", 1, 30),
    ("rest", "left", 1, 10),
    ("hold", "left", 2, 30),
    ("switch", "right", 1, 8),
    ("ready", "right", 1, 3),
    ("hold", "right", 1, 90),
    ("hold", "right", 2, 30),
    ("finish", "right", 2, 4),
)
RAISES: tuple[tuple[SegmentKind, Side, int, int], ...] = (
    ("setup", "both", 1, 10),
    ("ready", "both", 1, 3),
    *(("rep", "both", rep, 2) for rep in range(1, 13)),
    ("finish", "both", 12, 4),
)


def timeline(*steps: tuple[str, tuple[tuple[SegmentKind, Side, int, int], ...]]) -> Timeline:
    segments: list[Segment] = []
    at_ms = 0
    for title, parts in steps:
        for kind, side, rep, seconds in parts:
            end_ms = at_ms + seconds * 1000
            segments.append(Segment(kind, title.lower(), title.lower(), title, side, 1, rep, at_ms, end_ms))
            at_ms = end_ms
    return Timeline("legs", "Legs", at_ms, tuple(segments), ())


BOTH = timeline(("Calf", CALF), ("Raises", RAISES))
