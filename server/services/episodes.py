"""A person's routines as the episodes of a podcast: kept up to date with their doses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from server.errors import NotFound
from server.feed import Publisher
from server.routine import Routine
from server.routine.choices import in_full
from server.routine.library import Library
from server.services.preferences import PreferencesService
from server.store import Episode, Person, Store
from server.track import BeingMade


@dataclass(frozen=True, slots=True)
class Episodes:
    """How many of a person's episodes are ready."""

    ready: int
    #: Still being made.
    pending: int
    total: int


class EpisodeService:
    """Makes and lists the episodes of people's feeds."""

    def __init__(
        self, store: Store, library: Library, preferences: PreferencesService, publisher: Publisher
    ) -> None:
        self._store = store
        self._library = library
        self._preferences = preferences
        self._publisher = publisher

    def refresh(self, owner: Person, wait_s: float = 0.0) -> None:
        """Begin to make all episodes of a person that are not up to date.

        :param wait_s: how long to wait for them; a changed dose takes a fraction of a second.
        """
        self._refresh(owner, self._library.routines(), wait_s)

    def present(self, owner: Person, routine_id: str, wait_s: float) -> Episode:
        """Return the episode of a routine, with the present doses if it can be made in time.

        :param wait_s: how long to wait for it; then the one before is returned.
        :raises BeingMade: if there is no episode of it yet, but soon.
        :raises NotFound: if there is no such routine, or none of its episodes could be made.
        """
        self._refresh(owner, (self._library.routine(routine_id),), wait_s)
        pending = self._publisher.is_pending(owner.id, routine_id)
        try:
            return self._store.newest_episode(owner.id, routine_id)
        except NotFound:
            if pending:
                raise BeingMade from None
            raise

    def published(self, owner: Person) -> tuple[tuple[Routine, Episode], ...]:
        """Return each routine that has an episode with the newest, in the order of the home page."""
        newest = self._store.newest_episodes(owner.id)
        return tuple(
            (routine, newest[routine.id]) for routine in self._library.routines() if routine.id in newest
        )

    def count(self, owner: Person) -> Episodes:
        """Return how many of a person's episodes are ready."""
        return Episodes(
            ready=len(self.published(owner)),
            pending=self._publisher.pending(owner.id),
            total=len(self._library.routines()),
        )

    def _refresh(self, owner: Person, routines: Sequence[Routine], wait_s: float) -> None:
        personal = self._preferences.chosen_for_all(owner.id, routines)
        chosen = [personal[routine.id] for routine in routines]
        wanted = [(each.routine, in_full(each.choices)) for each in chosen]
        self._publisher.refresh(owner.id, wanted, partial(self._store.publish, owner.id), wait_s)
