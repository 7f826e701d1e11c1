"""The making of a feed's episodes, in the background and out of the way of everyone who waits."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from server.errors import SoleusError
from server.routine.model import Choices, Routine
from server.track.studio import Studio

log = logging.getLogger(__name__)

#: Told a routine's id, its new track's digest, and how many bytes its file has.
Publish = Callable[[str, str, int], None]


@dataclass(frozen=True, slots=True)
class _Job:
    """An episode that is being made, or has been."""

    routine: Routine
    choices: Choices
    made: Future[None]

    def holds(self, routine: Routine, choices: Choices) -> bool:
        """Tell whether this is still what is wanted; one that failed is tried again."""
        failed = self.made.done() and (self.made.cancelled() or self.made.exception() is not None)
        return not failed and (self.routine, self.choices) == (routine, choices)


class Publisher:
    """Makes the tracks of people's feeds, each once for each change of routine or choices.

    A feed must answer quickly, and an episode must not vanish from it while its next version is spoken. So
    the feed shows what was published last, and asks here for whatever is not up to date.

    :param studio: makes the tracks.
    """

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        # One thread: a feed has time, and the studio's own threads are for people who look at a page.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="feed")
        self._jobs: dict[tuple[int, str], _Job] = {}
        self._lock = threading.Lock()

    def refresh(
        self,
        person_id: int,
        wanted: Sequence[tuple[Routine, Choices]],
        publish: Publish,
        patience_s: float = 0.0,
    ) -> None:
        """Begin to make whatever changed since the last time.

        :param publish: called in the background with each track that is ready.
        :param patience_s: how long to wait for it; a changed dose takes a fraction of a second.
        """
        with self._lock:
            jobs = [self._job(person_id, routine, choices, publish) for routine, choices in wanted]
        wait([job.made for job in jobs], patience_s)

    def pending(self, person_id: int) -> int:
        """Return how many episodes of a person are still being made."""
        with self._lock:
            return sum(not job.made.done() for (owner, _), job in self._jobs.items() if owner == person_id)

    def close(self) -> None:
        """Drop what has not begun, and wait for what has."""
        self._thread.shutdown(cancel_futures=True)

    def _job(self, person_id: int, routine: Routine, choices: Choices, publish: Publish) -> _Job:
        key = (person_id, routine.id)
        job = self._jobs.get(key)
        if job is None or not job.holds(routine, choices):
            if job is not None:
                job.made.cancel()
            job = _Job(routine, choices, self._thread.submit(self._make, routine, choices, publish))
            self._jobs[key] = job
        return job

    def _make(self, routine: Routine, choices: Choices, publish: Publish) -> None:
        try:
            digest = self._studio.track(routine, choices, urgent=False).digest
            publish(routine.id, digest, self._studio.audio(digest).stat().st_size)
        except SoleusError as error:
            log.warning("episode not made: %s: %s", routine.id, error)
            raise
        except Exception:
            log.exception("episode not made: %s", routine.id)
            raise
