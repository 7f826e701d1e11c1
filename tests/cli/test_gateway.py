"""What reaches Flask, and how its answers leave, over real sockets."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from tests.helpers.running import listens, until

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the application is loaded in a forked process")

#: Serves an application that shows what reached it, with a short time for bodies. Given port, file, host.
SERVER = """
import sys
import threading
from flask import Flask, Response, request, send_file
from server.cli import gateway
from server.cli.granian_server import GranianServer
from server.cli.listening import listen

gateway._BODY_S = 0.5
app = Flask(__name__)
freed = threading.Event()

@app.route("/shown/<path:name>", methods=["GET", "POST"])
def shown(name):
    keys = ("QUERY_STRING", "REMOTE_ADDR", "SERVER_PROTOCOL", "CONTENT_TYPE", "HTTP_COOKIE", "HTTP_X_TWICE")
    seen = {key: request.environ.get(key) for key in keys}
    return {**seen, "name": name, "body": request.get_data(as_text=True)}

@app.get("/file")
def file():
    return send_file(sys.argv[2], conditional=True, etag="one")

@app.get("/held")
def held():
    return str(freed.wait(60))

@app.get("/free")
def free():
    freed.set()
    return "freed"

@app.get("/fault")
def fault():
    return Response(part for part in [b"bytes", None])

def load():
    return gateway.Gateway(app, 1000, 5000)

GranianServer(listen(sys.argv[3], int(sys.argv[1]))).serve(target_loader=load, wrap_loader=False)
"""
CONTENT = bytes(range(256)) * 1000


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("gateway")
    (folder / "file.bin").write_bytes(CONTENT)
    with socket.create_server(("127.0.0.1", 0)) as free:
        found = int(free.getsockname()[1])
    host = "::" if socket.has_dualstack_ipv6() else "127.0.0.1"  # IPv6 that carries IPv4 changes nothing
    script = [sys.executable, "-c", SERVER, str(found), str(folder / "file.bin"), host]
    process = subprocess.Popen(script, stderr=subprocess.DEVNULL)
    until(lambda: listens(found))
    yield found
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0


def asked(
    port: int, path: str, headers: dict[str, str] | None = None, method: str = "GET", body: str | None = None
) -> tuple[int, http.client.HTTPMessage, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


def sent(port: int, *lines: str, source: str = "127.0.0.1") -> bytes:
    """Send a request as it is written here, and return all that comes until the connection is closed."""
    with socket.create_connection(("127.0.0.1", port), timeout=60, source_address=(source, 0)) as client:
        client.sendall("\r\n".join(lines).encode())
        parts = []
        while part := client.recv(65536):
            parts.append(part)
        return b"".join(parts)


def test_flask_sees_the_request_as_it_was_sent(port: int) -> None:
    raw = sent(
        port,
        "POST /shown/%C3%BCbung%20a?x=%20&y HTTP/1.1",
        "Host: localhost",
        "Content-Type: text/plain",
        "Cookie: a=1",
        "Cookie: b=2",
        "X-Twice: one",
        "X-Twice: two",
        "Connection: close",
        "Content-Length: 4",
        "",
        "body",
    )
    assert json.loads(raw.partition(b"\r\n\r\n")[2]) == {
        "QUERY_STRING": "x=%20&y",
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "text/plain",
        "HTTP_COOKIE": "a=1; b=2",
        "HTTP_X_TWICE": "one,two",
        "name": "übung a",
        "body": "body",
    }


def test_a_file_is_sent_whole_or_in_part(port: int) -> None:
    status, headers, body = asked(port, "/file")
    assert (status, body, headers["Content-Length"]) == (200, CONTENT, str(len(CONTENT)))
    for first, last in ((0, 0), (5, 99), (1000, 200_000), (len(CONTENT) - 70_000, len(CONTENT) - 1)):
        status, headers, body = asked(port, "/file", {"Range": f"bytes={first}-{last}"})
        assert (status, body) == (206, CONTENT[first : last + 1])
        assert headers["Content-Range"] == f"bytes {first}-{last}/{len(CONTENT)}"
    status, _, body = asked(port, "/file", {"Range": "bytes=-70000"})
    assert (status, body) == (206, CONTENT[-70_000:])


def test_a_file_is_not_sent_where_none_is_wanted(port: int) -> None:
    status, headers, body = asked(port, "/file", method="HEAD")
    assert (status, body, headers["Content-Length"]) == (200, b"", str(len(CONTENT)))
    assert asked(port, "/file", {"If-None-Match": '"one"'})[::2] == (304, b"")


@pytest.mark.parametrize(
    ("length", "status"),
    [("Content-Length: 5001", 413), ("Transfer-Encoding: chunked", 411), ("Content-Length: 20", 408)],
)
def test_a_body_is_refused_that_is_too_long_endless_or_slow(port: int, length: str, status: int) -> None:
    began = time.monotonic()
    raw = sent(port, "POST /shown/x HTTP/1.1", "Host: localhost", length, "", "half")
    assert raw.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"connection: close" in raw.lower()
    if status == 408:
        assert time.monotonic() - began >= 0.5


def test_half_a_body_does_not_reach_flask(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
        client.sendall(b"POST /shown/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n\r\nhalf")
        client.shutdown(socket.SHUT_WR)
        assert b"200 OK" not in client.recv(65536)


def test_the_body_of_a_request_that_needs_none_is_not_waited_for(port: int) -> None:
    raw = sent(port, "GET /shown/x HTTP/1.1", "Host: localhost", "Content-Length: 20", "", "half")
    assert raw.startswith(b"HTTP/1.1 200 ")


def test_a_whole_body_comes_through_a_flood_of_halves(port: int) -> None:
    head = b"POST /shown/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000\r\n\r\n"
    halves = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]
    for half in halves:
        half.sendall(head)
    status, _, body = asked(port, "/shown/x", method="POST", body="x" * 2000)
    for half in halves:
        half.close()
    assert (status, json.loads(body)["body"]) == (200, "x" * 2000)


@pytest.mark.skipif(sys.platform != "linux", reason="needs a second address of this machine")
def test_one_address_cannot_take_all_threads(port: int) -> None:
    with ThreadPoolExecutor(40) as crowd:
        held = [crowd.submit(asked, port, "/held") for _ in range(40)]
        until(lambda: sum(answer.running() for answer in held) == len(held))
        time.sleep(0.5)  # until all have arrived
        freed = sent(port, "GET /free HTTP/1.1", "Host: x", "Connection: close", "", "", source="127.0.0.2")
        assert freed.endswith(b"freed")
        assert [answer.result()[2] for answer in held] == [b"True"] * 40


def test_a_fault_in_the_middle_of_an_answer_is_a_500(port: int) -> None:
    assert asked(port, "/fault")[0] == 500


def test_http_2_is_not_spoken(port: int) -> None:
    raw = sent(port, "PRI * HTTP/2.0", "", "SM", "", "")
    assert not raw or raw.startswith(b"HTTP/1.1 400 ")
