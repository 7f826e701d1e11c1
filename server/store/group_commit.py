"""Writers of one process, who share their commits in place of waiting for SQLite's lock one by one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import Connection, Engine

from server.store.database_errors import DatabaseBusy

T = TypeVar("T")

#: Writers that wait while another program holds the database; more would only take threads from readers.
_MOST_LOCKED_OUT: Final = 8
#: Seconds without the database's lock after which another program holds it: usually it is there at once.
_LOCKED_OUT_S: Final = 0.25


class _NotBegun(Exception):
    """The database did not give its lock."""


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
        #: Since when the one who writes waits for the database's lock, as ``time.monotonic`` tells it.
        self._asking_since: float | None = None

    def run(self, work: Callable[[Connection], T]) -> T:
        """Run some work in a transaction, and return its result once it is durable.

        What fails changes nothing, and fails for its caller alone. If what was to be committed together fails
        as a whole, as on a full disk, each is run again by itself.

        :param work: may be run again, after what it did in the database was undone.
        :raises DatabaseBusy: if another program holds the database, and enough wait for it already.
        """
        job = _Job(work)
        with self._gathering:
            self._waiting.append(job)  # type: ignore[arg-type] # each job gives its result to its own caller
        while not self._writing.acquire(timeout=_LOCKED_OUT_S):
            if self._withdrawn(job):
                raise DatabaseBusy
        try:
            if not job.done:
                self._commit(self._gathered())
        finally:
            self._writing.release()
        if job.error is not None:
            raise job.error
        return job.result[0]

    def _gathered(self) -> list[_Job[object]]:
        with self._gathering:
            gathered, self._waiting = self._waiting, []
        return gathered

    def _withdrawn(self, job: _Job[Any]) -> bool:
        """Take a job back if another program holds the database and enough wait for it; tell whether."""
        asking_since = self._asking_since
        if asking_since is None or time.monotonic() - asking_since < _LOCKED_OUT_S:
            return False
        with self._gathering:
            withdrawn = job in self._waiting and len(self._waiting) > _MOST_LOCKED_OUT
            if withdrawn:
                self._waiting.remove(job)
        return withdrawn

    def _commit(self, jobs: list[_Job[object]]) -> None:
        try:
            with self._transaction() as connection:
                if len(jobs) == 1:
                    jobs[0].run(connection)
                    return
                for job in jobs:
                    _run_apart(job, connection)
        except _NotBegun as error:
            # Whoever came meanwhile would wait as long again.
            for job in (*jobs, *self._gathered()):
                job.fail(error.__cause__ or error)
        except BaseException as error:
            unsettled = [job for job in jobs if job.error is None]
            for job in unsettled:
                job.fail(error)
            if len(jobs) > 1 and isinstance(error, Exception):
                for job in unsettled:
                    job.error = None
                    self._commit([job])

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            self._asking_since = time.monotonic()
            try:
                transaction = connection.begin()
            except Exception as error:
                raise _NotBegun from error
            finally:
                self._asking_since = None
            with transaction:
                yield connection


def _run_apart(job: _Job[object], connection: Connection) -> None:
    """Run a job so that its failure undoes nothing of the others.

    :raises Exception: if it ended the transaction of all, as SQLite does on a full disk.
    """
    try:
        with connection.begin_nested():
            job.run(connection)
    except Exception as error:
        driver: Any = connection.connection.driver_connection
        if not driver.in_transaction:
            raise
        job.fail(error)
