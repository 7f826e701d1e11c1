"""Nodes behind the proxy that ``deploy`` sets up: whoever uses Soleus does not notice which one answers."""

from __future__ import annotations

import signal
from functools import partial

import pytest

from server.store import Store
from tests.helpers.caddy import caddy
from tests.helpers.running import Phone, until
from tests.helpers.workouts import begun, track_of
from tests.scale.conftest import StartNode
from tests.scale.test_nodes import ROUTINE, send

pytestmark = pytest.mark.scale


def test_a_workout_goes_on_while_nodes_are_killed_and_replaced(start_node: StartNode, database: str) -> None:
    behind = ("--trusted-proxies", "1")
    one, two = start_node("one", *behind), start_node("two", *behind)
    with caddy([one.port, two.port]) as port:
        phone = Phone(port)
        until(lambda: phone.get("/livez")[0] == 200)
        phone.pair(one.link())
        workout = begun(phone, ROUTINE)[0]
        accepted = []
        for number in range(40):
            if number == 10:
                one.end(signal.SIGKILL)
            event_id = f"event {number}"
            until(partial(_accepted, phone, workout, number, event_id))
            accepted.append(event_id)
        assert phone.content(f"/tracks/{track_of(phone, workout)}.m4a")
    store = Store(database)
    kept = store.events(workout.rpartition("/")[2])
    store.close()
    assert [event.id for event in kept] == accepted


def _accepted(phone: Phone, workout: str, number: int, event_id: str) -> bool:
    return send(phone, workout, "seek", number, event_id) == 200


def test_a_node_that_stops_is_sent_nothing_more(start_node: StartNode) -> None:
    behind = ("--trusted-proxies", "1", "--drain-s", "4")
    one, two = start_node("one", *behind), start_node("two", *behind)
    with caddy([one.port, two.port]) as port:
        phone = Phone(port)
        until(lambda: phone.get("/livez")[0] == 200)
        one.process.send_signal(signal.SIGTERM)
        answers = []
        while one.process.poll() is None:
            answers.append(phone.get("/livez")[0])
        answers += [phone.get("/livez")[0] for _ in range(20)]
    assert set(answers) == {200}
