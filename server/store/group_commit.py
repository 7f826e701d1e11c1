"""Writers of one process, who share their commits in place of waiting for SQLite's lock one by one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy import Connection, Engine

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class _Job(Generic[T]):
    work: Callable[[Connection], T]
    result: list[T] = field(default_factory=list)
    error: BaseException | None = None

    @property
    def done(self) -> bool:
        return bool(self.result) or self.error is not None

    def run(self, connection: Connection) -> None:
        self.result.append(self.work(connection))

    def fail(self, error: BaseException) -> None:
        self.result.clear()
        self.error = error


class GroupCommit:
    """Runs what writes: whoever is next commits all that has gathered while the one before was writing.

    SQLite lets one connection write at a time and lets the others sleep for longer and longer, and each
    commit waits for the disk. Here they queue without sleeping, and a commit serves everybody who waits.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._gathering = threading.Lock()
        self._writing = threading.Lock()
        self._waiting: list[_Job[object]] = []

    def run(self, work: Callable[[Connection], T]) -> T:
        """Run some work in a transaction, and return its result once it is durable.

        What fails changes nothing, and fails for its caller alone, unless the commit itself fails.
        """
        job = _Job(work)
        with self._gathering:
            self._waiting.append(job)  # type: ignore[arg-type] # each job gives its result to its own caller
        with self._writing:
            if not job.done:
                self._commit(self._gathered())
        if job.error is not None:
            raise job.error
        return job.result[0]

    def _gathered(self) -> list[_Job[object]]:
        with self._gathering:
            gathered, self._waiting = self._waiting, []
        return gathered

    def _commit(self, jobs: list[_Job[object]]) -> None:
        try:
            with self._engine.begin() as connection:
                if len(jobs) == 1:
                    jobs[0].run(connection)
                    return
                for job in jobs:
                    _run_apart(job, connection)
        except BaseException as error:
            for job in jobs:
                if job.error is None:
                    job.fail(error)


def _run_apart(job: _Job[object], connection: Connection) -> None:
    """Run a job so that its failure undoes nothing of the others."""
    try:
        with connection.begin_nested():
            job.run(connection)
    except Exception as error:
        job.fail(error)
