"""A scheduler: which job goes first, and one job for all who ask for the same thing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from enum import IntEnum
from typing import Any, Protocol, TypeAlias, TypeVar

Result = TypeVar("Result")


class Priority(IntEnum):
    """How urgent a job is; the lowest value goes first."""

    #: A health check, which must not wait for anybody's work.
    HEALTH = 0
    #: A person waits.
    URGENT = 1
    #: Somebody will want it later, such as a podcast app.
    BACKGROUND = 2
    #: Nobody has asked for it; it saves time later.
    IDLE = 3


#: Computes a result; told with which priority it was begun.
Job: TypeAlias = Callable[[Priority], Result]


class Scheduler(Protocol):
    """Runs jobs. A queue that other machines work on could stand in for the threads of this process."""

    def submit(self, key: Hashable, job: Job[Result], priority: Priority = Priority.URGENT) -> Future[Result]:
        """Return a future for a job's result; a job of this key that waits or runs serves this caller too.

        Each call returns a separate future. To withdraw a request, cancel its future; a job that nobody
        waits for any more is not begun. Results and failures are not kept.

        :param key: names the result; equal keys mean equal jobs.
        """
        ...

    def close(self) -> None:
        """Cancel what has not begun, and wait for what has; later submissions are cancelled at once."""
        ...


class _Task:
    """A job that waits or runs, and everybody who waits for it."""

    def __init__(self, key: Hashable, job: Job[Any], priority: Priority) -> None:
        self.key = key
        self.job = job
        self.priority = priority
        self.futures: list[Future[Any]] = []

    def begin(self) -> bool:
        """Mark the futures as running, from when they cannot be cancelled; tell whether any is left."""
        self.futures = [future for future in self.futures if future.set_running_or_notify_cancel()]
        return bool(self.futures)

    def cancel(self) -> None:
        """Cancel every future, and wake those who wait in ``as_completed``."""
        for future in self.futures:
            future.cancel()
        self.begin()


class ThreadScheduler:
    """Runs jobs in threads of this process, which start when they are first needed.

    ``HEALTH`` and ``URGENT`` jobs run side by side. Of ``BACKGROUND`` and of ``IDLE`` jobs one each runs at a
    time, and none begins while a more urgent job waits or runs. A waiting job is as urgent as the most urgent
    request for it.

    A job may wait for jobs of another scheduler, but not of its own: all threads could end up waiting.
    """

    def __init__(self, name: str, threads: int) -> None:
        """Prepare without starting a thread.

        :param name: begins the names of the threads.
        :param threads: how many jobs run at a time, at most.
        """
        self._name = name
        self._size = threads
        self._threads: list[threading.Thread] = []
        self._change = threading.Condition()
        #: In the order of submission.
        self._waiting: dict[Hashable, _Task] = {}
        self._running: dict[Hashable, _Task] = {}
        self._closed = False

    def submit(self, key: Hashable, job: Job[Result], priority: Priority = Priority.URGENT) -> Future[Result]:
        """Return a future for a job's result (see :meth:`Scheduler.submit`)."""
        future: Future[Result] = Future()
        with self._change:
            if self._closed:
                future.cancel()
                future.set_running_or_notify_cancel()
            elif key in self._running:
                future.set_running_or_notify_cancel()
                self._running[key].futures.append(future)
            else:
                self._wait(key, job, priority).futures.append(future)
                self._start_thread()
                self._change.notify_all()
        return future

    def close(self) -> None:
        """Cancel what has not begun, and wait for what has; later submissions are cancelled at once."""
        with self._change:
            self._closed = True
            for task in self._waiting.values():
                task.cancel()
            self._waiting.clear()
            self._change.notify_all()
        for thread in self._threads:
            thread.join()

    def _wait(self, key: Hashable, job: Job[Any], priority: Priority) -> _Task:
        """Return the waiting task of a key, at least as urgent as asked for, or a new one."""
        task = self._waiting.setdefault(key, _Task(key, job, priority))
        task.priority = min(task.priority, priority)
        return task

    def _start_thread(self) -> None:
        if len(self._threads) < self._size:
            name = f"{self._name}-{len(self._threads)}"
            thread = threading.Thread(target=self._work, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def _work(self) -> None:
        while (task := self._begin_next()) is not None:
            try:
                result = task.job(task.priority)
            except BaseException as error:  # whatever it is, it belongs to those who wait
                for future in self._finish(task):
                    future.set_exception(error)
            else:
                for future in self._finish(task):
                    future.set_result(result)

    def _begin_next(self) -> _Task | None:
        """Wait until a task may begin, and begin it; return ``None`` once the scheduler is closed."""
        with self._change:
            while not self._closed:
                task = self._next()
                if task is None:
                    self._change.wait()
                elif task.begin():
                    self._running[task.key] = task
                    return task
            return None

    def _next(self) -> _Task | None:
        """Take the most urgent task, the oldest of several, out of the queue if it may begin."""
        task = min(self._waiting.values(), key=lambda task: task.priority, default=None)
        if task is None or not self._may_begin(task.priority):
            return None
        return self._waiting.pop(task.key)

    def _may_begin(self, priority: Priority) -> bool:
        return priority <= Priority.URGENT or all(task.priority > priority for task in self._running.values())

    def _finish(self, task: _Task) -> list[Future[Any]]:
        """Forget a task, so that its key can be submitted again, and return the futures of its callers."""
        with self._change:
            del self._running[task.key]
            self._change.notify_all()
            return task.futures
