"""Threads that make things once for everybody who asks, people before background work."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

Made = TypeVar("Made")
#: Makes a thing; told whether a person waits for it.
Make: TypeAlias = Callable[[bool], Made]


@dataclass(slots=True)
class _Job:
    key: Hashable
    make: Make[Any]
    urgent: bool
    result: Future[Any] = field(default_factory=Future)
    #: How many wait for it.
    callers: int = 0

    def drop(self) -> None:
        """Cancel, and tell everybody who waits, in ``as_completed`` too."""
        self.result.cancel()
        self.result.set_running_or_notify_cancel()


class Crew:
    """Makes things in threads.

    Urgent jobs run side by side. Background jobs run one at a time, and none is begun while an urgent one
    waits or runs. A key is made once however many ask for it at a time; an urgent request takes a waiting
    background job along. What was made or failed is forgotten at once: keeping is the job's own affair.
    """

    def __init__(self, threads: int) -> None:
        self._change = threading.Condition()
        self._urgent: dict[Hashable, _Job] = {}
        self._background: dict[Hashable, _Job] = {}
        self._running: dict[Hashable, _Job] = {}
        self._size = threads
        self._threads: list[threading.Thread] = []
        self._closed = False

    def ask(self, key: Hashable, make: Make[Made], urgent: bool = True) -> Future[Made]:
        """Return the future of a job: the one under way for this key, or a new one."""
        with self._change:
            if self._closed:
                late = _Job(key, make, urgent)
                late.drop()
                return late.result
            job = self._under_way(key) or self._queued(key, urgent) or _Job(key, make, urgent)
            job.callers += 1
            if key not in self._running:
                (self._urgent if job.urgent else self._background)[key] = job
                self._hire()
                self._change.notify_all()
            return job.result

    def withdraw(self, keys: Iterable[Hashable]) -> None:
        """Take back a request for each key; what nobody else waits for is dropped unless it has begun."""
        with self._change:
            for key in keys:
                job = self._urgent.get(key) or self._background.get(key)
                if job is None:
                    continue
                job.callers -= 1
                if not job.callers:
                    (self._urgent if job.urgent else self._background).pop(key).drop()

    def close(self) -> None:
        """Cancel what has not begun, and wait for what has."""
        with self._change:
            self._closed = True
            for job in [*self._urgent.values(), *self._background.values()]:
                job.drop()
            self._urgent.clear()
            self._background.clear()
            self._change.notify_all()
        for thread in self._threads:
            thread.join()

    def _under_way(self, key: Hashable) -> _Job | None:
        return self._running.get(key) or self._urgent.get(key)

    def _queued(self, key: Hashable, urgent: bool) -> _Job | None:
        """Return the background job for a key, made urgent if it is asked for urgently."""
        job = self._background.get(key)
        if job is not None and urgent:
            del self._background[key]
            job.urgent = True
        return job

    def _hire(self) -> None:
        if len(self._threads) < self._size:
            thread = threading.Thread(target=self._work, name=f"clips-{len(self._threads)}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _work(self) -> None:
        while (job := self._next()) is not None:
            try:
                made = job.make(job.urgent)
            except BaseException as error:  # the caller's affair, whatever it is
                self._done(job)
                job.result.set_exception(error)
            else:
                self._done(job)
                job.result.set_result(made)

    def _next(self) -> _Job | None:
        """Wait for a job that may begin, or for the end."""
        with self._change:
            self._change.wait_for(lambda: self._closed or self._urgent or self._may_idle())
            if self._closed:
                return None
            queue = self._urgent or self._background
            job = queue.pop(next(iter(queue)))
            self._running[job.key] = job
            return job

    def _may_idle(self) -> bool:
        """Whether a background job may begin: there is one, and nothing else runs."""
        return bool(self._background) and not self._running

    def _done(self, job: _Job) -> None:
        with self._change:
            del self._running[job.key]
            self._change.notify_all()
