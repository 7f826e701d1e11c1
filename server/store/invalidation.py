"""Invalidation of what is kept in memory, as other processes change it in the database."""

from __future__ import annotations

import json
import logging
import os
import socket
import threading
from contextlib import suppress
from typing import Any, Final

from sqlalchemy import URL

from server.errors import SoleusError
from server.store.connection_parameters import connection_parameters
from server.store.read_cache import ReadCaches

log = logging.getLogger(__name__)

#: PostgreSQL's channel.
CHANNEL: Final = "soleus_stale"
#: Seconds after which a lost connection is tried again, and for which one is listened to before a look at
#: whether to end.
_AGAIN_S, _LISTEN_S = 0.5, 0.5
#: Seconds without a word after which the server is asked whether it is still there.
_SILENCE_S: Final = 5.0


class InvalidationListener:
    """Listens, in a thread of its own, to what transactions announce when they are committed.

    While there is no connection the caches keep nothing, so that every answer is read.

    :param own: what this process's announcements are marked with: it has done what they say.
    """

    def __init__(self, url: URL, caches: ReadCaches, own: str) -> None:
        self._address: dict[str, Any] = connection_parameters(url)
        self._caches = caches
        self._own = own
        self._connection: Any = None
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="invalidation", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._caches.distrust()
        self._thread.start()

    def close(self) -> None:
        """Listen no more."""
        self._ending.set()
        connection = self._connection
        if connection is not None:
            # Wakes up whoever waits for notifications; it may be closed already.
            with suppress(Exception), socket.socket(fileno=os.dup(connection.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def _run(self) -> None:
        import psycopg

        while not self._ending.is_set():
            try:
                with psycopg.connect(
                    **self._address, autocommit=True, application_name="soleus listening"
                ) as connection:
                    self._connection = connection
                    self._listen(connection)
            except (psycopg.Error, SoleusError) as error:
                log.debug("changes of other processes cannot be heard: %s", error)
            finally:
                self._caches.distrust()
            self._ending.wait(_AGAIN_S)

    def _listen(self, connection: Any) -> None:
        connection.execute(f"LISTEN {CHANNEL}")
        self._caches.trust()
        silent_s = 0.0
        while not self._ending.is_set():
            silent_s += _LISTEN_S
            for notification in connection.notifies(timeout=_LISTEN_S):
                cache, key, announced_by = json.loads(notification.payload)
                if announced_by != self._own:
                    self._caches.forget((cache, key))
                silent_s = 0.0
            if silent_s >= _SILENCE_S:
                connection.execute("SELECT 1")
                silent_s = 0.0
