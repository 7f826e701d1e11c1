"""Chapters in the format of Podcasting 2.0, for apps that do not read those in the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from server.coach import Timeline
from server.track import chapters_of

#: Of https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/chapters/jsonChapters.md
VERSION: Final = "1.2.0"


def chapters_document(timeline: Timeline) -> Mapping[str, Any]:
    """Return a track's chapters as a JSON object: the same as in its file, in seconds."""
    listed = [
        {"startTime": chapter.start_ms / 1000, "endTime": chapter.end_ms / 1000, "title": chapter.title}
        for chapter in chapters_of(timeline)
    ]
    return {"version": VERSION, "title": timeline.title, "chapters": listed}
