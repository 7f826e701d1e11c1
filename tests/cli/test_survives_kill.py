"""What was acknowledged is there after the server was killed in the middle of changes."""

from __future__ import annotations

import http.client
import json
import re
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from server.resources import shipped
from server.routine.library.library import Library
from server.store import Store
from tests.helpers.running import Phone, Running, until

ROUTINE = "plantar-fasciitis"
STEP = "gastroc"
LIBRARY = Library(shipped("routines"))


class Busy:
    """Threads that go on changing things until the server is gone, and note what was acknowledged."""

    def __init__(self) -> None:
        self.acknowledged: dict[str, list[int]] = {}
        self._threads: list[threading.Thread] = []

    def start(self, name: str, change: Callable[[int], bool]) -> None:
        noted = self.acknowledged.setdefault(name, [])

        def work() -> None:
            number = 0
            while True:
                try:
                    if not change(number):
                        return
                except (OSError, http.client.HTTPException):
                    return
                noted.append(number)
                number += 1

        self._threads.append(threading.Thread(target=work, daemon=True))
        self._threads[-1].start()

    def wait(self) -> None:
        until(lambda: not any(thread.is_alive() for thread in self._threads))


@pytest.mark.parametrize("after", [5, 40])
def test_everything_acknowledged_is_there_after_a_kill(tmp_path: Path, after: int) -> None:
    server = Running(tmp_path)
    phone = Phone(server.port)
    phone.pair(server.link())
    workout = phone.post("/workouts", {"routine": ROUTINE})[1]["location"]

    def dose(number: int) -> bool:
        form = {f"{STEP}.seconds": str(seconds(number))}
        return phone.post(f"/routines/{ROUTINE}/doses", form)[0] == 303

    def event(number: int) -> bool:
        kind = ("play", "pause", "seek")[number % 3]
        sent = [{"kind": kind, "position_ms": number, "at": number, "id": f"event{number}"}]
        return phone.post(f"{workout}/events", json=json.dumps(sent))[0] == 200

    busy = Busy()
    busy.start("doses", dose)
    busy.start("events", event)
    until(lambda: all(len(noted) >= after for noted in busy.acknowledged.values()))
    server.end(signal.SIGKILL)
    busy.wait()

    again = Running(tmp_path)
    phone.port = again.port
    assert phone.get(workout)[0] == 200
    last = busy.acknowledged["doses"][-1]
    # The change after the last one that was acknowledged may or may not have come through.
    assert shown_seconds(phone) in (seconds(last), seconds(last + 1))
    assert again.end() == 0
    kept = kept_events(tmp_path, workout.rpartition("/")[2])
    assert {f"event{number}" for number in busy.acknowledged["events"]} <= kept


def test_a_paired_phone_is_still_paired_after_a_kill(tmp_path: Path) -> None:
    first = Running(tmp_path)
    phone = Phone(first.port)
    phone.pair(first.link())
    assert phone.post("/people", {"name": "Anna"})[0] == 303
    first.end(signal.SIGKILL)
    second = Running(tmp_path, phone.port)
    second.link()
    status, _, page = phone.get("/")
    assert status == 200
    assert "Anna" in page
    assert second.end() == 0


def seconds(number: int) -> int:
    """Return a hold that is allowed, and another one each time."""
    amount = next(step for step in LIBRARY.routine(ROUTINE).steps if step.id == STEP).amounts["seconds"]
    assert isinstance(amount.lowest, int)
    assert isinstance(amount.highest, int)
    return amount.lowest + number % (amount.highest - amount.lowest)


def shown_seconds(phone: Phone) -> int:
    page = phone.get(f"/routines/{ROUTINE}")[2]
    field = re.search(rf'<input[^>]*name="{STEP}\.seconds"[^>]*>', page)
    assert field
    value = re.search(r'value="(\d+)"', field[0])
    assert value
    return int(value[1])


def kept_events(data: Path, workout_id: str) -> set[str]:
    store = Store(f"sqlite:///{data / 'soleus.db'}")
    found = {event.id for event in store.events(workout_id)}
    store.close()
    return found
