"""What a new person is asked, and what follows from it."""

from __future__ import annotations

from dataclasses import replace

from server.services.pairing import FIRST_NAME
from server.services.preferences import PreferencesService
from server.store import About, Person, Sore, Store

#: What can be answered about the time on most days, in minutes; 0 for as many as it takes.
MINUTES = (5, 10, 15, 0)


class WelcomeService:
    """Asks three things, each of which changes something: a name, a sore foot, and the time that there is."""

    def __init__(self, store: Store, preferences: PreferencesService) -> None:
        self._store = store
        self._preferences = preferences

    def is_due(self, person: Person) -> bool:
        """Tell whether a person has not been asked yet."""
        return not self._store.about(person.id).welcomed

    def has_name(self, person: Person) -> bool:
        """Tell whether somebody has named a person; the first one has a name until then."""
        return person.name != FIRST_NAME

    def sore(self, person: Person, sore: Sore) -> None:
        """Keep which foot is sore. Each step begins with it; both or none changes no side."""
        self._store.keep_about(person.id, replace(self._store.about(person.id), sore=sore))
        if sore in ("left", "right"):
            self._preferences.begin_with(person.id, sore)

    def minutes(self, person: Person, minutes: int | None) -> None:
        """Keep how much time there is, if that was said; there is no more to ask."""
        about = self._store.about(person.id)
        said = about.minutes if minutes is None else minutes
        self._store.keep_about(person.id, About(about.sore, said, welcomed=True))
