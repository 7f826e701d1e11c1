"""Runners in a process of their own: each does one workout after the other, faster than life.

Run by ``RunnersProcess`` as ``python -m tests.bench.runners``: what to do comes as JSON on stdin, and the
result goes to stdout.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from urllib.parse import urlencode

from tests.bench.beside import Beside

#: How often a page reports: what the player's intervals come to over the shipped routines.
POLL_S = 20.0
#: Seconds between the polls of a page whose track is being made, and between tries to send what was lost.
_PREPARING_S, _RETRY_S = 0.3, 1.0
_TRACK = re.compile(rb'data-track="([0-9a-f]+)"')
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
_LOCATION = re.compile(rb"\r\nlocation: (\S+)", re.IGNORECASE)
#: What a phone sends in a workout of each, and after which part of it.
_HABIT = (("play", 0.0), ("pause", 0.3), ("play", 0.32), ("seek", 0.6), ("finish", 1.0))


@dataclass(frozen=True, slots=True)
class Plan:
    """A routine that runners do."""

    routine: str
    length_s: float
    #: The field of a form that changes its first hold, and the seconds that may stand there.
    field: str
    lowest: int
    highest: int
    #: Seconds that people chose before.
    usual: Sequence[int]


@dataclass(frozen=True, slots=True)
class Runners:
    """Who runs what, where, and when; moments are seconds of the monotonic clock, which processes share."""

    #: Of the nodes; a runner asks all in turn, and the next one when one does not answer.
    ports: Sequence[int]
    #: One for each runner.
    cookies: Sequence[str]
    plans: Sequence[Plan]
    #: How much faster than life everything happens.
    speed: float
    #: Part of the workouts with a hold of the runner's own that was done before, and with one that never was.
    own_times: float
    new_times: float
    #: Everybody has begun after this time.
    full_s: float
    #: What happens before and after this is not counted.
    counted_from_s: float
    ends_s: float
    seed: int = 0


@dataclass(slots=True)
class Ran:
    """How it went."""

    #: Milliseconds that answers took, by what was asked.
    took_ms: dict[str, list[float]] = field(default_factory=dict)
    #: When an answer was none, or other than 200 and 303, and what was asked.
    failed: list[tuple[float, str]] = field(default_factory=list)
    #: Bytes that were sent and received.
    traffic: int = 0
    #: When an event happened that had to be sent more than once, and seconds until it was acknowledged.
    waited: list[tuple[float, float]] = field(default_factory=list)
    #: Ids of events that were acknowledged, by workout; also of what is not counted.
    acknowledged: dict[str, list[str]] = field(default_factory=dict)
    #: Workouts that went on to their end.
    finished: int = 0


class RunnersProcess(Beside):
    """Runners that run beside whatever the benchmark does meanwhile."""

    def __init__(self, runners: Runners) -> None:
        super().__init__("tests.bench.runners", runners)

    def result(self) -> Ran:
        """Wait until they have run."""
        return Ran(**self.printed())


class _Runner:
    def __init__(self, runners: Runners, number: int, ran: Ran) -> None:
        self._runners, self._number, self._ran = runners, number, ran
        self._chance = random.Random(runners.seed * 100_000 + number)
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._asked = number

    async def run(self) -> None:
        """Do workouts until the end; the first has begun some time ago, as with anybody whom one meets."""
        await asyncio.sleep(self._chance.random() * (self._runners.full_s - time.monotonic()))
        done = self._chance.random()
        while not self._over:
            plan = self._chance.choice(self._runners.plans)
            workout, track = await self._begin(plan)
            if workout:
                await self._play(plan, workout, track, done)
            done = 0.0

    @property
    def _over(self) -> bool:
        return time.monotonic() >= self._runners.ends_s

    async def _begin(self, plan: Plan) -> tuple[str, str]:
        form = {"routine": plan.routine}
        if self._chance.random() < self._runners.own_times:
            form[plan.field] = str(self._chance.choice(plan.usual))
        elif self._chance.random() < self._runners.new_times:
            form[plan.field] = str(self._chance.randint(plan.lowest, plan.highest))
        head, _ = await self._ask("begin", "POST", "/workouts", urlencode(form))
        found = _LOCATION.search(head)
        if not found:
            return "", ""
        workout = found[1].decode()
        _, body = await self._ask("page", "GET", workout)
        while not (ready := _TRACK.search(body)) and not self._over:
            await asyncio.sleep(_PREPARING_S)
            _, body = await self._ask("preparing", "GET", f"{workout}/now")
        if not ready:
            return "", ""
        track = ready[1].decode()
        await self._ask("figures", "GET", f"{workout}/figures")
        await self._ask("track", "GET", f"/tracks/{track}.m4a")
        return workout, track

    async def _play(self, plan: Plan, workout: str, track: str, done: float) -> None:
        """Poll and send events as a page does, from some part of a workout on."""
        speed = self._runners.speed
        began_s = time.monotonic() - done * plan.length_s / speed
        events = [each for each in _HABIT if each[1] >= done or each == _HABIT[0]]
        while not self._over:
            now_s = time.monotonic()
            part = (now_s - began_s) * speed / plan.length_s
            position_ms = int(min(part, 1) * plan.length_s * 1000)
            while events and part >= events[0][1]:
                await self._send_event(workout, track, events.pop(0)[0], position_ms)
            path = f"{workout}/now?position_ms={position_ms}&playing=1&track={track}"
            await self._ask("poll", "GET", path)
            if not events:
                self._ran.finished += 1
                return
            until_event_s = began_s + events[0][1] * plan.length_s / speed - time.monotonic()
            until_poll_s = now_s + POLL_S / speed - time.monotonic()
            # A page asks again after each event too, as this does then.
            await asyncio.sleep(max(0.0, min(until_poll_s, until_event_s)))

    async def _send_event(self, workout: str, track: str, kind: str, position_ms: int) -> None:
        """Send an event until it is taken, as a phone does."""
        began_s, tries = time.monotonic(), 0
        event_id, at_ms = f"{self._number}-{self._asked}", int(time.time() * 1000)
        event = {"id": event_id, "kind": kind, "position_ms": position_ms, "at": at_ms, "track": track}
        while not self._over:
            path = f"{workout}/events?sent={int(time.time() * 1000)}"
            head, _ = await self._ask("event", "POST", path, json.dumps([event]))
            if b" 200 " in head[:20]:
                self._ran.acknowledged.setdefault(workout.rpartition("/")[2], []).append(event_id)
                if tries:
                    self._ran.waited.append((began_s, time.monotonic() - began_s))
                return
            tries += 1
            await asyncio.sleep(_RETRY_S)

    async def _ask(self, what: str, method: str, path: str, body: str = "") -> tuple[bytes, bytes]:
        """Return head and body of an answer; empty if there was none."""
        began_s = time.monotonic()
        kind = "application/json" if body.startswith("[") else "application/x-www-form-urlencoded"
        sent = f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n" if method == "POST" else ""
        cookie = self._runners.cookies[self._number]
        request = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n{sent}\r\n{body}"
        self._asked += 1
        try:
            if self._streams is None:
                port = self._runners.ports[self._asked % len(self._runners.ports)]
                self._streams = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
            reader, writer = self._streams
            writer.write(request.encode())
            head = await reader.readuntil(b"\r\n\r\n")
            length = _LENGTH.search(head)
            content = await reader.readexactly(int(length[1]) if length else 0)
        except (OSError, asyncio.IncompleteReadError):
            if self._streams:
                self._streams[1].close()
            self._streams = None
            self._note_failure(began_s, what)
            await asyncio.sleep(_RETRY_S)
            return b"", b""
        if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 303")):
            self._note_failure(began_s, what)
            await asyncio.sleep(_RETRY_S)
        elif began_s >= self._runners.counted_from_s:
            self._ran.took_ms.setdefault(what, []).append((time.monotonic() - began_s) * 1000)
            self._ran.traffic += len(request) + len(head) + len(content)
        return head, content

    def _note_failure(self, began_s: float, what: str) -> None:
        if began_s >= self._runners.counted_from_s and not self._over:
            self._ran.failed.append((began_s, what))


async def _run(runners: Runners) -> Ran:
    ran = Ran()
    await asyncio.gather(*(_Runner(runners, number, ran).run() for number in range(len(runners.cookies))))
    return ran


def _read(told: dict[str, object]) -> Runners:
    plans = [Plan(**plan) for plan in told.pop("plans")]  # type: ignore[attr-defined]
    return Runners(plans=plans, **told)  # type: ignore[arg-type]


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(_run(_read(json.load(sys.stdin)))))))
