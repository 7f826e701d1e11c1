"""A routine or exercise file that was checked as ``soleus check`` does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from server.errors import BadInput, told
from server.routine import Exercise, Routine
from server.routine.parsing import Faulty, FileFault, Source, parse

_Value = TypeVar("_Value", Routine, Exercise)
_UNREADABLE = "No form can show this file. Open it with a text editor on the server, and mend what is wrong:"


@dataclass(frozen=True, slots=True)
class CheckedFile(Generic[_Value]):
    """The content of a file that was checked as ``soleus check`` does."""

    #: ``None`` if the content is not even YAML.
    source: Source | None
    #: The routine or exercise; ``None`` if the file has faults.
    value: _Value | None
    faults: tuple[FileFault, ...]

    def data(self) -> Mapping[str, Any]:
        """Return the values of the file, with or without faults.

        :raises BadInput: if the content is not even YAML.
        """
        if self.source is None:
            faults: list[str] = [fault.in_folder for fault in self.faults]
            raise BadInput("\n".join([_UNREADABLE, *told(faults)]))
        return self.source.data

    def error(self) -> Faulty | None:
        """Return the error that holds the faults; ``None`` if there are none."""
        return Faulty(self.faults) if self.faults else None


def checked_file(file: Path, content: bytes, build: Callable[[Source], _Value]) -> CheckedFile[_Value]:
    """Check what a file holds, or would hold if it were saved.

    :param build: makes the value.
    """
    source = None
    try:
        source = parse(file, content)
        return CheckedFile(source, build(source), ())
    except Faulty as faulty:
        return CheckedFile(source, None, faulty.faults)
