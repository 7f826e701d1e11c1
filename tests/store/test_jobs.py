"""The queue of jobs in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from server.jobs import Priority
from server.store import BACKGROUND, URGENT, Store
from tests.helpers.running import until

pytestmark = pytest.mark.scale


@pytest.fixture
def nodes(database: str) -> Iterator[tuple[Store, Store]]:
    stores = (Store(database), Store(database))
    yield stores
    for each in stores:
        each.close()


def queued(store: Store) -> list[tuple[str, int]]:
    with store._read() as connection:
        rows = connection.exec_driver_sql("SELECT entrypoint, priority FROM pgqueuer ORDER BY id")
        return [(queue, priority) for queue, priority in rows]


def test_a_job_that_many_ask_for_is_queued_once(nodes: tuple[Store, Store]) -> None:
    def ask(number: int) -> None:
        nodes[number % 2].ask_job("clip a", {"text": "One."}, Priority.URGENT)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(ask, range(16)))
    assert nodes[0].job_counts() == {(URGENT, "queued"): 1}


def test_a_job_moves_forward_when_somebody_waits_for_it_and_never_back(nodes: tuple[Store, Store]) -> None:
    one, two = nodes
    one.ask_job("clip a", {}, Priority.IDLE)
    one.ask_job("clip b", {}, Priority.IDLE)
    before = queued(one)
    assert {queue for queue, _ in before} == {BACKGROUND}
    two.ask_job("clip b", {}, Priority.URGENT)
    two.ask_job("clip b", {}, Priority.BACKGROUND)
    after = queued(one)
    assert after[0] == before[0]
    assert after[1][0] == URGENT
    assert after[1][1] > before[1][1]


def test_all_are_told_how_a_job_ended_until_it_is_asked_for_again(nodes: tuple[Store, Store]) -> None:
    one, two = nodes
    heard: list[str] = []
    until(lambda: two._caches.devices.trusted)
    two.call_when_jobs_end(heard.append)
    one.ask_job("clip a", {}, Priority.URGENT)
    assert two.job_outcome("clip a") is None
    one.end_job("clip a", {"fault": "unspeakable"})
    until(lambda: heard == ["clip a"])
    assert two.job_outcome("clip a") == {"fault": "unspeakable"}
    two.ask_job("clip a", {}, Priority.URGENT)
    assert one.job_outcome("clip a") is None


def test_what_jobs_leave_is_removed_after_a_while(nodes: tuple[Store, Store]) -> None:
    store = nodes[0]
    store.ask_job("clip a", {}, Priority.URGENT)
    store.end_job("clip b", {})
    store.forget_jobs()
    assert store.job_outcome("clip b") == {}
    with store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE job_outcome SET ended_ms = 0")
        connection.exec_driver_sql("UPDATE pgqueuer_log SET created = now() - interval '2 days'")
    store.forget_jobs()
    assert store.job_outcome("clip b") is None
    with store._read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM pgqueuer_log").scalar() == 0
    assert store.job_counts() == {(URGENT, "queued"): 1}
