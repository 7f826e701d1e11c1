"""The home page: the routines by occasion, and an unfinished workout; the safety page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, render_template

from server.routine import Routine
from server.routine.choices import PersonalRoutine
from server.web.context import current_person, services
from server.web.page_cache import PageCache
from server.web.routines.cards import RoutineCard, routine_card

blueprint = Blueprint("home", __name__)
_PAGES = PageCache()


@dataclass(frozen=True, slots=True)
class Occasion:
    """A heading of the home page and the routines under it."""

    name: str
    cards: tuple[RoutineCard, ...]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A workout that can be continued."""

    id: str
    title: str


@blueprint.get("/")
def index() -> str:
    """Show every routine with a person's own doses, one tap from playing."""
    library, workout = services().library, services().workouts.resumable(current_person().id)
    shown = {
        "occasions": _occasions(library.routines(), current_person().id),
        "broken": library.broken(),
        "unfinished": Unfinished(workout.id, workout.title) if workout else None,
    }
    return _PAGES.page(lambda: render_template("routines/home.html", **shown), *shown.values())


@blueprint.get("/about")
def about() -> str:
    """Show when to see a clinician, and what Soleus cannot do."""
    return render_template("routines/about.html")


def _occasions(routines: Sequence[Routine], person_id: int) -> tuple[Occasion, ...]:
    """Group the routines, which come in the order of their occasions."""
    chosen = services().preferences.chosen_for_all(person_id, routines)
    done, now_ms = services().store.last_done(person_id), services().clock()
    return tuple(
        Occasion(name, tuple(_card(chosen[routine.id], done.get(routine.id), now_ms) for routine in group))
        for name, group in groupby(routines, key=lambda routine: routine.occasion)
    )


def _card(personal: PersonalRoutine, done_ms: int | None, now_ms: int) -> RoutineCard:
    duration_ms = services().studio.duration_ms(personal.routine, personal.choices, personal.doses)
    return routine_card(personal, duration_ms, done_ms, now_ms)
