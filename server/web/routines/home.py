"""The home page: the routines by occasion, and what is half done; the safety page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, render_template

from server.routine.model import Routine
from server.services.preferences import chosen_for_all
from server.services.services import parts
from server.web.context import current_person
from server.web.routines.cards import RoutineCard, routine_card
from server.workout.model import Workout

blueprint = Blueprint("home", __name__)

#: A workout that was left longer ago is not offered again: one begins anew.
_RESUMABLE_MS = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class Occasion:
    """A heading of the home page and what stands under it."""

    name: str
    cards: tuple[RoutineCard, ...]


@blueprint.get("/")
def index() -> str:
    """Show every routine with one's own doses, one tap from playing."""
    library = parts().library
    return render_template(
        "routines/home.html",
        occasions=_occasions(library.routines(), current_person().id),
        broken=library.broken(),
        unfinished=_unfinished(current_person().id),
    )


@blueprint.get("/about")
def about() -> str:
    """Show when to see a clinician, and what Soleus is not."""
    return render_template("routines/about.html")


def _occasions(routines: Iterable[Routine], person_id: int) -> tuple[Occasion, ...]:
    """Group the routines, which come in the order of their occasions."""
    routines = tuple(routines)
    choices, done = chosen_for_all(person_id, routines), parts().store.last_done(person_id)
    now_ms, duration_ms = parts().clock(), parts().studio.duration_ms
    return tuple(
        Occasion(
            name,
            tuple(
                routine_card(
                    each, choices[each.id], duration_ms(each, choices[each.id]), done.get(each.id), now_ms
                )
                for each in group
            ),
        )
        for name, group in groupby(routines, key=lambda routine: routine.occasion)
    )


def _unfinished(person_id: int) -> Workout | None:
    """Return the workout that was left last, if that was not long ago."""
    since_ms = parts().clock() - _RESUMABLE_MS
    return next(iter(parts().store.unfinished(person_id, since_ms)), None)
