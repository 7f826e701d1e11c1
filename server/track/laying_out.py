"""The timeline of a script whose phrases have been spoken."""

from __future__ import annotations

from collections.abc import Mapping

from server.audio import GRID_MS, tone_length_ms
from server.coach import CueKind, NothingToDo, Script, Timeline, lay_out
from server.voice.clips import Clip


def laid_out(script: Script, spoken: Mapping[str, Clip]) -> Timeline:
    """Return the timeline, exact to the millisecond.

    :param spoken: the clips of all phrases.
    :raises NothingToDo: if every step is left out.
    """
    if not script.segments:
        raise NothingToDo

    def length_ms(kind: CueKind, text: str) -> int:
        return tone_length_ms(text) if kind == "tone" else spoken[text].length_ms

    return lay_out(script, length_ms, GRID_MS)
