"""Runners in a process of their own: each begins a workout, loads its track, and plays it faster than life.

Run by ``bench_scale`` as ``python -m tests.bench.runners``: what to do comes as JSON on stdin, and the result
goes to stdout.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from subprocess import PIPE

#: Of a workout: what a page reports three times a minute, and how often somebody pauses, goes on or skips.
_POLL_S, _EVENT_S = 20.0, 60.0
_TRACK = re.compile(rb'data-track="([0-9a-f]+)"')


@dataclass(frozen=True, slots=True)
class Runners:
    """Who runs."""

    #: Of the nodes; a runner asks all in turn.
    ports: Sequence[int]
    #: One for each runner.
    cookies: Sequence[str]
    routine: str
    seconds: float
    #: How much faster than life everything happens.
    speed: float
    seed: int = 0


@dataclass(slots=True)
class Ran:
    """How it went."""

    #: Milliseconds that answers took, by what was asked.
    took_ms: dict[str, list[float]] = field(default_factory=dict)
    #: Answers other than 200 and 303, and lost connections, by what was asked.
    failed: Counter[str] = field(default_factory=Counter)
    #: Ids of events that were acknowledged, by workout.
    acknowledged: dict[str, list[str]] = field(default_factory=dict)


class RunnersProcess:
    """Runners that run beside whatever the benchmark does meanwhile."""

    def __init__(self, runners: Runners) -> None:
        command = [sys.executable, "-m", "tests.bench.runners"]
        self._process = subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True)
        assert self._process.stdin
        self._process.stdin.write(json.dumps(asdict(runners)))
        self._process.stdin.close()

    def result(self) -> Ran:
        """Wait until they have run."""
        assert self._process.stdout
        found = json.loads(self._process.stdout.read())
        self._process.wait()
        return Ran(found["took_ms"], Counter(found["failed"]), found["acknowledged"])


class _Runner:
    def __init__(self, runners: Runners, number: int, ran: Ran) -> None:
        self._runners, self._number, self._ran = runners, number, ran
        self._chance = random.Random(runners.seed * 100_000 + number)
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._asked = number

    async def run(self, end_s: float) -> None:
        """Begin, load the track, and play until the end."""
        speed, runners = self._runners.speed, self._runners
        await asyncio.sleep(self._chance.random() * _POLL_S / speed)
        workout = ""
        while not workout and time.monotonic() < end_s:
            head, _ = await self._ask("begin", "POST", "/workouts", f"routine={runners.routine}")
            found = re.search(rb"\r\nlocation: (\S+)", head, re.IGNORECASE)
            workout = found[1].decode() if found else ""
        track = b""
        while not track and time.monotonic() < end_s:
            _, body = await self._ask("page", "GET", workout)
            found = _TRACK.search(body)
            track = found[1] if found else b""
            await asyncio.sleep(0 if track else 1 / speed)
        await self._ask("track", "GET", f"/tracks/{track.decode()}.m4a")
        began_s = next_event_s = time.monotonic()
        while (now_s := time.monotonic()) < end_s:
            position_ms = int((now_s - began_s) * 1000 * speed) % 200_000
            if now_s >= next_event_s:
                await self._send_event(workout, track.decode(), position_ms)
                next_event_s = now_s + _EVENT_S / speed
            path = f"{workout}/now?position_ms={position_ms}&playing=1&track={track.decode()}"
            await self._ask("poll", "GET", path)
            await asyncio.sleep(max(0.0, now_s + _POLL_S / speed - time.monotonic()))

    async def _send_event(self, workout: str, track: str, position_ms: int) -> None:
        event_id, now_ms = f"{self._number}-{self._asked}", int(time.time() * 1000)
        event = {"id": event_id, "kind": "seek", "position_ms": position_ms, "at": now_ms, "track": track}
        head, _ = await self._ask("event", "POST", f"{workout}/events?sent={now_ms}", json.dumps([event]))
        if b" 200 " in head[:20]:
            self._ran.acknowledged.setdefault(workout.rpartition("/")[2], []).append(event_id)

    async def _ask(self, what: str, method: str, path: str, body: str = "") -> tuple[bytes, bytes]:
        """Return head and body of an answer; empty if there was none."""
        began = time.perf_counter()
        kind = "application/json" if body.startswith("[") else "application/x-www-form-urlencoded"
        sent = f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n" if method == "POST" else ""
        cookie = self._runners.cookies[self._number]
        request = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n{sent}\r\n{body}"
        try:
            if self._streams is None:
                self._asked += 1
                port = self._runners.ports[self._asked % len(self._runners.ports)]
                self._streams = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
            reader, writer = self._streams
            writer.write(request.encode())
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"\r\ncontent-length: (\d+)", head, re.IGNORECASE)
            content = await reader.readexactly(int(length[1]) if length else 0)
        except (OSError, asyncio.IncompleteReadError):
            if self._streams:
                self._streams[1].close()
            self._streams = None
            self._ran.failed[what] += 1
            await asyncio.sleep(1 / self._runners.speed)
            return b"", b""
        self._asked += 1
        self._ran.took_ms.setdefault(what, []).append((time.perf_counter() - began) * 1000)
        self._ran.failed[what] += not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 303"))
        return head, content


async def _run(runners: Runners) -> Ran:
    ran = Ran()
    end_s = time.monotonic() + runners.seconds
    await asyncio.gather(
        *(_Runner(runners, number, ran).run(end_s) for number in range(len(runners.cookies)))
    )
    return ran


if __name__ == "__main__":
    ran = asyncio.run(_run(Runners(**json.load(sys.stdin))))
    told = {"took_ms": ran.took_ms, "failed": ran.failed, "acknowledged": ran.acknowledged}
    print(json.dumps(told))
