"""Clients that keep the server waiting: everybody else is answered meanwhile, and nothing stays of them."""

from __future__ import annotations

import http.client
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

import pytest

from tests.helpers.clips import share_clips
from tests.helpers.running import PATIENCE_S, Phone, Running, answering, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

#: Seconds that an answer may take meanwhile, for how many seconds that is looked at, and how often at most: a
#: body that does not come is waited for longer.
LONGEST_S, FLOOD_S, LOOKS = 1.0, 3.0, 2
MANY, SLOW = 600, 200
#: Sockets that stay open: the one that listens, and what granian and the voices need.
SPARE_SOCKETS = 12
#: Threads that may begin meanwhile: those that make tracks, of the daily backup and the like.
SPARE_THREADS = 6
ROUTINE = "desk-break"

HALF_HEADERS = b"POST /pair HTTP/1.1\r\nHost: localhost\r\nContent-Len"
HALF_BODY = (
    b"POST /pair HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 1000\r\n\r\ncode="
)
#: What begins HTTP/2 without TLS, and a request (POST /pair) whose body is yet to come.
HTTP_2 = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes.fromhex("000000 04 00 00000000")
HALF_REQUEST = bytes.fromhex("83 86 04 05") + b"/pair" + bytes.fromhex("01 01") + b"x"
HALF_REQUESTS = 190


class Followed:
    """A server with a workout that a phone follows.

    :ivar started: how many threads the process that answers has while it does all that it does.
    """

    started = 0

    def __init__(self, data: Path) -> None:
        self.server = Running(data)
        self.phone = Phone(self.server.port)
        self.phone.pair(self.server.link())
        _, headers, _ = self.phone.post("/workouts", {"routine": ROUTINE})
        self.workout = headers["location"]
        until(lambda: 'data-state="ready"' in self.phone.get(f"{self.workout}/now")[2])
        page = self.phone.get(f"{self.workout}/now")[2]
        digest = page.partition('data-track="')[2].partition('"')[0]
        self.track = f"/tracks/{digest}.m4a"

    def downloaded(self) -> int:
        """Return how many bytes a track has that is fetched whole."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE_S)
        connection.request("GET", self.track, headers={"Cookie": self.phone.cookie})
        with closing(connection), connection.getresponse() as answer:
            return len(answer.read())

    @property
    def process(self) -> int:
        """The id of the process that answers."""
        (process,) = answering(self.server.process.pid)
        return process

    def threads(self) -> int:
        """How many threads the process that answers has."""
        status = Path(f"/proc/{self.process}/status").read_text()
        return int(status.partition("Threads:")[2].split()[0])

    def sockets(self) -> int:
        """How many sockets the process that answers has."""
        found = 0
        for link in Path(f"/proc/{self.process}/fd").iterdir():
            with suppress(FileNotFoundError):  # it was just closed
                found += str(link.readlink()).startswith("socket:")
        return found

    def longest_s(self, seconds: float) -> float:
        """Ask for some seconds, and return how long the slowest answer took."""
        took_s: list[float] = []
        end = time.monotonic() + seconds
        while not took_s or time.monotonic() < end:
            for path in ("/healthz", f"{self.workout}/now?position_ms=1000"):
                began = time.monotonic()
                assert self.phone.get(path)[0] == 200
                took_s.append(time.monotonic() - began)
            time.sleep(0.05)
        return max(took_s)


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory, spoken: Path) -> Iterator[Followed]:
    found = Followed(share_clips(tmp_path_factory.mktemp("data"), spoken))
    found.phone.get(f"{found.workout}/now?position_ms=1000&playing=1")
    # Every thread that is started when it is first needed runs from here on.
    with ThreadPoolExecutor(64) as crowd:
        list(crowd.map(lambda _: found.phone.get("/healthz"), range(256)))
        list(crowd.map(lambda _: found.downloaded(), range(256)))
    found.started = found.threads()
    yield found
    if found.server.process.poll() is None:
        found.server.end(signal.SIGKILL)


@contextmanager
def flood(port: int, count: int, sent: bytes) -> Iterator[list[socket.socket]]:
    """Open connections that send this and nothing more, and close them at the end."""
    with ExitStack() as stack:
        sockets = []
        for _ in range(count):
            client = stack.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", port))
            client.sendall(sent)
            sockets.append(client)
        yield sockets


def http_2_posts(_: Followed) -> bytes:
    """Return a connection's worth of HTTP/2 requests whose bodies never come."""
    head = len(HALF_REQUEST).to_bytes(3, "big") + bytes.fromhex("01 04")
    streams = (2 * number + 1 for number in range(HALF_REQUESTS))
    return HTTP_2 + b"".join(head + stream.to_bytes(4, "big") + HALF_REQUEST for stream in streams)


def whole_track(followed: Followed) -> bytes:
    """Return a request for more than fits into the buffers on the way."""
    return f"GET {followed.track} HTTP/1.1\r\nHost: x\r\nCookie: {followed.phone.cookie}\r\n\r\n".encode()


@pytest.mark.parametrize(
    ("count", "sent"),
    [
        pytest.param(3, http_2_posts, id="http2"),
        pytest.param(MANY, lambda _: HALF_HEADERS, id="half-headers"),
        pytest.param(MANY, lambda _: HALF_BODY, id="half-bodies"),
        pytest.param(SLOW, whole_track, id="slow-readers"),
    ],
)
def test_others_are_answered_and_no_thread_waits(
    followed: Followed, count: int, sent: Callable[[Followed], bytes]
) -> None:
    with flood(followed.server.port, count, sent(followed)):
        followed.longest_s(0)  # the last of so many new requests has been looked at
        # A busy machine may take long once; whoever waits for a thread of these waits until they are gone.
        assert any(followed.longest_s(FLOOD_S) < LONGEST_S for _ in range(LOOKS))
        assert followed.threads() <= followed.started + SPARE_THREADS
    until(lambda: followed.sockets() <= SPARE_SOCKETS)
    assert followed.threads() <= followed.started + SPARE_THREADS
