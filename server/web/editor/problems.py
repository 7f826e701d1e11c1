"""What the editor's pages show when something was not saved."""

from __future__ import annotations

from typing import Any

from server.errors import SoleusError
from server.routine.parsing import Faulty
from server.services import SaveConflict
from server.web.fault_words import Titles, fault_in_words


def problem_context(error: SoleusError | None, titles: Titles | None = None) -> dict[str, Any]:
    """Return what a page's template shows of an error: a conflict, a list of faults, or one sentence.

    :param titles: what the steps are called, if it is the error of a routine.
    """
    context: dict[str, Any] = {"conflict": None, "faults": (), "fault": ""}
    match error:
        case None:
            return context
        case SaveConflict():
            return {**context, "conflict": error}
        case Faulty():
            return {**context, "faults": [fault_in_words(fault, titles) for fault in error.faults]}
        case _:
            return {**context, "fault": str(error)}
