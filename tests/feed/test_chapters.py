from __future__ import annotations

import json

from server.coach.model import Segment, Timeline
from server.feed.chapters import chapters_document
from server.routine.model import Side


def segment(side: Side, start_ms: int, end_ms: int) -> Segment:
    return Segment("hold", "calf", "calf", "Calf", side, 1, 1, start_ms, end_ms)


def test_chapters_are_in_seconds_and_follow_each_other() -> None:
    segments = (segment("left", 0, 1_500), segment("right", 1_500, 61_040))
    document = chapters_document(Timeline("legs", "Legs", 61_040, segments, ()))
    assert json.loads(json.dumps(document)) == {
        "version": "1.2.0",
        "title": "Legs",
        "chapters": [
            {"startTime": 0.0, "endTime": 1.5, "title": "Calf, left side"},
            {"startTime": 1.5, "endTime": 61.04, "title": "Calf, right side"},
        ],
    }
