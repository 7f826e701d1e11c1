"""The tempo of a rep, and what it may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.quoting import quoted
from server.routine.numbers import read_number, split_phases

#: Length of one rep at a tempo, in seconds.
SHORTEST_REP, LONGEST_REP = 0.5, 60
#: Each phase of a tempo is a multiple of this, in seconds.
TEMPO_GRID_S = 0.25
#: The longest phase of a tempo, in seconds; zero for a phase that there is not.
LONGEST_TEMPO_PHASE = 30
#: Up, hold, down and pause.
_PHASES = 4
_RIGHT = "write four numbers, up, hold, down and pause, such as 1.5 - 0 - 1.5 - 0"


@dataclass(frozen=True, slots=True)
class Tempo:
    """How one rep is paced, each phase in seconds (multiples of 0.25; zero: no such phase)."""

    up: float
    hold: float
    down: float
    pause: float

    @property
    def phases_s(self) -> tuple[float, float, float, float]:
        """The four phases in their order, in seconds."""
        return (self.up, self.hold, self.down, self.pause)

    @property
    def rep_s(self) -> float:
        """Length of one rep in seconds."""
        return sum(self.phases_s)


def read_tempo(typed: str) -> tuple[float, ...]:
    """Return the four numbers of a tempo, such as "3-1-3-0", "3, 1, 3, 0" or "1,5 - 0 - 1,5 - 0".

    :raises ValueError: if they are not four, saying what was understood and what would be right.
    """
    parts = split_phases(typed)
    numbers = [read_number(part) for part in parts]
    known = [number for number in numbers if number is not None]
    if len(known) == len(numbers) == _PHASES:
        return tuple(known)
    if len(known) == len(numbers):
        understood = " and ".join(f"{number:g}" for number in known)
        count = f"{len(known)} number" + ("" if len(known) == 1 else "s")
        raise ValueError(f"{quoted(typed)} is understood as {count}, {understood}; {_RIGHT}")
    raise ValueError(f"{quoted(typed)} is not a tempo; {_RIGHT}")


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
