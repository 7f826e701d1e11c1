"""Between granian and Flask: whatever waits for a client is waited for here, without a thread.

A request gets one of a few threads when all of it is there, and gives it back when the answer is made. Bodies
come and files go beside that, however slowly, and however many at once.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from server.cli.wsgi_call import answer_of, client_of, environ_of, own_environ

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol
    from granian.rsgi import Scope

log = logging.getLogger(__name__)

#: Requests that are worked on at a time. More only keep each other from Python's interpreter: two processes
#: that are asked for more than they can do answer 400 requests a second with 32 threads each, 590 with these.
_THREADS = 12
#: How many of them one address has at most; its other requests wait without one. The rest is for others.
_THREADS_EACH = 9
#: Seconds that a body may take, and bytes a second that a large one must bring.
_BODY_S, _BODY_BYTES_PER_S = 10.0, 20_000
#: Bodies that may be on their way at a time: of usual size, and larger.
_MOST_BODIES, _MOST_LARGE_BODIES = 512, 4
_BODILESS = frozenset({"GET", "HEAD", "OPTIONS"})
_OK = 200


class _Refused(Exception):
    """What a client sends is not waited for any longer, or not at all."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Gateway:
    """Serves a WSGI application over granian's asynchronous interface (RSGI)."""

    def __init__(self, application: WSGIApplication, usual_bytes: int, most_bytes: int) -> None:
        """Prepare to serve.

        :param usual_bytes: what a body has at most, with few exceptions.
        :param most_bytes: what the largest of all bodies may have.
        """
        self._application = application
        self._usual_bytes, self._most_bytes = usual_bytes, most_bytes
        self._usual, self._large = _Arrivals(_MOST_BODIES), _Arrivals(_MOST_LARGE_BODIES)
        self._threads = ThreadPoolExecutor(_THREADS, "request")
        #: By address, for as long as one of its requests is here.
        self._places: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._loop: Future[asyncio.AbstractEventLoop] = Future()

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to serve; granian calls this."""
        self._loop.set_result(loop)

    def answers_requests(self) -> bool:
        """Let a request be answered as if it came from outside, and tell whether all went well.

        Waits for as long as that takes, at first until requests are served at all.
        """
        answering = asyncio.run_coroutine_threadsafe(self._alive(), self._loop.result())
        return answering.result() == _OK

    async def _alive(self) -> int:
        environ = own_environ("/livez")
        loop = asyncio.get_running_loop()
        return (await loop.run_in_executor(self._threads, answer_of, self._application, environ)).status

    async def __call__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Answer one request."""
        try:
            body = await self._body(scope, protocol)
        except _Refused as refused:
            headers = [("Content-Type", "text/plain; charset=utf-8"), ("Connection", "close")]
            protocol.response_str(refused.status, headers, f"{refused}\n")
            return
        place = self._places.setdefault(client_of(scope), asyncio.Semaphore(_THREADS_EACH))
        async with place:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._threads, self._answer, scope, protocol, body)

    async def _body(self, scope: Scope, protocol: HTTPProtocol) -> bytes:
        if scope.method in _BODILESS:
            return b""
        size = self._size(scope)
        if not size:
            return b""
        arrivals = self._usual if size <= self._usual_bytes else self._large
        try:
            async with asyncio.timeout(_BODY_S + size / _BODY_BYTES_PER_S) as limit:
                with arrivals.one(limit):
                    return await protocol()
        except TimeoutError:
            raise _Refused(408, "The request took too long to arrive. Try again.") from None
        except Exception as error:  # granian's own, when the client has gone in the middle
            raise _Refused(400, "The request ended too early.") from error

    def _size(self, scope: Scope) -> int:
        """Return how long the body will be.

        :raises _Refused: if it is not told, as then nobody could tell when it ends early, or is too long.
        """
        told = scope.headers.get("content-length")
        if told is None:
            if "transfer-encoding" in scope.headers:
                raise _Refused(411, "The request must say how long it is (Content-Length).")
            return 0
        size = int(told)  # granian refuses all but digits
        if size > self._most_bytes:
            raise _Refused(413, f"That is more than Soleus accepts ({self._most_bytes:,} bytes).")
        return size

    def _answer(self, scope: Scope, protocol: HTTPProtocol, body: bytes) -> None:
        """Let the application answer, in one of the threads."""
        try:
            answer = answer_of(self._application, environ_of(scope, body))
        except Exception:  # of the application's own making; it answers all others itself
            log.exception("a request failed")
            protocol.response_empty(500, [])
        else:
            if answer.file:
                protocol.response_file_range(answer.status, answer.headers, *answer.file)
            else:
                protocol.response_bytes(answer.status, answer.headers, answer.body)


class _Arrivals:
    """Bodies on their way. When they are too many, the one that has been on its way for longest makes room.

    Whoever sends a whole body is done in milliseconds, so a flood of halves drives out nothing else.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._limits: deque[asyncio.Timeout] = deque()

    @contextmanager
    def one(self, limit: asyncio.Timeout) -> Iterator[None]:
        """Count one more for as long as the block runs.

        :param limit: ends the block when it has to make room.
        """
        if len(self._limits) >= self._most:
            self._limits.popleft().reschedule(0)
        self._limits.append(limit)
        try:
            yield
        finally:
            with suppress(ValueError):  # it made room
                self._limits.remove(limit)
