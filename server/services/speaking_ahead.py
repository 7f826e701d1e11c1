"""The routines that people use are spoken before they press Play, with the voice that they chose."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal, TypeAlias

from server.coach import WORK_KINDS, Timeline, write_script
from server.errors import BadInput, NotFound, SoleusError
from server.jobs import Priority, Scheduler
from server.routine import Choices
from server.routine.choices import Changes, LengthenHolds, PersonalRoutine, apply
from server.routine.library import Library
from server.services.dose_changes import DoseRequest, changed_choices
from server.services.preferences import PreferencesService
from server.services.used_routines import UsedRoutines
from server.services.what_next import FOR_A_FOOT
from server.store import Store
from server.track import Studio, warm_up_track
from server.voice import VoiceStopped
from server.voice.clips import ClipStore

log = logging.getLogger(__name__)

#: Seconds by which a hold may be changed, a tap after the other, before its new words are spoken ahead too.
_TAPS_S: Final = (5, -5, 10, -10)
#: Seconds from a failure until it is tried again, when somebody looks.
_AGAIN_S: Final = 60.0
#: What several routines need; a routine; and what a changed hold needs in it.
_Kind: TypeAlias = Literal["common", "routine", "changes"]


@dataclass(frozen=True, slots=True)
class Ahead:
    """How far the routines of a person are."""

    #: Routines that play at once.
    ready: int
    #: Routines that the person uses.
    total: int
    #: Whether more will be ready soon.
    pending: bool
    #: Why some could not be spoken; empty if none failed.
    fault: str = ""


class _Round:
    """What is spoken ahead for a person, with the voice that they have now."""

    def __init__(self, person_id: int, routine_ids: Iterable[str]) -> None:
        self.person_id = person_id
        self.used = list(routine_ids)
        self.ready: set[str] = set()
        self.fault = ""
        self.failed_s = 0.0
        self.waiting: list[tuple[_Kind, str]] = [("common", "")]
        self.waiting += [("routine", name) for name in self.used]
        self.waiting += [("changes", name) for name in self.used]

    def renewed(self, routine_id: str) -> _Round:
        """Return what is left of this round, with a routine first, as it was changed."""
        renewed = _Round(self.person_id, dict.fromkeys((*self.used, routine_id)))
        renewed.ready = self.ready - {routine_id}
        left = [each for each in self.waiting if each[1] != routine_id]
        renewed.waiting = [("routine", routine_id), *left, ("changes", routine_id)]
        return renewed


class SpeakingAhead:
    """Speaks in the background, one piece after another, so that what people wait for goes first.

    It begins with :meth:`start`; before that it keeps still.
    """

    def __init__(
        self,
        store: Store,
        library: Library,
        preferences: PreferencesService,
        studio: Studio,
        clips: ClipStore,
        scheduler: Scheduler,
        used: UsedRoutines,
    ) -> None:
        self._store = store
        self._library = library
        self._preferences = preferences
        self._studio = studio
        self._clips = clips
        self._scheduler = scheduler
        self._used = used
        self._lock = threading.Lock()
        self._rounds: dict[int, _Round] = {}
        self._started = False

    def start(self) -> None:
        """Begin for everybody who uses a routine, once nothing is more urgent; return at once."""
        self._started = True
        self.begin_for_all()

    def begin(self, person_id: int, routine_id: str = "") -> None:
        """Speak what a change asks for; return at once.

        :param routine_id: of the routine that was changed; empty if it concerns all.
        """
        if not self._started:
            return
        with self._lock:
            known = self._rounds.get(person_id)
            if known is None or not routine_id:
                known = _Round(person_id, self._wanted(person_id))
            else:  # the round that is under way ends with the piece that it speaks
                known = known.renewed(routine_id)
            self._rounds[person_id] = known
        self._go_on(known)

    def begin_for_all(self) -> None:
        """Speak what a change asks for that concerns everybody; return at once.

        Where several processes serve many people, nothing is spoken before somebody changes something.
        """
        if self._started and not self._store.serves_many:
            self._scheduler.submit(object(), lambda _: self._begin_for_all(), Priority.IDLE)

    def _begin_for_all(self) -> None:
        for person in self._store.people():
            if self._used.of(person.id):
                self.begin(person.id)

    def progress(self, person_id: int) -> Ahead | None:
        """Return how far a person's routines are; ``None`` if nothing is spoken ahead for them.

        What failed a while ago is tried again.
        """
        with self._lock:
            found = self._rounds.get(person_id)
        if found is None:
            return None
        if found.fault and time.monotonic() - found.failed_s >= _AGAIN_S:
            self.begin(person_id)
        pending = any(kind == "routine" for kind, _ in found.waiting)
        return Ahead(len(found.ready), len(found.used), pending, found.fault)

    def _go_on(self, known: _Round) -> None:
        """Have the next piece of a round spoken."""
        if known.waiting:
            priority = Priority.IDLE if known.waiting[0][0] == "changes" else Priority.BACKGROUND
            self._scheduler.submit(object(), partial(self._speak_next, known), priority)

    def _speak_next(self, known: _Round, priority: Priority) -> None:
        if self._rounds.get(known.person_id) is not known:  # the person has changed something since
            return
        kind, routine_id = known.waiting[0]
        try:
            self._speak(known, kind, routine_id, priority)
        except VoiceStopped:
            return
        except SoleusError as error:  # the next one may go well
            if str(error) != known.fault:
                log.warning("not spoken ahead: %s", error)
            known.fault, known.failed_s = str(error), time.monotonic()
        except Exception:
            log.exception("not spoken ahead: %s", routine_id)
        known.waiting.remove((kind, routine_id))
        self._go_on(known)

    def _speak(self, known: _Round, kind: _Kind, routine_id: str, priority: Priority) -> None:
        if kind == "common":
            self._phrases(known.person_id, self._common(known), priority)
            return
        personal = self._personal(known.person_id, routine_id)
        if personal is None:
            known.used = [name for name in known.used if name != routine_id]
        elif kind == "changes":
            track = self._studio.track(
                personal.routine, personal.choices, priority=priority, waits=True, handed_out=False
            )
            self._phrases(known.person_id, _of_changes(personal, track.timeline), priority)
        else:
            warm_up_track(personal.routine, personal.choices, self._studio, self._clips, priority)
            known.ready.add(routine_id)

    def _personal(self, person_id: int, routine_id: str) -> PersonalRoutine | None:
        """Return a routine as a person does it; None if it was deleted, or nothing of it is left."""
        try:
            personal = self._preferences.chosen(person_id, self._library.routine(routine_id))
        except NotFound:
            return None
        script = write_script(personal.routine, personal.choices, personal.doses)
        return personal if script.segments else None

    def _phrases(self, person_id: int, phrases: Iterable[str], priority: Priority) -> None:
        settings = self._preferences.settings(person_id)
        voice = self._clips.voice(settings.voice)
        self._clips.clips(tuple(phrases), voice.id, settings.rate, priority=priority)

    def _common(self, known: _Round) -> tuple[str, ...]:
        """Return what is said more than once in a person's routines, the most frequent first."""
        routines = [each for each in self._library.routines() if each.id in known.used]
        counts: Counter[str] = Counter()
        for personal in self._preferences.chosen_for_all(known.person_id, routines).values():
            script = write_script(personal.routine, personal.choices, personal.doses, waits=True)
            counts.update(script.times_heard())
        return tuple(text for text, times in counts.most_common() if times > 1)

    def _wanted(self, person_id: int) -> Sequence[str]:
        """Return the ids of the routines that a person uses; of somebody new, what Soleus suggests first."""
        known = {routine.id for routine in self._library.routines()}
        return self._used.of(person_id) or [name for name in FOR_A_FOOT if name in known]


def _of_changes(personal: PersonalRoutine, timeline: Timeline) -> Iterator[str]:
    """Return what is said once all holds, or one of them, are longer or shorter by a tap or two."""
    changed: dict[str, Choices] = {}
    first = personal.routine.steps[0].id
    starts_ms = [segment.start_ms for segment in timeline.segments if segment.kind in WORK_KINDS]
    for by_s in _TAPS_S:
        with suppress(BadInput):  # it would take too long
            choices = apply(personal, Changes((LengthenHolds(by_s, first),))).choices
            changed[repr(choices)] = choices
        for start_ms in starts_ms:
            with suppress(BadInput):  # it is at its limit
                choices = changed_choices(personal, DoseRequest(by_s=by_s), timeline, start_ms)
                changed[repr(choices)] = choices
    for choices in changed.values():
        yield from write_script(personal.routine, choices, waits=True).phrases()
