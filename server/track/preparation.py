"""Tracks that are being made while people wait, and how far along they are."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from server.errors import SoleusError
from server.jobs import Priority, Scheduler
from server.routine import Choices, Routine
from server.track.studio import Studio, Track

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Preparation:
    """How far the making of a track has come."""

    #: Phrases that are ready.
    done: int = 0
    #: Phrases in all; 0 until that is known.
    total: int = 0
    #: Why the track could not be made, in words for the person who waits.
    fault: str = ""


class Preparations:
    """Makes tracks in the background, each once however many ask for it, and tells how far they are.

    :param scheduler: runs the jobs; closing it is what ends them.
    """

    def __init__(self, studio: Studio, scheduler: Scheduler) -> None:
        self._studio = studio
        self._scheduler = scheduler
        self._under_way: dict[str, Preparation] = {}
        self._lock = threading.Lock()

    def prepare(
        self, key: str, routine: Routine, choices: Choices, on_ready: Callable[[Track], None]
    ) -> Preparation:
        """Begin to make a track; asking again with the same key returns how far it is.

        A fault is returned once; the call after that begins again.

        :param key: any name, such as a workout's id.
        :param on_ready: called in another thread with the finished track.
        """
        with self._lock:
            preparation = self._under_way.get(key)
            if preparation is not None:
                if preparation.fault:
                    del self._under_way[key]
                return preparation
            self._under_way[key] = begun = Preparation()
        # A job of its own: one of the same key may be ending, and would not begin again.
        self._scheduler.submit(object(), partial(self._make, key, routine, choices, on_ready))
        return begun

    def _make(
        self,
        key: str,
        routine: Routine,
        choices: Choices,
        on_ready: Callable[[Track], None],
        priority: Priority,
    ) -> None:
        def progress(done: int, total: int) -> None:
            self._note(key, Preparation(done, total))

        try:
            on_ready(self._studio.track(routine, choices, progress, priority, waits=True))
        except SoleusError as error:
            log.warning("track not made: %s: %s", routine.id, error)
            self._note(key, Preparation(fault=str(error)))
        except Exception:
            log.exception("track not made: %s", routine.id)
            self._note(key, Preparation(fault="The track could not be made. The server's log says why."))
        else:
            self._note(key, None)

    def _note(self, key: str, preparation: Preparation | None) -> None:
        with self._lock:
            if preparation is None:
                self._under_way.pop(key, None)
            else:
                self._under_way[key] = preparation
