"""What a timer of another app holds, before it becomes a routine: work, pauses and rounds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from server.quoting import quoted
from server.routine.doses import DOSE_FIELD_SPECS, PAUSE
from server.routine.importing.names import pause_words, spoken_name

#: Seconds of the longest step and of the longest pause.
_HELD = DOSE_FIELD_SPECS["seconds"].held
LONGEST_WORK_S = _HELD.highest if _HELD else PAUSE.highest
LONGEST_PAUSE_S = PAUSE.highest


@dataclass(frozen=True, slots=True)
class Work:
    """Something that is done for some seconds."""

    name: str
    seconds: int
    #: One more sentence that the other app speaks; empty if there is none.
    say: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    """Some seconds in which nothing is to be done."""

    seconds: int
    #: What it is for; empty for a plain rest.
    say: str = ""


@dataclass(frozen=True, slots=True)
class Rounds:
    """Some items that are done several times."""

    count: int
    items: tuple[Item, ...]


Item: TypeAlias = Work | Pause | Rounds


@dataclass(frozen=True, slots=True)
class ForeignTimer:
    """A timer or workout as the other app has it."""

    name: str
    #: Name of the app.
    app: str
    items: tuple[Item, ...]
    #: What cannot be taken over, each in a sentence.
    not_taken: tuple[str, ...] = ()


@dataclass(slots=True)
class Notes:
    """Collects what cannot be taken over, each once, in the order in which it is found."""

    _texts: dict[str, None] = field(default_factory=dict)

    def add(self, text: str) -> None:
        """Note something."""
        self._texts.setdefault(text)

    def texts(self) -> tuple[str, ...]:
        """Return what was noted."""
        return tuple(self._texts)


def timed_item(written: str, seconds: int, notes: Notes, *, say: str = "") -> Work | Pause | None:
    """Return the work or the pause that a name stands for; ``None`` if it cannot be taken over.

    :param written: the name in the other app.
    :param say: what the app speaks besides.
    """
    words = pause_words(written)
    longest_s = LONGEST_WORK_S if words is None else LONGEST_PAUSE_S
    if seconds < 1:
        notes.add(f"{quoted(written)} has no length there, so it is left out.")
        return None
    if seconds > longest_s:
        limit = f"nothing lasts longer than {clock(longest_s)} at once here"
        notes.add(f"{quoted(written)} lasts {clock(seconds)}; {limit}, so it is left out.")
        return None
    if words is not None:
        return Pause(seconds, say or words)
    name, note = spoken_name(written)
    if note:
        notes.add(note)
    return Work(name, seconds, say)


def has_work(items: Iterable[Item]) -> bool:
    """Tell whether there is anything to do."""
    return any(
        isinstance(each, Work) or (isinstance(each, Rounds) and has_work(each.items)) for each in items
    )


def seconds_of(items: Iterable[Item], kind: type[Work] | type[Pause]) -> int:
    """Return how long all work, or all pauses, take together, in seconds."""
    total = 0
    for each in items:
        if isinstance(each, Rounds):
            total += each.count * seconds_of(each.items, kind)
        elif isinstance(each, kind):
            total += each.seconds
    return total


def clock(seconds: int) -> str:
    """Return a length of time as it is shown, such as 1:05 or 1:00:00."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
