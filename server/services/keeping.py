"""What a phone keeps for use without a network, whether it is out of date, and workouts begun with it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from server.errors import BadInput, NotFound
from server.routine import Routine
from server.routine.library import Library
from server.routine.parsing import Faulty
from server.services.origins import chosen_origin
from server.services.preferences import PreferencesService
from server.store import Person, Store, TrackOrigin
from server.track import Preparations, Studio, Track
from server.voice import NoVoice

log = logging.getLogger(__name__)

#: Ids that a phone may give to a workout that it began without network.
_PHONE_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class KeptRoutine:
    """A routine as a phone keeps it, with a person's own doses."""

    routine: Routine
    track: Track
    #: Names all that decides the track but the recordings; another one means that the track is out of date.
    script: str


class KeepingService:
    """Gives phones what they keep, tells them when it is out of date, and adopts what they begin with it."""

    def __init__(
        self,
        store: Store,
        library: Library,
        studio: Studio,
        preparations: Preparations,
        preferences: PreferencesService,
    ) -> None:
        self._store = store
        self._library = library
        self._studio = studio
        self._preparations = preparations
        self._preferences = preferences

    def keep(self, person_id: int, routine_id: str, patience_s: float) -> KeptRoutine:
        """Return what a phone keeps of a routine, and remember what it was made from.

        :param patience_s: seconds to wait for its track.
        :raises BeingMade: if the track is not ready by then.
        :raises NotFound: if there is no such routine or voice.
        """
        routine, choices, origin = chosen_origin(self._library, self._preferences, person_id, routine_id)
        digest = self._preparations.made(routine, choices, patience_s, waits=True)
        self._store.save_kept_track(digest, origin)
        track = Track(digest, self._store.timeline(digest))
        return KeptRoutine(routine, track, self._studio.script_digest(routine, choices, waits=True))

    def present_scripts(self, person_id: int, routine_ids: Iterable[str]) -> dict[str, str]:
        """Return the present ``script`` of each routine by its id; nothing is spoken for it.

        Routines that could not be kept at present are left out: they are gone, broken, or lack their voice.
        """
        scripts = {}
        for routine_id in routine_ids:
            with suppress(NotFound, Faulty, NoVoice):
                chosen = self._preferences.chosen(person_id, self._library.routine(routine_id))
                scripts[routine_id] = self._studio.script_digest(chosen.routine, chosen.choices, waits=True)
        return scripts

    def adopt(self, person: Person, routine_id: str, workout_id: str, track: object) -> bool:
        """Adopt a workout that a phone began without a network; tell whether it is new here.

        :param workout_id: made up by the phone: 32 hexadecimal digits.
        :param track: digest of the track that the phone plays.
        :raises BadInput: if the id or the track cannot be one.
        :raises NotFound: if there is no such routine or track.
        """
        if not (_PHONE_ID.fullmatch(workout_id) and isinstance(track, str)):
            raise BadInput("A workout has an id of 32 hexadecimal digits, and a track.")
        title = self._store.timeline(track).title
        origin = self._origin(person, routine_id, track)
        new = self._store.adopt_workout(workout_id, person.id, routine_id, title, origin, track)
        if new:
            log.info("workout begun without network: %s by %s", routine_id, person.name)
        return new

    def _origin(self, person: Person, routine_id: str, track: str) -> TrackOrigin:
        """Return what a track was made from, or else what it would be made from today.

        :raises NotFound: if there is no such routine, neither kept nor today.
        """
        origin = self._store.kept_track(track)
        if origin and origin.routine["id"] == routine_id:
            return origin
        return chosen_origin(self._library, self._preferences, person.id, routine_id)[2]
