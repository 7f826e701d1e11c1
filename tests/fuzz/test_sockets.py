"""Requests that are no HTTP, or hardly, over real sockets: the server goes on, and tells no secret."""

from __future__ import annotations

import re
import socket
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest

from tests.helpers.fuzzing import values
from tests.helpers.running import Phone, serving

pytestmark = pytest.mark.fuzz

#: One message over a socket for so many requests to the application.
_REQUESTS_A_MESSAGE = 10
#: Seconds for which an answer is awaited to a message that may be the beginning of a longer one.
_PATIENCE_S = 2.0
_HEADS = (
    *(
        b"",
        b"\r\n",
        b"GET",
        b"GET /",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET  / HTTP/1.1\r\n\r\n",
        b"\0" * 100,
        b"\xff\n",
    ),
    *(
        b"GET /%zz%ff%00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://[/ HTTP/1.1\r\nHost: x\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\n",
    ),
    *(
        b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET * HTTP/1.1\r\nHost: x\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    ),
    *(
        b"CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET /\r\n\r\n",
    ),
    *(
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\n: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nA\0: x\r\n\r\n",
    ),
    *(
        b"GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n",
        b"GET /?" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    ),
    *(
        b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"b" * 500_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00" * 20,
    ),
    *(b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 5000 + b"\r\n", b"GET / HTTP/1.1\nHost: x\n\n"),
)
_LENGTHS = (
    *(
        b"Content-Length: 5",
        b"Content-Length: -1",
        b"Content-Length: +5",
        b"Content-Length: 5, 5",
        b"Content-Length: ",
    ),
    *(b"Content-Length: 5\r\nContent-Length: 6", b"Content-Length: " + b"9" * 40, b"Content-Length: 0x5"),
    *(
        b"Transfer-Encoding: chunked",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5",
        b"Transfer-Encoding: x",
    ),
    *(
        b"Expect: 100-continue\r\nContent-Length: 5",
        b"Expect: x",
        b"Upgrade: h2c\r\nConnection: Upgrade",
        b"Connection: ,",
    ),
)
_BODIES = (
    *(
        b"name=",
        b"5\r\nname=\r\n0\r\n\r\n",
        b"zz\r\n",
        b"ffffffffffffffff\r\nx",
        b"-1\r\n\r\n",
        b"",
        b"5\r\nna",
    ),
    *(
        b"0\r\nA: b\r\n\r\n",
        b"5;" + b"a" * 9000 + b"\r\nname=\r\n0\r\n\r\n",
        b"name=GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    ),
)
_ADDRESSES = (
    b"/",
    b"/pair",
    b"/workouts",
    b"/shared",
    b"/editor/draft",
    b"/%2e%2e/",
    b"//x/",
    b"/people",
    b"/kept.json?routine=%",
)


def test_whatever_comes_over_a_socket_the_server_goes_on(
    tmp_path: Path, requests: int, seed: str, record_property: Callable[[str, object], None]
) -> None:
    random, statuses = Random(f"sockets {seed}"), Counter[str]()
    with serving(tmp_path) as server:
        phone, code = Phone(server.port), urlsplit(server.link()).path.rpartition("/")[2]
        phone.pair(server.link())
        for _ in range(max(1, requests // _REQUESTS_A_MESSAGE)):
            message = _message(random, phone.cookie.encode())
            answer = _answer(server.port, message)
            found = re.match(rb"HTTP/1\.[01] (\d+)", answer)
            statuses[found[1].decode() if found else "no answer"] += 1
            assert found or not answer, f"{message[:2000]!r}\n{answer[:2000]!r}"
            assert not found or int(found[1]) < 500, (
                f"{message[:2000]!r}\n{answer[:2000]!r}\n{server.logged[-20:]}"
            )
            assert b"Traceback" not in answer, repr(message[:2000])
        status, _, page = phone.get("/")
        assert (status, "desk-break" in page) == (200, True)
    logged = "".join(server.logged)
    assert "Traceback" not in logged, logged
    assert code not in logged
    assert phone.cookie.partition("=")[2] not in logged
    told = ", ".join(f"{status}: {count:,}" for status, count in sorted(statuses.items()))
    record_property("fuzz", f"over sockets, seed {seed}: {statuses.total():,} messages ({told})")


def _message(random: Random, cookie: bytes) -> bytes:
    """Return what is sent at once: one message, or a few in a row."""
    parts = [_one(random, cookie) for _ in range(random.choice((1, 1, 1, 2, 5)))]
    return b"".join(parts)


def _one(random: Random, cookie: bytes) -> bytes:
    if random.random() < 0.3:
        return values.mangled(random, random.choice(_HEADS))
    method = random.choice((b"GET", b"POST", b"PUT", b"HEAD", b"get", b"P\xc3", b"X" * 300))
    lines = [
        method + b" " + random.choice(_ADDRESSES) + b" HTTP/1." + random.choice((b"1", b"1", b"0")),
        b"Host: localhost",
    ]
    lines += [b"Cookie: " + cookie] if random.random() < 0.5 else []
    lines += [f"{name}: {value}".encode() for name, value in values.headers(random).items()]
    lines += [random.choice(_LENGTHS)] if random.random() < 0.7 else []
    whole = b"\r\n".join([*lines, b"", random.choice(_BODIES)])
    return values.mangled(random, whole) if random.random() < 0.3 else whole


def _answer(port: int, message: bytes) -> bytes:
    """Send a message and the end of all that will come, and return what is answered."""
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE_S) as client:
        try:
            client.sendall(message)
            client.shutdown(socket.SHUT_WR)
            while part := client.recv(65_536):
                answer += part
        except OSError:  # it waits for more, or has closed before all was sent
            pass
    return answer
