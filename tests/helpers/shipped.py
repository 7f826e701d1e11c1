"""The shipped routines, laid out without speech."""

from __future__ import annotations

from server.audio.format import GRID_MS
from server.coach.model import CueKind, Timeline
from server.coach.script import estimated_ms, write_script
from server.coach.timeline import lay_out
from server.resources import shipped
from server.routine.library.library import Library
from server.routine.model import Choices

_TONE_MS = 300


def shipped_timelines() -> dict[str, Timeline]:
    """Return the timeline of each shipped routine by its id; how long words take is estimated."""
    routines = Library(shipped("routines")).routines()
    return {
        routine.id: lay_out(write_script(routine, Choices()), _estimated_length_ms, GRID_MS)
        for routine in routines
    }


def _estimated_length_ms(kind: CueKind, text: str) -> int:
    return _TONE_MS if kind == "tone" else estimated_ms(text, Choices().rate)
