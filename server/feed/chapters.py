"""Chapters as Podcasting 2.0 writes them, for apps that do not read those in the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.coach.model import Timeline
from server.track.chapters import chapters

#: Of https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/chapters/jsonChapters.md
VERSION = "1.2.0"


def to_document(timeline: Timeline) -> Mapping[str, Any]:
    """Return the JSON of a track's chapters: the same as in its file, in seconds."""
    marks = [
        {"startTime": mark.start_ms / 1000, "endTime": mark.end_ms / 1000, "title": mark.title}
        for mark in chapters(timeline)
    ]
    return {"version": VERSION, "title": timeline.title, "chapters": marks}
