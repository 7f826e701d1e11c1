"""Routines of other apps: what is taken over and what is not, and the choices before they are saved."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server.errors import BadInput
from server.routine.editing import Bundle, from_code, to_code
from server.routine.importing import MOST_TIMERS, clock
from server.services import OpenedRoutine, Replaced, SharedRoutine
from server.web.context import current_person, services
from server.web.fault_words import fault_in_words, step_titles
from server.web.outline import outline

blueprint = Blueprint("importing", __name__)


def import_preview(found: Sequence[OpenedRoutine], name: str) -> Response:
    """Show the routines in a file of another app, before any of them is saved.

    :param name: of the file; empty for a pasted text.
    """
    page = render_template(
        "export/import_preview.html",
        found=found,
        app=next(each.imported.app for each in found if each.imported),
        name=name,
        usable=sum(not each.shared.faults for each in found),
        exercises=services().library.shipped_catalog().exercises,
        outline=outline,
        to_code=to_code,
        clock=clock,
        faults=shared_faults,
    )
    return make_response(page)


@blueprint.post("/shared/import")
def save() -> Response:
    """Save the routines that were chosen, all or none of them if one has a fault."""
    chosen = [index for index in range(MOST_TIMERS) if request.form.get(f"take-{index}")]
    if not chosen:
        raise BadInput("Choose at least one routine.")
    saved = services().importing.save_all(
        ((_bundle(index), replaced(index)) for index in chosen), current_person().id
    )
    if len(saved) > 1:
        return redirect(url_for("editor.index"), 303)
    return redirect(url_for("routines.page", routine_id=saved[0]), 303)


def shared_faults(shared: SharedRoutine) -> list[str]:
    """Return what keeps a routine from being saved, in the words of the pages."""
    titles = step_titles(shared.bundle.routine or {})
    return [fault_in_words(fault, titles) for fault in shared.faults]


def replaced(index: int) -> Replaced | None:
    """Return the routine that the form asks to replace; None if both are kept."""
    routine_id = request.form.get(f"replace-{index}", "")
    return Replaced(routine_id, request.form.get(f"digest-{index}", "")) if routine_id else None


def _bundle(index: int) -> Bundle:
    """Return a routine of the form with the shipped exercises that were chosen for it."""
    bundle, start = from_code(request.form.get(f"code-{index}", "")), f"match-{index}-"
    matches = {
        name.removeprefix(start): value
        for name, value in request.form.items()
        if name.startswith(start) and value
    }
    return services().importing.matched(bundle, matches)
