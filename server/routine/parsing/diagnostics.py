"""Faults of files: where they stand, what is wrong and what would be right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from server.errors import BadInput


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a file."""

    path: Path
    #: Counted from 1; faults of the file as a whole stand in line 1.
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class Faulty(BadInput):
    """A file cannot be used; the message holds all of its faults, one in a line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        ordered = tuple(sorted(set(faults), key=lambda fault: (fault.path, fault.line, fault.message)))
        super().__init__("\n".join(map(str, ordered)))
        #: In the order of their files and lines, each once.
        self.faults: tuple[Fault, ...] = ordered
