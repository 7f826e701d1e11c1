"""What one node did, any other one goes on with; killing one loses nothing that was acknowledged."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from server.store import Store
from tests.helpers.running import Phone, Running, answering, until
from tests.helpers.workouts import begun, track_of
from tests.scale.conftest import StartNode

pytestmark = pytest.mark.scale

ROUTINE = "short"


def at(node: Running, phone: Phone) -> Phone:
    """Return the same phone, asking another node."""
    return Phone(node.port, phone.cookie)


def send(phone: Phone, workout: str, kind: str, position_ms: int, event_id: str) -> int:
    """Send an event as a phone does, and return the status of the answer."""
    now_ms = int(time.time() * 1000)
    event = {
        "id": event_id,
        "kind": kind,
        "position_ms": position_ms,
        "at": now_ms,
        "track": track_of(phone, workout),
    }
    return phone.post(f"{workout}/events?sent={now_ms}", json=json.dumps([event]))[0]


def test_more_than_one_process_needs_postgresql(tmp_path: Path) -> None:
    node = Running(tmp_path, 0, "--workers", "2")
    assert node.process.wait(60) != 0
    node.end()
    assert len(node.logged) == 1
    assert "need a PostgreSQL database" in node.logged[0]


def test_a_workout_goes_on_at_another_node(start_node: StartNode) -> None:
    one, two = start_node("one"), start_node("two")
    phone = Phone(one.port)
    phone.pair(one.link())
    other = at(two, phone)
    workout = begun(phone, ROUTINE)[0]
    track = track_of(phone, workout)
    assert track_of(other, workout) == track
    sound = phone.content(f"/tracks/{track}.m4a")
    assert other.content(f"/tracks/{track}.m4a") == sound
    assert send(phone, workout, "play", 0, "a") == 200
    assert send(other, workout, "pause", 2000, "b") == 200
    until(lambda: 'data-playing="no"' in phone.get(workout)[2])
    one.end(signal.SIGKILL)
    assert send(other, workout, "play", 2000, "c") == 200
    assert 'data-playing="yes"' in other.get(workout)[2]


def test_a_killed_process_is_replaced_and_takes_nothing_with_it(start_node: StartNode, database: str) -> None:
    node = start_node("one", "--workers", "2")
    phone = Phone(node.port)
    phone.pair(node.link())
    until(lambda: len(answering(node.process.pid)) == 2)
    workout = begun(phone, ROUTINE)[0]
    sent = [f"event {number}" for number in range(20)]
    for number, event_id in enumerate(sent):
        if number % 10 == 5:
            until(lambda: len(answering(node.process.pid)) == 2)
            os.kill(next(iter(answering(node.process.pid))), signal.SIGKILL)

        def accepted(event_id: str = event_id, number: int = number) -> bool:
            try:
                return send(phone, workout, "seek", number * 100, event_id) == 200
            except (OSError, HTTPException):  # its process was killed
                return False

        until(accepted)
    until(lambda: len(answering(node.process.pid)) == 2)
    assert sum("restarting it" in line for line in node.logged) >= 2
    store = Store(database)
    kept = store.events(workout.rpartition("/")[2])
    store.close()
    assert [event.id for event in kept] == sent


def test_a_node_that_is_told_to_stop_says_so_and_goes_on_for_a_while(start_node: StartNode) -> None:
    node = start_node("one", "--drain-s", "60", "--workers", "2", "--metrics-token", "a-token")
    phone = Phone(node.port)
    until(lambda: phone.get("/readyz")[0] == 200)
    node.process.send_signal(signal.SIGTERM)
    until(lambda: all(phone.get("/readyz")[0] == 503 for _ in range(10)))
    assert phone.get("/livez")[0] == 200
    assert node.end(signal.SIGTERM) == 0


def test_the_processes_of_a_node_count_together(start_node: StartNode) -> None:
    node = start_node("one", "--workers", "2", "--metrics-token", "a-token")
    connection = HTTPConnection("127.0.0.1", node.port)

    def counted() -> float:
        connection.request("GET", "/metrics", headers={"Authorization": "Bearer a-token"})
        text = connection.getresponse().read().decode()
        found = re.search(r'count\{endpoint="health.alive",method="GET",status="200"\} (\S+)', text)
        return float(found[1]) if found else 0.0

    phone = Phone(node.port)
    until(lambda: len(answering(node.process.pid)) == 2)
    before = counted()
    assert {phone.get("/livez")[0] for _ in range(40)} == {200}
    after = counted()
    connection.close()
    assert after - before >= 40, "those of both, and the watching process's own"
