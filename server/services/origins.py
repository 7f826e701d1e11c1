"""What a track of a person's routine is made from, to be kept beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from server.routine import Choices, Routine
from server.routine.choices import PersonalRoutine, choices_document, personal_routine
from server.routine.library import Library
from server.services.preferences import PreferencesService
from server.store import TrackOrigin


def chosen_origin(
    library: Library,
    preferences: PreferencesService,
    person_id: int,
    routine_id: str,
    fit: Callable[[PersonalRoutine], PersonalRoutine] = lambda each: each,
    once: Sequence[tuple[str, str]] = (),
) -> tuple[Routine, Choices, TrackOrigin]:
    """Return a routine as a person has chosen it, the choices, and the copy that outlives its files.

    The copy is of the routine with its swaps made.

    :param fit: changes the choices for this once.
    :param once: what a form changes for this once, before that.
    :raises NotFound: if there is no such routine.
    :raises BadInput: if it cannot be changed so.
    """
    kept = preferences.for_once(person_id, library.routine(routine_id), once).choices
    routine, values = library.routine_with_values(routine_id, kept.instead)
    choices = fit(personal_routine(routine, kept)).choices
    return routine, choices, TrackOrigin(values, choices_document(choices))
