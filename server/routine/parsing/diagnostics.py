"""Faults of files: where they are, what is wrong and what would be right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from server.errors import BadInput, Fault, ValuePath, told
from server.quoting import shortened
from server.routine.model import DOSE_FIELDS
from server.routine.schema import Range

#: Keys of a file that hold a figure with its range.
_FIGURES = frozenset({*DOSE_FIELDS, "pause"})


@dataclass(frozen=True, slots=True)
class FileFault(Fault):
    """One thing that is wrong in a file; its path leads to the value from the top of the file."""

    file: Path
    #: For printing only, counted from 1; a fault of the file as a whole is in line 1.
    line: int
    #: The key as it is printed before the message; empty where the message quotes it.
    label: str = ""

    @property
    def text(self) -> str:
        """The message after its key."""
        return f"{self.label}: {self.message}" if self.label else self.message

    @property
    def in_folder(self) -> str:
        """The fault as ``soleus check`` prints it in the file's own folder."""
        return f"{self.file.name}:{self.line}: {self.text}"

    @property
    def as_note(self) -> str:
        """As ``soleus check`` prints what is no fault, but worth a look."""
        return f"{self.file}:{self.line}: note: {self.text}"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


class Faulty(BadInput):
    """A file cannot be used; the message holds the first of its faults, one in a line."""

    #: Sorted by file and line, each once.
    faults: tuple[FileFault, ...]

    def __init__(self, faults: Iterable[FileFault]) -> None:
        ordered = sorted(set(faults), key=lambda fault: (fault.file, fault.line, fault.text, str(fault.path)))
        super().__init__("\n".join(told(list(dict.fromkeys(map(str, ordered))))), ordered)


def label_of(path: ValuePath) -> str:
    """Return the key that a message about a value begins with.

    The default of a range goes by the name of its dose field, because most files write it that way.
    """
    names = [key for key in path if isinstance(key, str)]
    if len(names) > 1 and names[-2] in _FIGURES and names[-1] in Range.model_fields:
        names = names[-2:-1] if names[-1] == "default" else names[-2:]
    else:
        names = names[-1:]
    return ": ".join(map(shortened, names))
