"""What the editor's pages show when something was not saved."""

from __future__ import annotations

from typing import Any

from server.errors import SoleusError
from server.routine.library import EXERCISES
from server.routine.parsing import Faulty, FileFault
from server.services import SaveConflict

#: What the fields of a routine's texts are called, in the form and in the list of its faults.
LABELS = {
    "name": "Name",
    "purpose": "What it is for",
    "short": "In a few words",
    "how_often": "How often",
    "needs": "What you need",
    "opening": "Spoken first",
    "source": "Where it comes from",
}


def problem_context(error: SoleusError | None) -> dict[str, Any]:
    """Return what a page's template shows of an error: a conflict, a list of faults, or one sentence."""
    context: dict[str, Any] = {"conflict": None, "faults": (), "fault": ""}
    match error:
        case None:
            return context
        case SaveConflict():
            return {**context, "conflict": error}
        case Faulty():
            return {**context, "faults": [_in_form(fault) for fault in error.faults]}
        case _:
            return {**context, "fault": str(error)}


def _in_form(fault: FileFault) -> str:
    """Return a fault by the name of its field, or else as it is found in the file."""
    own = len(fault.path) == 1 and fault.file.parent.name != EXERCISES
    field = str(fault.path[0]) if own else ""
    return f"{LABELS[field]}: {fault.message}" if field in LABELS else fault.in_folder
