"""What home says of files that cannot be used: in plain words first, and what is wrong on demand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import url_for

from server.errors import told
from server.routine.library import EXERCISES, BrokenFile
from server.web.fault_words import fault_in_words

#: Whose each file is that a person may not change, by kind and id.
Others = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class BrokenCard:
    """A routine or an exercise whose file has faults."""

    id: str
    #: "routine" or "exercise".
    kind: str
    #: Name of the file, without its folder.
    file: str
    #: What is wrong, as sentences.
    faults: tuple[str, ...]
    #: Where it can be put right; empty for what is somebody else's.
    address: str
    #: Whose it is, if it is somebody else's.
    owner: str


def broken_cards(files: Iterable[BrokenFile], others: Others) -> tuple[BrokenCard, ...]:
    """Return the cards of files that cannot be used."""
    return tuple(_card(file, others) for file in files)


def _card(file: BrokenFile, others: Others) -> BrokenCard:
    exercise = file.path.parent.name == EXERCISES
    kind = "exercise" if exercise else "routine"
    owner = others.get((kind, file.id), "")
    own = (
        url_for("exercises.edit", exercise_id=file.id)
        if exercise
        else url_for("editor.edit", routine_id=file.id)
    )
    faults = tuple(told([f"Line {each.line}. {fault_in_words(each)}" for each in file.faults]))
    return BrokenCard(file.id, kind, file.path.name, faults, "" if owner else own, owner)
