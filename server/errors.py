"""Every error that Soleus raises on purpose, each with its HTTP status."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

#: The way to a value from the top of what was given: keys and indexes, such as ``("steps", 2, "seconds")``.
ValuePath: TypeAlias = tuple[str | int, ...]
#: Faults that a page or a message tells of; nobody mends more at once.
MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in what was given, and where it is."""

    path: ValuePath
    #: What is wrong and what would be right; does not name the place.
    message: str

    def __str__(self) -> str:
        place = ".".join(map(str, self.path))
        return f"{place}: {self.message}" if place else self.message


def told(faults: Sequence[object]) -> list[str]:
    """Return what a person reads of some faults: the first of them, and how many more there are."""
    more = len(faults) - MOST_TOLD
    return [*map(str, faults[:MOST_TOLD]), *([f"and {more:,} more"] if more > 0 else [])]


class SoleusError(Exception):
    """Base of all errors that are meant for a person to read."""

    #: The HTTP status of the page that shows this error.
    status = 500
    #: Seconds after which it is worth trying again; 0 if nothing changes by itself.
    retry_after_s = 0


class BadInput(SoleusError, ValueError):
    """Something that a person typed or sent cannot be accepted; the message says what would be right.

    :param message: for a person to read; by default the first faults, one in a line.
    :param faults: where each thing that is wrong is, for a page to show beside its field.
    """

    status = 400

    def __init__(self, message: str = "", faults: Iterable[Fault] = ()) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__(message or "\n".join(told(self.faults)))


class NotFound(SoleusError, LookupError):
    """There is no such routine, workout, track or voice."""

    status = 404


def needs_extra(setting: str, extra: str) -> str:
    """Return what is said of a setting for which something has to be installed first."""
    return (
        f"{setting}: this needs Soleus with its extra {extra}: pip install -c requirements.lock '.[{extra}]'"
    )
