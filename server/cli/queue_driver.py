"""PgQueuer's connections: one for statements and one that listens; both connect again by themselves.

PgQueuer's own driver listens on the connection that it works with, so that statements wait for it, and ends
when that is lost.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final, Self, TypeAlias

import psycopg
from pgqueuer.core.tm import TaskManager
from pgqueuer.ports.driver import Driver
from psycopg import AsyncConnection, AsyncRawCursor, sql
from psycopg.rows import dict_row

log = logging.getLogger(__name__)

#: What is called with each notification of a channel.
_Callback: TypeAlias = Callable[[str | bytes | bytearray], None]
_LOST: Final = (psycopg.OperationalError, psycopg.InterfaceError)
#: Seconds after which a lost database is tried again: at first, and at most; and for how long in the end.
_AGAIN_S, _AGAIN_AT_MOST_S, _IN_THE_END_S = 0.05, 2.0, 10.0
#: Notices within some 11 s that the other side is gone without a word.
_KEEPALIVES: Final[Mapping[str, Any]] = {
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


class QueueDriver(Driver):
    """A driver for one of PgQueuer's managers.

    :param parameters: those of ``psycopg.connect``.
    """

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self._parameters = {**parameters, **_KEEPALIVES, "application_name": "soleus worker"}
        self._connection: AsyncConnection[Any] | None = None
        self._connecting = asyncio.Lock()
        self._shutdown = asyncio.Event()
        self._tasks = TaskManager()
        self._listeners: dict[str, list[_Callback]] = {}
        self._watcher: asyncio.Task[None] | None = None

    @property
    def shutdown(self) -> asyncio.Event:
        """Set when the manager ends."""
        return self._shutdown

    @property
    def tm(self) -> TaskManager:
        """What PgQueuer keeps its tasks in."""
        return self._tasks

    async def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        """Return the rows of a query."""
        cursor = await self._run(query, args)
        return await cursor.fetchall()

    async def execute(self, query: str, *args: object) -> str:
        """Run a statement, and return what the server says of it."""
        return (await self._run(query, args)).statusmessage or ""

    async def notify(self, channel: str, payload: str) -> None:
        """Notify a channel."""
        await self.execute("SELECT pg_notify($1, $2)", channel, payload)

    async def add_listener(self, channel: str, callback: _Callback) -> None:
        """Listen to a channel."""
        self._listeners.setdefault(channel, []).append(callback)
        if self._watcher is None:
            listening = asyncio.Event()
            self._watcher = asyncio.create_task(self._watch(listening))
            await listening.wait()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._shutdown.set()
        if self._watcher is not None:
            self._watcher.cancel()
        await self._tasks.gather_tasks()

    async def close(self) -> None:
        """Close the connection, after the manager's last statement."""
        if self._connection is not None:
            await self._connection.close()

    async def _connect(self) -> AsyncConnection[Any]:
        return await AsyncConnection.connect(**self._parameters, autocommit=True)

    async def _run(self, query: str, args: tuple[object, ...]) -> AsyncRawCursor[dict[str, Any]]:
        """Run a statement, as often as it takes while there is no database."""
        loop = asyncio.get_running_loop()
        wait_s, gives_up_s = _AGAIN_S, float("inf")
        while True:
            connection = None
            try:
                async with self._connecting:
                    if self._connection is None or self._connection.closed:
                        self._connection = await self._connect()
                    connection = self._connection
                cursor = AsyncRawCursor(connection, row_factory=dict_row)
                await cursor.execute(query.encode(), args or None)
            except _LOST as error:
                if connection is not None and not connection.closed:
                    raise  # the server's answer, such as a deadlock
                if self._shutdown.is_set():
                    gives_up_s = min(gives_up_s, loop.time() + _IN_THE_END_S)
                    if loop.time() > gives_up_s:
                        raise
                log.warning("the queue of jobs is away: %s", str(error).splitlines()[0])
                await asyncio.sleep(wait_s)
                wait_s = min(_AGAIN_AT_MOST_S, wait_s * 2)
            else:
                return cursor

    async def _watch(self, listening: asyncio.Event) -> None:
        wait_s = _AGAIN_S
        while True:
            try:
                async with await self._connect() as connection:
                    for channel in self._listeners:
                        await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
                    if listening.is_set():
                        self._look_again()
                    listening.set()
                    wait_s = _AGAIN_S
                    async for note in connection.notifies():
                        for callback in self._listeners.get(note.channel, ()):
                            callback(note.payload)
            except _LOST as error:
                log.warning("jobs cannot be heard of: %s", str(error).splitlines()[0])
                await asyncio.sleep(wait_s)
                wait_s = min(_AGAIN_AT_MOST_S, wait_s * 2)

    def _look_again(self) -> None:
        """Say that the queue has changed: what was announced meanwhile was missed."""
        for channel, callbacks in self._listeners.items():
            change = {
                "channel": channel,
                "operation": "insert",
                "sent_at": datetime.now(UTC).isoformat(),
                "table": "pgqueuer",
                "type": "table_changed_event",
            }
            for callback in callbacks:
                callback(json.dumps(change))
