"""Jobs that any worker may do, queued in PostgreSQL by PgQueuer, and how each ended."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select, text

from server.jobs import Priority
from server.store.database import Database
from server.store.shared_tables import JobOutcomeRow
from server.store.values import Document

#: The two queues: of those who wait, and of what saves time later.
URGENT, BACKGROUND = "urgent", "background"
#: PgQueuer takes higher numbers first.
_RANKS: Final = {Priority.HEALTH: 30, Priority.URGENT: 20, Priority.BACKGROUND: 10, Priority.IDLE: 0}
#: Milliseconds for which the outcome of a job is kept: whoever waits reads it at once.
_OUTCOME_MS: Final = 3_600_000
_MOVE: Final = text(
    "UPDATE pgqueuer SET entrypoint = :queue, priority = :rank"
    " WHERE dedupe_key = :key AND status = 'queued' AND priority < :rank"
)
_PICKS: Final = text("SELECT count(*) FROM pgqueuer_log WHERE job_id = :job AND status = 'picked'")
#: Seconds within which a worker that works on jobs gives a sign or ends one: its sign comes every 3 s.
_SIGN_S: Final = 8
_AT_WORK: Final = text(
    "SELECT EXISTS (SELECT FROM pgqueuer"
    " WHERE status = 'picked' AND heartbeat > now() - make_interval(secs => :seconds))"
)
_COUNTS: Final = text("SELECT entrypoint, status::text, count(*) FROM pgqueuer GROUP BY 1, 2")
#: What PgQueuer itself never removes.
_FORGET: Final = (
    text("DELETE FROM pgqueuer_log WHERE created < now() - interval '1 day'"),
    text("DELETE FROM pgqueuer WHERE status = 'failed' AND updated < now() - interval '1 day'"),
)


class JobsMixin(Database):
    """The queue of jobs; only in PostgreSQL."""

    def ask_job(self, key: str, payload: Document, priority: Priority) -> None:
        """Queue a job, unless one of its key is queued or being done; one that is queued may move forward.

        :param key: equal keys mean equal jobs.
        :param payload: what a worker is told, as JSON.
        """
        from pgqueuer.queries import SyncQueries

        from server.store.queue_transaction import OwnTransaction

        queue = URGENT if priority <= Priority.URGENT else BACKGROUND
        rank = _RANKS[priority]
        content = json.dumps({**payload, "key": key}).encode()

        def work(connection: Connection) -> None:
            connection.execute(delete(JobOutcomeRow).where(JobOutcomeRow.key == key))
            connection.execute(_MOVE, {"queue": queue, "rank": rank, "key": key})
            queries = SyncQueries(OwnTransaction(connection))
            queries.enqueue(queue, content, rank, dedupe_key=key, on_conflict="skip")

        self._write(work)

    def job_outcome(self, key: str) -> Document | None:
        """Return how a job ended; ``None`` if it has not since it was asked for."""
        with self._read() as connection:
            query = select(JobOutcomeRow.outcome).where(JobOutcomeRow.key == key)
            return connection.execute(query).scalar()

    def end_job(self, key: str, outcome: Document) -> None:
        """Say how a job ended to all who wait for it."""
        now_ms = self.clock()

        def work(connection: Connection) -> None:
            connection.execute(delete(JobOutcomeRow).where(JobOutcomeRow.key == key))
            connection.execute(insert(JobOutcomeRow).values(key=key, outcome=outcome, ended_ms=now_ms))

        self._write(work, ("jobs", key))

    def call_when_jobs_end(self, heard: Callable[[str], None]) -> None:
        """Have somebody told the key of each job that ends, on whichever machine."""
        self._caches.call_when_jobs_end(heard)

    def job_picks(self, job_id: int) -> int:
        """Return how often a worker has begun a job."""
        with self._read() as connection:
            return int(connection.execute(_PICKS, {"job": job_id}).scalar_one())

    def works_on_jobs(self) -> bool:
        """Tell whether any worker has given a sign of work within some seconds."""
        with self._read() as connection:
            ended_ms = connection.execute(select(func.max(JobOutcomeRow.ended_ms))).scalar()
            at_work = connection.execute(_AT_WORK, {"seconds": _SIGN_S}).scalar_one()
        return at_work or (ended_ms is not None and self.clock() - ended_ms < _SIGN_S * 1000)

    def job_counts(self) -> dict[tuple[str, str], int]:
        """Return how many jobs there are, by their queue and state."""
        with self._read() as connection:
            return {(queue, state): count for queue, state, count in connection.execute(_COUNTS)}

    def forget_jobs(self) -> None:
        """Remove what is kept of jobs that ended a while ago."""
        before_ms = self.clock() - _OUTCOME_MS

        def work(connection: Connection) -> None:
            connection.execute(delete(JobOutcomeRow).where(JobOutcomeRow.ended_ms < before_ms))
            for statement in _FORGET:
                connection.execute(statement)

        self._write(work)
