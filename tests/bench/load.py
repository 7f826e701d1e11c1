"""Load from a process of its own: keep-alive clients that ask for some paths over and over.

Run by ``bench_load`` and ``bench_memory`` as ``python -m tests.bench.load``: what to ask comes as JSON on
stdin, and the result goes to stdout.
"""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from time import perf_counter

from tests.bench.beside import Beside
from tests.bench.measuring import percentile


@dataclass(frozen=True, slots=True)
class Load:
    """What to ask."""

    port: int
    #: Asked for in turn; each client begins with another.
    paths: Sequence[str]
    cookie: str = ""
    clients: int = 8
    seconds: float = 5.0
    #: Requests of all clients, after which they end early; 0 for as many as there is time for.
    requests: int = 0
    #: Bytes of each path that are asked for, such as "0-1023"; empty for all.
    part: str = ""
    #: Seconds that each client waits before it asks again.
    pause_s: float = 0.0
    #: Bytes a second that each client reads at most; 0 for as fast as it can.
    bytes_per_s: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """How it went."""

    answers_per_s: float
    #: Milliseconds in which half, and 99 of 100, were answered.
    p50_ms: float
    p99_ms: float
    #: Answers other than 200 and 206.
    failed: int


class Generator(Beside):
    """A load that runs beside whatever the benchmark does meanwhile."""

    def __init__(self, load: Load) -> None:
        super().__init__("tests.bench.load", load)

    def result(self) -> Result:
        """Wait for the end of the load."""
        return Result(**self.printed())


def run(load: Load) -> Result:
    """Put a load on a server and wait for its end."""
    return Generator(load).result()


class _Client(threading.Thread):
    def __init__(self, load: Load, number: int, end: float) -> None:
        super().__init__()
        self._load, self._end = load, end
        headers = "Host: localhost\r\n"
        headers += f"Cookie: {load.cookie}\r\n" if load.cookie else ""
        headers += f"Range: bytes={load.part}\r\n" if load.part else ""
        requests = [f"GET {path} HTTP/1.1\r\n{headers}\r\n".encode() for path in load.paths]
        first = number * len(requests) // load.clients
        turns = cycle(requests[first:] + requests[:first])
        self._requests = islice(turns, load.requests // load.clients) if load.requests else turns
        self.took_ms: list[float] = []
        self.failed = 0

    def run(self) -> None:
        with socket.create_connection(("127.0.0.1", self._load.port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for request in self._requests:
                if time.monotonic() > self._end:
                    break
                began = perf_counter()
                connection.sendall(request)
                self.failed += not self._answer(connection).startswith((b"HTTP/1.1 200", b"HTTP/1.1 206"))
                self.took_ms.append((perf_counter() - began) * 1000)
                if self._load.pause_s:
                    time.sleep(self._load.pause_s)

    def _answer(self, connection: socket.socket) -> bytes:
        head = b""
        while b"\r\n\r\n" not in head:
            part = connection.recv(65_536)
            if not part:
                return b""
            head += part
        head, _, body = head.partition(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        length = next(int(line.partition(b":")[2]) for line in lines if line.startswith(b"content-length:"))
        left = length - len(body)
        while left > 0 and time.monotonic() < self._end:
            slow = self._load.bytes_per_s
            part = connection.recv(slow // 10 if slow else 65_536)
            left -= len(part)
            if not part:
                return b""
            if slow:
                time.sleep(0.1)
        return head


def _measure(load: Load) -> Result:
    began = time.monotonic()
    clients = [_Client(load, number, began + load.seconds) for number in range(load.clients)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    took = [ms for client in clients for ms in client.took_ms]
    failed = sum(client.failed for client in clients)
    p50, p99 = (percentile(took, share) for share in (0.5, 0.99))
    return Result(len(took) / (time.monotonic() - began), p50, p99, failed)


if __name__ == "__main__":
    print(json.dumps(asdict(_measure(Load(**json.load(sys.stdin))))))
