"""Another exercise for a step, just today: the routine is played with it once, and nothing is kept."""

from __future__ import annotations

from flask import Blueprint, request, url_for

from server.web import formatting
from server.web.context import current_person, services
from server.web.routines.sheets import sheet

blueprint = Blueprint("swap_today", __name__, url_prefix="/routines")


@blueprint.get("/<routine_id>/steps/<part_id>/swap/today")
def page(routine_id: str, part_id: str) -> str:
    """Show how long the routine takes with another exercise, to be played so."""
    routine, instead = services().library.routine(routine_id), request.args.get("with", "")
    once = ((f"{part_id}.instead", instead), (f"{part_id}.skip", "no"))
    today = services().preferences.for_once(current_person().id, routine, once)
    own = {step.id: step.exercise.name for step in routine.steps}
    other = next(step.exercise for step in today.routine.steps if step.id == part_id)
    duration_ms = services().studio.duration_ms(today.routine, today.choices, today.doses)
    return sheet(
        "routines/swap_today.html",
        routine=routine,
        once=once,
        name=own[part_id],
        other=other,
        length=formatting.length(duration_ms),
        back=url_for("routines.page", routine_id=routine_id),
    )
