"""The timeline as JSON, which the command line prints, the page reads and the database stores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from server.coach.model import Cue, Segment, Timeline

# Flat rows, of which a workout has hundreds: ``asdict`` would copy each value, and take four times as long.
_SEGMENT = tuple(field.name for field in fields(Segment))
_CUE = tuple(field.name for field in fields(Cue))


def timeline_document(timeline: Timeline) -> dict[str, Any]:
    """Return a timeline as a JSON object."""
    return {
        "routine": timeline.routine,
        "title": timeline.title,
        "duration_ms": timeline.duration_ms,
        "segments": [{name: getattr(segment, name) for name in _SEGMENT} for segment in timeline.segments],
        "cues": [{name: getattr(cue, name) for name in _CUE} for cue in timeline.cues],
    }


def timeline_from_document(document: Mapping[str, Any]) -> Timeline:
    """Return the timeline of :func:`timeline_document`."""
    return Timeline(
        routine=document["routine"],
        title=document["title"],
        duration_ms=document["duration_ms"],
        segments=tuple(Segment(**segment) for segment in document["segments"]),
        cues=tuple(Cue(**cue) for cue in document["cues"]),
    )
