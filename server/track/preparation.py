"""Tracks that are being made while people wait, and how far along they are."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, TypeAlias

from cachetools import LRUCache

from server.coach import write_script
from server.digests import digest_of
from server.errors import NotFound, SoleusError
from server.jobs import Priority, Scheduler
from server.routine import Choices, Routine
from server.track.studio import Studio, Track
from server.voice import NoVoice, UnspeakablePhrase

log = logging.getLogger(__name__)

#: Returns choices with another voice, for a track that the chosen one cannot speak; None if there is none.
Otherwise: TypeAlias = Callable[[SoleusError], Choices | None]
#: Seconds after which a preparation takes long, if it will take at least as many more as the second says.
_LONG_S: Final = (3.0, 5)
#: Tracks that are remembered as made: some for each routine of each person in a house.
_MOST_MADE: Final = 1000


@dataclass(frozen=True, slots=True)
class Preparation:
    """How far the making of a track has come."""

    #: Phrases that are ready.
    done: int = 0
    #: Phrases in all; 0 until that is known.
    total: int = 0
    #: Why the track could not be made; ``None`` while it is being made.
    error: SoleusError | None = None
    #: Seconds that it will probably take; ``None`` until some phrases are spoken.
    left_s: int | None = None
    #: Whether who waits may want to hear something else by now.
    takes_long: bool = False

    @property
    def fault(self) -> str:
        """Why the track could not be made, in words for the person who waits; else empty."""
        return str(self.error or "")

    @property
    def percent(self) -> int:
        """How much of the track is made, from 0 to 99: when all phrases are ready, they are still joined."""
        return min(99, 100 * self.done // self.total) if self.total else 0


class BeingMade(SoleusError):
    """A track is not ready yet; it is being made meanwhile, and who asks again gets it.

    :param preparation: how far it is.
    """

    status = 503
    retry_after_s = 1

    def __init__(self, preparation: Preparation | None = None) -> None:
        super().__init__("The sound is still being made. Ask for it again in a moment.")
        self.preparation = preparation or Preparation()


class _Withdrawn(Exception):
    """Nobody wants the track any more."""


@dataclass(frozen=True, slots=True)
class _Order:
    """What a track is made from, and for whom."""

    routine: Routine
    choices: Choices
    waits: bool
    on_ready: Callable[[Track], None]
    otherwise: Otherwise = lambda _: None


class _Job:
    """The making of a track."""

    def __init__(self, order: _Order) -> None:
        self.order = order
        self.preparation = Preparation()
        #: Of the track; empty until it is made.
        self.digest = ""
        self.ended = threading.Event()
        #: Set when nobody wants the track any more.
        self.withdrawn = threading.Event()
        self._submitted_s = self._began_s = time.monotonic()
        #: Phrases that were ready when it began.
        self._known: int | None = None

    def progress(self, done: int, total: int) -> None:
        """Note how many phrases are ready.

        :raises _Withdrawn: if nobody wants the track any more.
        """
        if self.withdrawn.is_set():
            raise _Withdrawn
        if self._known is None:
            self._known, self._began_s = done, time.monotonic()
        spoken = done - self._known
        each_s = (time.monotonic() - self._began_s) / spoken if spoken else None
        left_s = None if each_s is None else round(each_s * (total - done))
        self.preparation = Preparation(done, total, left_s=left_s)

    def told(self) -> Preparation:
        """Return how far it is now."""
        waited_s, least_s = _LONG_S
        left_s = self.preparation.left_s
        waits = not self.ended.is_set() and time.monotonic() - self._submitted_s >= waited_s
        takes_long = waits and (left_s is None or left_s >= least_s)
        return replace(self.preparation, takes_long=takes_long)


class Preparations:
    """Makes tracks in the background, each once however many ask for it, and tells how far they are.

    :param scheduler: runs the jobs; closing it is what ends them.
    """

    def __init__(self, studio: Studio, scheduler: Scheduler) -> None:
        self._studio = studio
        self._scheduler = scheduler
        self._under_way: dict[str, _Job] = {}
        #: Digests of tracks by what they were made from.
        self._made: LRUCache[str, str] = LRUCache(_MOST_MADE)
        self._lock = threading.Lock()

    def prepare(
        self,
        key: str,
        routine: Routine,
        choices: Choices,
        on_ready: Callable[[Track], None],
        patience_s: float = 0,
        *,
        waits: bool = False,
        otherwise: Otherwise = lambda _: None,
    ) -> Preparation:
        """Begin to make a track; asking again with the same key returns how far it is.

        A fault is returned once; the call after that begins again.

        :param key: any name, such as a workout's id.
        :param on_ready: called in another thread with the finished track.
        :param patience_s: seconds to wait for a track that is not ready.
        :param waits: as for :meth:`Studio.track`.
        :param otherwise: asked, with the reason, if the voice fails; the whole track is then made so.
        """
        job = self._job(key, _Order(routine, choices, waits, on_ready, otherwise))
        job.ended.wait(patience_s)
        return self._told(key, job)

    def withdraw(self, key: str) -> None:
        """Make a track no further, if it is under way; what has been spoken of it is kept."""
        with self._lock:
            job = self._under_way.pop(key, None)
        if job is not None:
            job.withdrawn.set()

    def made(self, routine: Routine, choices: Choices, patience_s: float, *, waits: bool = False) -> str:
        """Return the digest of a track that is ready, or begin to make it.

        :param patience_s: seconds to wait for one that is not ready.
        :param waits: as for :meth:`Studio.track`.
        :raises BeingMade: if it is not ready by then.
        :raises SoleusError: as :meth:`Studio.track`, once; the call after that begins again.
        """
        key = digest_of(repr((write_script(routine, choices, waits=waits), choices)))
        with self._lock:
            digest = self._made.get(key, "")
        if digest and self._studio.is_ready(digest):
            return digest

        def remember(track: Track) -> None:
            with self._lock:
                self._made[key] = track.digest

        job = self._job(key, _Order(routine, choices, waits, remember))
        job.ended.wait(patience_s)
        preparation = self._told(key, job)
        if preparation.error is not None:
            raise preparation.error
        if not job.digest:
            raise BeingMade(preparation)
        return job.digest

    def _told(self, key: str, job: _Job) -> Preparation:
        """Return how far a job is; one that failed is forgotten with that."""
        with self._lock:
            if job.preparation.error is not None and self._under_way.get(key) is job:
                del self._under_way[key]
        return job.told()

    def _job(self, key: str, order: _Order) -> _Job:
        """Return the job of a key, begun unless it is under way."""
        with self._lock:
            known = self._under_way.get(key)
            if known is not None:
                return known
            job = self._under_way[key] = _Job(order)
        # A job of its own: one of the same key may be ending, and would not begin again.
        self._scheduler.submit(object(), partial(self._make, key, job))
        return job

    def _make(self, key: str, job: _Job, priority: Priority) -> None:
        routine_id = job.order.routine.id
        try:
            track = self._track(job, priority)
            if not job.withdrawn.is_set():
                job.order.on_ready(track)
        except _Withdrawn:
            log.info("track no longer wanted: %s", routine_id)
        except SoleusError as error:
            log.warning("track not made: %s: %s", routine_id, error)
            job.preparation = Preparation(error=error.with_traceback(None))
        except Exception:
            log.exception("track not made: %s", routine_id)
            words = SoleusError("The track could not be made. The server's log says why.")
            job.preparation = Preparation(error=words)
        else:
            with self._lock:
                if self._under_way.get(key) is job:
                    del self._under_way[key]
            job.digest = track.digest
        job.ended.set()

    def _track(self, job: _Job, priority: Priority) -> Track:
        """Return the track of a job: spoken by the voice that is asked for, or all of it by another one."""
        order = job.order

        def spoken(choices: Choices) -> Track:
            return self._studio.track(order.routine, choices, job.progress, priority, waits=order.waits)

        try:
            return spoken(order.choices)
        except (NotFound, NoVoice, UnspeakablePhrase) as error:
            others = order.otherwise(error)
            if others is None:
                raise
            log.warning("another voice speaks %s: %s", order.routine.id, error)
        return spoken(others)
