"""The clock of a database server, by which all nodes agree."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final

from sqlalchemy import BigInteger, Engine, cast, func, select
from sqlalchemy.exc import SQLAlchemyError

from server.clock import elapsed_ms

log = logging.getLogger(__name__)

#: Milliseconds after which the server is asked again: clocks drift by some 50 ms a day.
_ASKED_AGAIN_MS: Final = 60_000
#: How often it is asked at a time; the quickest answer counts.
_ASKED: Final = 3
_NOW_MS: Final = select(cast(func.extract("epoch", func.clock_timestamp()) * 1000, BigInteger))


class ServerClock:
    """Tells the time of a database server without asking it each time.

    :param elapsed: milliseconds since some moment in the past.
    :raises SQLAlchemyError: if the server cannot be asked at first; later it goes on without.
    """

    def __init__(self, engine: Engine, elapsed: Callable[[], int] = elapsed_ms) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._elapsed = elapsed
        self._asking = threading.Lock()
        self._ahead_ms = self._asked()
        self._asked_at_ms = elapsed()

    def __call__(self) -> int:
        """Return milliseconds since 1970-01-01 UTC."""
        if self._elapsed() - self._asked_at_ms > _ASKED_AGAIN_MS and self._asking.acquire(blocking=False):
            try:
                self._asked_at_ms = self._elapsed()
                self._ahead_ms = self._asked()
            except SQLAlchemyError as error:
                log.warning("the database was not asked for the time: %s", error)
            finally:
                self._asking.release()
        return self._ahead_ms + self._elapsed()

    def _asked(self) -> int:
        """Return how far the server's time is ahead of ours, in milliseconds."""
        answers: list[tuple[int, int]] = []
        with self._engine.connect() as connection:
            for _ in range(_ASKED):
                before = self._elapsed()
                now_ms = int(connection.execute(_NOW_MS).scalar_one())
                took_ms = self._elapsed() - before
                answers.append((took_ms, now_ms - before - took_ms // 2))
        return min(answers)[1]
