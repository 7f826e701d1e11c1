"""What a track of a person's routine is made from, to be kept beside it."""

from __future__ import annotations

from server.routine import Choices, Routine
from server.routine.choices import choices_document
from server.routine.library import Library
from server.services.preferences import PreferencesService
from server.store import TrackOrigin


def chosen_origin(
    library: Library, preferences: PreferencesService, person_id: int, routine_id: str
) -> tuple[Routine, Choices, TrackOrigin]:
    """Return a routine as a person has chosen it, the choices, and the copy that outlives its files.

    The copy is of the routine with its swaps made.

    :raises NotFound: if there is no such routine.
    """
    choices = preferences.chosen(person_id, library.routine(routine_id)).choices
    routine, values = library.routine_with_values(routine_id, choices.instead)
    return routine, choices, TrackOrigin(values, choices_document(choices))
