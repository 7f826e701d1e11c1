"""What the tempo of a rep may be."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: Length of one rep at a tempo, in seconds.
SHORTEST_REP, LONGEST_REP = 0.5, 60
#: Each phase of a tempo is a multiple of this, in seconds.
TEMPO_GRID_S = 0.25
#: The longest phase of a tempo, in seconds; zero for a phase that there is not.
LONGEST_TEMPO_PHASE = 30


def split_phases(typed: str) -> list[str]:
    """Return the numbers of a tempo as they were typed, such as "3-1-3-0" or "1,5 - 0 - 1,5 - 0".

    A comma is either the decimal mark or the separator, never both: where something else separates the
    numbers, it is the decimal mark.
    """
    if re.search(r"[-;/\s]", typed.strip()):
        phases = re.split(r"\s*[-;/]\s*|,\s+|\s+", typed.strip())
        return [phase.replace(",", ".") for phase in phases if phase]
    return [phase for phase in typed.strip().split(",") if phase]


def tempo_fault(phases_s: Sequence[float]) -> str:
    """Return why four phases are no tempo; an empty string if they are one."""
    if any(phase_s % TEMPO_GRID_S for phase_s in phases_s):
        return f"each phase is a multiple of {TEMPO_GRID_S} seconds; write 0.25, 0.5, 0.75, 1 and so on"
    if not SHORTEST_REP <= sum(phases_s) <= LONGEST_REP:
        return (
            f"one rep takes {sum(phases_s):g} s; "
            f"the four phases must add up to {SHORTEST_REP} to {LONGEST_REP} s"
        )
    return ""
