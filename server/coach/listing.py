"""A timeline as text: what is heard, a line for each cue with its time."""

from __future__ import annotations

from server.coach.model import Timeline


def as_text(timeline: Timeline) -> str:
    """Return a line for the whole, and one for each cue: its time, its role, and its words or its tone."""
    lines = [f"{timeline.title}, {minutes_and_seconds(timeline.duration_ms)}"]
    for cue in timeline.cues:
        heard = cue.text if cue.kind == "speech" else f"({cue.text})"
        lines.append(f"{_clock_with_tenths(cue.at_ms)}  {cue.role:11}  {heard}")
    return "\n".join(lines)


def minutes_and_seconds(ms: int) -> str:
    """Return a length in whole seconds: "14 min 05 s"."""
    minutes, seconds = divmod(ms // 1000, 60)
    return f"{minutes} min {seconds:02} s"


def _clock_with_tenths(ms: int) -> str:
    minutes, tenths = divmod(ms // 100, 600)
    return f"{minutes:2}:{tenths // 10:02}.{tenths % 10}"
