"""Which app a file comes from, and the routines that it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from server.errors import BadInput
from server.routine.editing import Bundle
from server.routine.importing import jawt, timer_machine
from server.routine.importing.composing import composed
from server.routine.importing.items import ForeignTimer
from server.routine.importing.names import matching
from server.routine.importing.reading import read_json, shown
from server.routine.model import Exercise

#: A JSON file with one of these keys may be a routine of Soleus, as JSON is YAML.
_OWN_KEYS = frozenset({"steps", "exercises", "purpose", "kind", "instruction"})


@dataclass(frozen=True, slots=True)
class ImportedRoutine:
    """A routine of another app, in the language of Soleus."""

    bundle: Bundle
    #: Name of the app.
    app: str
    #: What all its work, and all its rests and pauses, take together, in seconds.
    work_s: int
    rest_s: int
    #: What was not taken over, each in a sentence; begins with the reason if there is nothing of it.
    not_taken: tuple[str, ...]
    #: The ids of shipped exercises that have the same names, by the ids of its own exercises.
    matches: Mapping[str, str]

    @property
    def usable(self) -> bool:
        """Whether anything of it can be taken over."""
        return bool(self.bundle.routine and self.bundle.routine["steps"])


def foreign_routines(
    content: bytes, name: str, exercises: Iterable[Exercise] = ()
) -> tuple[ImportedRoutine, ...] | None:
    """Return the routines in a file of another app; ``None`` if it is no such file.

    :param name: of the file, for messages.
    :param exercises: those that every Soleus has, which are offered where a name is theirs.
    :raises BadInput: if the file is of another app, but damaged, too large, or without a routine.
    """
    document = read_json(content, name)
    if document is None:
        return None
    timers: Iterable[ForeignTimer]
    if jawt.is_jawt(document):
        timers = jawt.workouts(document)
    elif timer_machine.is_timer_machine(document):
        timers = timer_machine.timers(document)
    elif document.keys() & _OWN_KEYS:
        return None
    else:
        raise BadInput(
            f"{shown(name)} is neither a routine of Soleus nor a file of {jawt.APP} or {timer_machine.APP}."
        )
    known = tuple(exercises)
    routines = tuple(_imported(timer, known) for timer in timers)
    if not routines:
        raise BadInput(f"There is no routine in {shown(name) if name else 'this file'}.")
    return routines


def _imported(timer: ForeignTimer, exercises: Iterable[Exercise]) -> ImportedRoutine:
    made = composed(timer)
    found = {own: matching(name, exercises) for own, name in made.names.items()}
    matches = {own: other for own, other in found.items() if other}
    return ImportedRoutine(made.bundle, timer.app, made.work_s, made.rest_s, made.not_taken, matches)
