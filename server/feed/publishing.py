"""Make the episodes of feeds, in the background."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from server.errors import SoleusError
from server.jobs import Priority, Scheduler
from server.routine import Choices, Routine
from server.track import Studio

log = logging.getLogger(__name__)

#: Told a routine's id, its new track's digest, and how many bytes its file has.
Publish: TypeAlias = Callable[[str, str, int], None]


@dataclass(frozen=True, slots=True)
class _Request:
    """An episode that is being made, or has been."""

    routine: Routine
    choices: Choices
    result: Future[None]

    def is_for(self, routine: Routine, choices: Choices) -> bool:
        """Tell whether this is still what is wanted; one that failed is tried again."""
        failed = self.result.done() and (self.result.cancelled() or self.result.exception() is not None)
        return not failed and (self.routine, self.choices) == (routine, choices)


class Publisher:
    """Makes the tracks of people's feeds, each once for each change of routine or choices.

    A feed must answer quickly, and an episode must not vanish from it while its next version is spoken. So
    the feed shows what was published last, and asks here for whatever is not up to date.

    :param studio: makes the tracks.
    :param scheduler: runs the jobs; closing it is what ends them.
    """

    def __init__(self, studio: Studio, scheduler: Scheduler) -> None:
        self._studio = studio
        self._scheduler = scheduler
        self._requests: dict[tuple[int, str], _Request] = {}
        self._lock = threading.Lock()

    def refresh(
        self,
        person_id: int,
        wanted: Sequence[tuple[Routine, Choices]],
        publish: Publish,
        patience_s: float = 0.0,
    ) -> None:
        """Begin to make whatever has changed since the last time.

        :param publish: called in another thread with each track that is ready.
        :param patience_s: how long to wait for it; a changed dose takes a fraction of a second.
        """
        with self._lock:
            requests = [self._request(person_id, routine, choices, publish) for routine, choices in wanted]
        wait([request.result for request in requests], patience_s)

    def pending(self, person_id: int) -> int:
        """Return how many episodes of a person are still being made."""
        with self._lock:
            return sum(
                not request.result.done()
                for (owner, _), request in self._requests.items()
                if owner == person_id
            )

    def is_pending(self, person_id: int, routine_id: str) -> bool:
        """Tell whether an episode of a person is still being made."""
        with self._lock:
            request = self._requests.get((person_id, routine_id))
            return request is not None and not request.result.done()

    def _request(self, person_id: int, routine: Routine, choices: Choices, publish: Publish) -> _Request:
        key = (person_id, routine.id)
        request = self._requests.get(key)
        if request is None or not request.is_for(routine, choices):
            if request is not None:
                request.result.cancel()
            # Each change is a separate job: the one before it may be running, with the old choices.
            job = partial(self._make, routine, choices, publish)
            result = self._scheduler.submit(object(), job, Priority.BACKGROUND)
            request = self._requests[key] = _Request(routine, choices, result)
        return request

    def _make(self, routine: Routine, choices: Choices, publish: Publish, priority: Priority) -> None:
        try:
            digest = self._studio.track(routine, choices, priority=priority).digest
            publish(routine.id, digest, self._studio.audio(digest).size_bytes)
        except SoleusError as error:
            log.warning("episode not made: %s: %s", routine.id, error)
            raise
        except Exception:
            log.exception("episode not made: %s", routine.id)
            raise
