from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError

import pytest

from server.jobs import Crew


@pytest.fixture
def crew() -> Iterator[Crew]:
    crew = Crew(3)
    yield crew
    crew.close()


class Work:
    """Jobs that note their name when they begin, and end when they may."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.gate = threading.Event()
        self.busy = threading.Event()

    def job(self, name: str, waits: bool = False) -> Callable[[bool], str]:
        def make(urgent: bool) -> str:
            self.begun.append(f"{name}{' at once' if urgent else ''}")
            if waits:
                self.busy.set()
                self.gate.wait()
            return name

        return make


@pytest.fixture
def work() -> Iterator[Work]:
    work = Work()
    yield work
    work.gate.set()


def test_a_job_is_done_once_for_all_who_ask_while_it_runs(crew: Crew, work: Work) -> None:
    futures = [crew.ask("a", work.job("a", waits=True)) for _ in range(5)]
    work.gate.set()
    assert {future.result() for future in futures} == {"a"}
    assert work.begun == ["a at once"]


def test_what_is_done_is_forgotten(crew: Crew, work: Work) -> None:
    assert crew.ask("a", work.job("a")).result() == "a"
    assert crew.ask("a", work.job("again")).result() == "again"


def test_a_failure_reaches_the_one_who_asked_and_is_forgotten(crew: Crew, work: Work) -> None:
    def fail(urgent: bool) -> str:
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        crew.ask("a", fail).result()
    assert crew.ask("a", work.job("a")).result() == "a"


def test_an_urgent_job_runs_beside_one_in_the_background(crew: Crew, work: Work) -> None:
    slow = crew.ask("slow", work.job("slow", waits=True), urgent=False)
    work.busy.wait()
    assert crew.ask("quick", work.job("quick")).result() == "quick"
    assert not slow.done()


def test_background_jobs_run_one_at_a_time_and_after_the_urgent_ones(crew: Crew, work: Work) -> None:
    crew.ask("person", work.job("person", waits=True))
    work.busy.wait()
    background = [crew.ask(name, work.job(name), urgent=False) for name in ("x", "y")]
    assert crew.ask("next", work.job("next")).result() == "next"
    assert work.begun == ["person at once", "next at once"]
    work.gate.set()
    assert [future.result() for future in background] == ["x", "y"]
    assert work.begun[2:] == ["x", "y"]


def test_an_urgent_request_takes_a_background_job_along(crew: Crew, work: Work) -> None:
    crew.ask("slow", work.job("slow", waits=True), urgent=False)
    work.busy.wait()
    warming = crew.ask("x", work.job("x"), urgent=False)
    assert crew.ask("x", work.job("unused")).result() == "x"
    assert warming.result() == "x"
    assert work.begun == ["slow", "x at once"]


def test_a_job_that_nobody_waits_for_any_more_is_dropped(crew: Crew, work: Work) -> None:
    crew.ask("slow", work.job("slow", waits=True), urgent=False)
    work.busy.wait()
    dropped = crew.ask("x", work.job("x"), urgent=False)
    shared = [crew.ask("y", work.job("y"), urgent=False) for _ in range(2)]
    crew.withdraw(["slow", "x", "y", "unknown"])
    work.gate.set()
    assert shared[0].result() == "y"
    assert dropped.cancelled()
    assert work.begun == ["slow", "y"]


def test_closing_waits_for_what_runs_and_cancels_the_rest(crew: Crew, work: Work) -> None:
    running = crew.ask("slow", work.job("slow", waits=True), urgent=False)
    work.busy.wait()
    queued = crew.ask("x", work.job("x"), urgent=False)
    closing = threading.Thread(target=crew.close)
    closing.start()
    with pytest.raises(CancelledError):
        queued.result()
    for key in ("slow", "late"):
        with pytest.raises(CancelledError):
            crew.ask(key, work.job(key)).result()
    work.gate.set()
    closing.join()
    assert running.result() == "slow"
