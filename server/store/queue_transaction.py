"""PgQueuer within a transaction of ours; loaded only where there is a queue."""

from __future__ import annotations

from typing import Any

from pgqueuer.ports.driver import SyncDriver
from psycopg import RawCursor
from psycopg.rows import dict_row
from sqlalchemy import Connection


class OwnTransaction(SyncDriver):
    """Runs PgQueuer's statements on a connection, which commits them with its own."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        """Return the rows of a query."""
        driver: Any = self._connection.connection.driver_connection
        cursor = RawCursor(driver, row_factory=dict_row)
        cursor.execute(query.encode(), args or None)
        return cursor.fetchall()
