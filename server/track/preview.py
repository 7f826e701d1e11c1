"""A single line as a timeline, so that it can be heard before a routine with it is saved."""

from __future__ import annotations

from typing import Final

from server.coach import Cue, Segment, Timeline

#: Silence before the words, in which earbuds wake, and after them, in which the decoder finishes.
_BEFORE_MS: Final = 300
_AFTER_MS: Final = 300


def preview_timeline(text: str, length_ms: int) -> Timeline:
    """Return the timeline of one spoken line."""
    end_ms = _BEFORE_MS + length_ms
    cue = Cue(_BEFORE_MS, end_ms, "speech", "instruction", text, segment=0)
    segment = Segment("setup", "", "", text, "both", 1, 1, 0, end_ms + _AFTER_MS)
    return Timeline("", text, segment.end_ms, (segment,), (cue,))
