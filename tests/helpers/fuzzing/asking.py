"""One request and its answer: as a line for a shell, in an application, and what is wrong with it."""

from __future__ import annotations

import json
import re
import shlex
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.web.security import HEADERS
from tests.helpers.fuzzing.pages import Page

#: Seconds that an answer may take.
SLOWEST_S = 2.0
#: Slow answers that are told of.
_TOLD = 3
_TRACEBACK = re.compile(
    r'Traceback \(most recent|File "[^"]*\.py", line|sqlalchemy\.exc|werkzeug\.exceptions'
)
_INJECTED = re.compile(r"<script>alert|(?:href|src|action)=\"javascript:|\">\s*<b>")


@dataclass(frozen=True, slots=True)
class Request:
    """A request, with its path and query as they are on the wire."""

    method: str
    target: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def curl(self) -> str:
        """Return the line that sends the same to a server of one's own."""
        words = ["curl", "--path-as-is", "-i", "-X", self.method]
        for name, value in self.headers.items():
            words += ["-H", f"{name}: {value}" if value else f"{name};"]
        if self.body:
            words += ["--data-binary", self.body.decode("utf-8", "backslashreplace")]
        return shlex.join([*words, f"http://127.0.0.1:8420{self.target}"])


@dataclass(slots=True)
class Tally:
    """What was asked so far, and how it was answered."""

    statuses: Counter[int] = field(default_factory=Counter)
    #: Rules of the URL map that were asked for, and those that answered well.
    asked: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)
    #: Seconds, and what took them; the slowest first.
    slowest: list[tuple[float, str]] = field(default_factory=list)

    def add(self, status: int, seconds: float, what: str) -> None:
        """Count an answer."""
        self.statuses[status] += 1
        self.slowest = sorted([*self.slowest, (seconds, what)], reverse=True)[:_TOLD]

    @property
    def requests(self) -> int:
        return self.statuses.total()

    def __str__(self) -> str:
        statuses = ", ".join(f"{status}: {count:,}" for status, count in sorted(self.statuses.items()))
        slowest = ", ".join(f"{seconds:.2f} s {what}" for seconds, what in self.slowest)
        return f"{self.requests:,} requests ({statuses}); slowest: {slowest}"


@dataclass(frozen=True, slots=True)
class Timed:
    """An answer and the seconds that it took: of the clock, and of this thread's work."""

    answer: TestResponse
    wall_s: float
    cpu_s: float


def send(client: FlaskClient, request: Request) -> Timed:
    """Send a request to the application without a socket, exactly as it is."""
    path, _, query = request.target.partition("?")
    environ = {"PATH_INFO": unquote_to_bytes(path).decode("latin-1"), "QUERY_STRING": query}
    headers = dict(request.headers)
    if (length := headers.pop("Content-Length", None)) is not None:
        environ["CONTENT_LENGTH"] = length
    wall_s, cpu_s = time.perf_counter(), time.thread_time()
    answer = client.open(
        "/",
        method=request.method,
        headers={name: value.encode().decode("latin-1") for name, value in headers.items()},
        data=request.body,
        environ_overrides=environ,
        buffered=True,
    )
    return Timed(answer, time.perf_counter() - wall_s, time.thread_time() - cpu_s)


def faults(answer: TestResponse) -> list[str]:
    """Return what no answer may have, whatever was asked."""
    body = answer.get_data()
    text = body.decode("utf-8", "replace")
    being_made = answer.status_code == 503 and "Soleus-Percent" in answer.headers
    found = [f"status {answer.status_code}"] if answer.status_code >= 500 and not being_made else []
    found += [f"{name} is missing" for name in HEADERS if name not in answer.headers]
    if answer.headers.get("Content-Encoding"):
        return found
    if _TRACEBACK.search(text) and "yaml" not in (answer.mimetype or ""):
        found.append("a traceback")
    if answer.mimetype == "text/html" and body:
        found += Page(text).faults
        found += [f"not escaped: {each}" for each in _INJECTED.findall(text)]
    if answer.mimetype == "application/json" and body and answer.status_code != 206:
        try:
            json.loads(body)
        except ValueError:
            found.append("this is not JSON")
    return found
