"""The home page: the routines by occasion, and an unfinished workout; the safety page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import groupby
from typing import get_args

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from server.routine import Routine
from server.routine.choices import PersonalRoutine
from server.routine.library import BrokenFile
from server.services import FileKind, next_routine
from server.web import formatting
from server.web.context import current_person, services
from server.web.page_cache import PageCache
from server.web.routines.broken import BrokenCard, broken_cards
from server.web.routines.cards import RoutineCard, routine_card
from server.web.routines.unfinished import unfinished_card

blueprint = Blueprint("home", __name__)
_PAGES = PageCache()


@dataclass(frozen=True, slots=True)
class Occasion:
    """A heading of the home page and the routines under it."""

    name: str
    cards: tuple[RoutineCard, ...]


@blueprint.get("/")
def index() -> str:
    """Show what to do next, and every routine with a person's own doses, one tap from playing."""
    library, person = services().library, current_person()
    routines = library.routines()
    done, now_ms = services().history.last_done(person.id), services().clock()
    cards = _cards(routines, person.id, done, now_ms)
    unfinished = unfinished_card(
        services().history.unfinished(person.id),
        {routine.id: routine.cover_exercise for routine in routines},
    )
    days_ago = {name: formatting.days_ago(done_ms, now_ms) for name, done_ms in done.items()}
    minutes = {name: card.minutes for name, card in cards.items()}
    due = next_routine(routines, days_ago, minutes, services().store.about(person.id))
    upper = None if unfinished else cards.pop(due, None)
    shown = {
        "occasions": _occasions(routines, cards, services().store.favourites(person.id)),
        "broken": _broken(library.broken(), person.id),
        "unfinished": unfinished,
        "next": upper,
        "ahead": services().ahead.progress(person.id),
    }
    return _PAGES.page(lambda: render_template("routines/home.html", **shown), *shown.values())


@blueprint.get("/ahead")
def ahead() -> str:
    """Show how many of a person's routines can be played at once; what is gone on with asks again."""
    progress = services().ahead.progress(current_person().id)
    return render_template("routines/partials/ahead.html", ahead=progress) if progress else ""


@blueprint.post("/workouts/<workout_id>/let-go")
def let_go(workout_id: str) -> Response:
    """Offer an unfinished workout no more."""
    services().history.let_go(current_person().id, workout_id)
    return redirect("/", 303)


@blueprint.get("/about")
def about() -> str:
    """Show when to see a clinician, and what Soleus cannot do."""
    return render_template("routines/about.html")


def _broken(files: Sequence[BrokenFile], person_id: int) -> tuple[BrokenCard, ...]:
    owned, kinds = services().user_library.owned, get_args(FileKind)
    others = {
        (kind, name): owner
        for kind in (kinds if files else ())
        for name, owner in owned.others(kind, person_id).items()
    }
    return broken_cards(files, others)


def _cards(
    routines: Sequence[Routine], person_id: int, done: Mapping[str, int], now_ms: int
) -> dict[str, RoutineCard]:
    chosen = services().preferences.chosen_for_all(person_id, routines)
    return {routine.id: _card(chosen[routine.id], done.get(routine.id), now_ms) for routine in routines}


def _occasions(
    routines: Sequence[Routine], cards: Mapping[str, RoutineCard], favourites: Set[str]
) -> tuple[Occasion, ...]:
    """Group the routines that have a card: favourites, then the others in the order of their occasions."""
    first = tuple(cards[routine.id] for routine in routines if routine.id in cards.keys() & favourites)
    listed = (routine for routine in routines if routine.id in cards.keys() - favourites)
    return (
        *([Occasion("favourites", first)] if first else []),
        *(
            Occasion(name, tuple(cards[routine.id] for routine in group))
            for name, group in groupby(listed, key=lambda routine: routine.occasion)
        ),
    )


def _card(personal: PersonalRoutine, done_ms: int | None, now_ms: int) -> RoutineCard:
    duration_ms = services().studio.duration_ms(personal.routine, personal.choices, personal.doses)
    return routine_card(personal, duration_ms, done_ms, now_ms)
