"""Routines as audio files for any player."""

from __future__ import annotations

from server.routine import Routine
from server.routine.choices import in_full
from server.services.preferences import PreferencesService
from server.track import Preparations


class DownloadService:
    """Has the files of routines made."""

    def __init__(self, preparations: Preparations, preferences: PreferencesService) -> None:
        self._preparations = preparations
        self._preferences = preferences

    def digest(self, person_id: int, routine: Routine, patience_s: float = 0.0) -> str:
        """Return the digest of the track of a routine with a person's own doses, or begin to make it.

        Whoever listens to a file may be somebody else, so nothing is left out of it that this person knows.

        :param patience_s: seconds to wait for it.
        :raises BeingMade: if it is not ready by then.
        :raises SoleusError: if it cannot be made; a later call tries again.
        """
        personal = self._preferences.chosen(person_id, routine)
        return self._preparations.made(personal.routine, in_full(personal.choices), patience_s)
