"""What following a workout costs: the polls, and the polls beside slow downloads.

Run ``python -m tests.bench.bench_poll``.
"""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from server.coach.model import Timeline
from server.config import Config
from server.routine.model import Choices
from server.services.services import open_services
from server.workout.polling import player_poll_s
from tests.bench.measuring import Row, print_table
from tests.helpers.running import Phone, Running, until

ROUTINE = "plantar-fasciitis"
POLLERS, DOWNLOADERS = 20, 60
#: Bytes a second of one slow download.
SLOW = 50_000
SECONDS = 10


def polls_a_minute(timeline: Timeline) -> float:
    """Return how often a page that plays the whole routine asks, as the server tells it to."""
    position_ms, polls = 0.0, 0
    while position_ms < timeline.duration_ms:
        position_ms += player_poll_s(timeline, int(position_ms), playing=True) * 1000
        polls += 1
    return polls / (timeline.duration_ms / 60_000)


def measure_polls() -> tuple[Row, ...]:
    """Poll a real server, alone and beside many slow downloads."""
    with TemporaryDirectory() as folder:
        services = open_services(Config(data=Path(folder)))
        try:
            rate = polls_a_minute(services.studio.timeline(services.library.routine(ROUTINE), Choices()))
        finally:
            services.close()
        server = Running(Path(folder))
        try:
            phone = Phone(server.port)
            phone.pair(server.link())
            workout, track = begun(phone, ROUTINE)
            size = len(phone.get(f"{workout}/now?position_ms=60000")[2].encode())
            alone = _polled(phone, workout)
            with _Downloads(phone, track) as downloads:
                beside = _polled(phone, workout)
            finished = f"{downloads.bytes / SECONDS / 1e6:.1f} MB/s downloaded meanwhile"
        finally:
            server.end()
    note = f"{rate:.1f} polls a minute (limit 8), {size:,} bytes each (limit 2,048)"
    crowd = f"{POLLERS} pollers beside {DOWNLOADERS} slow downloads"
    return (
        Row("one poll", min(alone), median(alone), note),
        Row(
            f"one poll, {crowd}",
            min(beside),
            median(beside),
            f"p99 {quantiles(beside, n=100)[98]:.0f} ms; {finished}",
        ),
    )


def begun(phone: Phone, routine: str) -> tuple[str, str]:
    """Begin a routine, and return the paths of the workout and its track once they are ready."""
    _, headers, _ = phone.post("/workouts", {"routine": routine})
    workout = headers["location"]
    until(lambda: 'data-state="ready"' in phone.get(f"{workout}/now")[2])
    page = phone.get(f"{workout}/now")[2]
    digest = page.partition('data-track="')[2].partition('"')[0]
    return workout, f"/tracks/{digest}.m4a"


def _polled(phone: Phone, workout: str) -> list[float]:
    """Let the pollers ask four times a second each, and return how long each answer took in ms."""
    took_ms: list[float] = []
    end = time.monotonic() + SECONDS

    def poll(number: int) -> None:
        while time.monotonic() < end:
            began = perf_counter()
            status, _, _ = phone.get(f"{workout}/now?position_ms={number * 1000}&playing=1")
            took_ms.append((perf_counter() - began) * 1000)
            assert status == 200
            time.sleep(0.25)

    threads = [threading.Thread(target=poll, args=(number,)) for number in range(POLLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took_ms


class _Downloads:
    """Clients that read a track slowly, over and over."""

    def __init__(self, phone: Phone, path: str) -> None:
        self._request = (
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {phone.cookie}\r\nConnection: close\r\n\r\n"
        )
        self._port = phone.port
        self._end = threading.Event()
        self._threads = [threading.Thread(target=self._download) for _ in range(DOWNLOADERS)]
        self.bytes = 0

    def __enter__(self) -> _Downloads:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join()

    def _download(self) -> None:
        while not self._end.is_set():
            with socket.create_connection(("127.0.0.1", self._port)) as connection:
                connection.sendall(self._request.encode())
                while not self._end.wait(0.1) and (part := connection.recv(SLOW // 10)):
                    self.bytes += len(part)


if __name__ == "__main__":
    print_table(measure_polls())
