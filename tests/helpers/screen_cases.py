"""The cases that say what the workout page shows: for the server, and for the script in the browser."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from server.coach.model import Cue, Segment, Timeline

_FILE = Path(__file__).parent.parent / "fixtures" / "screen_cases.json"


@dataclass(frozen=True, slots=True)
class ScreenCase:
    """What is shown at one position of a timeline."""

    name: str
    timeline: Timeline
    position_ms: int
    #: The fields of a view by their names.
    expected: dict[str, Any]


@cache
def screen_cases() -> tuple[ScreenCase, ...]:
    """Return all cases of the fixture."""
    document = json.loads(_FILE.read_text("utf-8"))
    timelines = {name: _timeline(rows) for name, rows in document["timelines"].items()}
    return tuple(
        ScreenCase(case["name"], timelines[case["timeline"]], case["position_ms"], case["expected"])
        for case in document["cases"]
    )


def _timeline(rows: list[dict[str, Any]]) -> Timeline:
    """Put segments one after another; a row holds what differs from the row before, and the length.

    ``words`` are what the coach says as the segment begins, in the ``role`` of a tempo unless it has another.
    """
    segments: list[Segment] = []
    cues: list[Cue] = []
    fields: dict[str, Any] = {"set": 1, "rep": 1}
    at_ms = 0
    for row in rows:
        fields |= {name: value for name, value in row.items() if name not in ("length_ms", "words", "role")}
        end_ms = at_ms + row["length_ms"]
        if "words" in row:
            cues.append(
                Cue(at_ms, at_ms + 500, "speech", row.get("role", "tempo"), row["words"], len(segments))
            )
        segments.append(Segment(**fields, start_ms=at_ms, end_ms=end_ms))
        at_ms = end_ms
    return Timeline("cases", "Cases", at_ms, tuple(segments), tuple(cues))
