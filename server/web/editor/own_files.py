"""What the pages that write share: the person's folder, what its files may use, what is wrong with a text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from server.resources import shipped
from server.routine.library.files import yaml_files
from server.routine.library.library import EXERCISES
from server.routine.model import Exercise, Routine
from server.routine.parsing.building import routine_of
from server.routine.parsing.catalog import Shelf, exercise_of, shelf_of
from server.routine.parsing.diagnostics import Fault, Faulty
from server.routine.parsing.reading import Source, parse, read
from server.services.services import parts
from server.services.user_library import Kind, OwnFiles


@dataclass(frozen=True, slots=True)
class Checked:
    """A text that was held against the rules for files."""

    #: Nothing where the text is no YAML at all.
    source: Source | None
    routine: Routine | None
    exercise: Exercise | None
    faults: tuple[Fault, ...]

    def lines(self) -> tuple[str, ...]:
        """Return the faults as ``soleus check`` prints them in the file's own folder."""
        return tuple(f"{fault.path.name}:{fault.line}: {fault.message}" for fault in self.faults)


def folder() -> Path:
    """Return the folder of the person's own routines."""
    data: Path = parts().config.data
    return data / "routines"


def own_files() -> OwnFiles:
    """Return the files that may be written."""
    return OwnFiles(folder())


def own_shelf() -> Shelf:
    """Return the exercises that a routine of one's own may use."""
    return shelf_of(yaml_files(folder() / EXERCISES), read).added_to(parts().library.shipped())


def own_exercises() -> tuple[Exercise, ...]:
    """Return the sound exercises that are not shipped."""
    known = parts().library.shipped().files
    return tuple(each for each in parts().library.exercises() if each.id not in known)


def own_ids() -> set[str]:
    """Return the ids of the routine files that are not shipped, sound or not."""
    return {path.stem for path in yaml_files(folder())}


def taken(kind: Kind) -> set[str]:
    """Return the ids that files have, shipped or own, sound or not."""
    where = [shipped("routines"), folder()]
    if kind == "exercise":
        where = [each / EXERCISES for each in where]
    return {path.stem for each in where for path in yaml_files(each)}


def routine_file(routine_id: str) -> Path:
    """Return the file of a routine, shipped or own.

    :raises NotFound: if there is none.
    """
    path = own_files().path("routine", routine_id)
    if not path.exists():
        parts().library.routine(routine_id)
        path = shipped("routines") / path.name
    return path


def checked_routine(path: Path, content: bytes, shelf: Shelf | None = None) -> Checked:
    """Check a routine's text as if it were saved."""
    source = None
    try:
        source = parse(path, content)
        return Checked(source, routine_of(source, shelf or own_shelf()), None, ())
    except Faulty as faulty:
        return Checked(source, None, None, faulty.faults)


def checked_exercise(path: Path, content: bytes) -> Checked:
    """Check an exercise's text as if it were saved."""
    source = None
    try:
        source = parse(path, content)
        return Checked(source, None, exercise_of(source), ())
    except Faulty as faulty:
        return Checked(source, None, None, faulty.faults)
