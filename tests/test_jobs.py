from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, as_completed

import pytest

from server.jobs import Priority, Scheduler, ThreadScheduler

HEALTH, URGENT, BACKGROUND, IDLE = Priority


@pytest.fixture
def scheduler() -> Iterator[Scheduler]:
    scheduler = ThreadScheduler("test", 3)
    yield scheduler
    scheduler.close()


class Work:
    """Jobs that note their name and priority when they begin, and end when they may."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, Priority]] = []
        self.gate = threading.Event()
        self.busy = threading.Event()

    def job(self, name: str, waits: bool = False) -> Callable[[Priority], str]:
        def run(priority: Priority) -> str:
            self.begun.append((name, priority))
            if waits:
                self.busy.set()
                self.gate.wait()
            return name

        return run

    def names(self) -> list[str]:
        return [name for name, _ in self.begun]


@pytest.fixture
def work() -> Iterator[Work]:
    work = Work()
    yield work
    work.gate.set()


def fail(_: Priority) -> str:
    raise OSError("no")


def test_a_job_is_done_once_for_all_who_ask_while_it_runs(scheduler: Scheduler, work: Work) -> None:
    futures = [scheduler.submit("a", work.job("a", waits=True)) for _ in range(5)]
    work.busy.wait()
    futures += [scheduler.submit("a", work.job("again")) for _ in range(5)]
    work.gate.set()
    assert {future.result() for future in futures} == {"a"}
    assert work.begun == [("a", URGENT)]


def test_what_is_done_is_forgotten(scheduler: Scheduler, work: Work) -> None:
    assert scheduler.submit("a", work.job("a")).result() == "a"
    assert scheduler.submit("a", work.job("again")).result() == "again"


def test_a_failure_reaches_the_one_who_asked_and_is_forgotten(scheduler: Scheduler, work: Work) -> None:
    with pytest.raises(OSError, match="no"):
        scheduler.submit("a", fail).result()
    assert scheduler.submit("a", work.job("a")).result() == "a"


def test_an_urgent_job_runs_beside_one_in_the_background(scheduler: Scheduler, work: Work) -> None:
    slow = scheduler.submit("slow", work.job("slow", waits=True), BACKGROUND)
    work.busy.wait()
    assert scheduler.submit("quick", work.job("quick")).result() == "quick"
    assert not slow.done()


@pytest.mark.parametrize("priority", [BACKGROUND, IDLE])
def test_background_jobs_run_one_at_a_time_and_after_the_urgent_ones(
    scheduler: Scheduler, work: Work, priority: Priority
) -> None:
    scheduler.submit("person", work.job("person", waits=True))
    work.busy.wait()
    background = [scheduler.submit(name, work.job(name), priority) for name in ("x", "y")]
    assert scheduler.submit("next", work.job("next")).result() == "next"
    assert work.begun == [("person", URGENT), ("next", URGENT)]
    work.gate.set()
    assert [future.result() for future in background] == ["x", "y"]
    assert work.begun[2:] == [("x", priority), ("y", priority)]


def test_background_jobs_never_run_side_by_side(scheduler: Scheduler, work: Work) -> None:
    first = scheduler.submit("first", work.job("first", waits=True), BACKGROUND)
    work.busy.wait()
    second = scheduler.submit("second", work.job("second"), BACKGROUND)
    assert scheduler.submit("person", work.job("person")).result() == "person"
    assert work.names() == ["first", "person"]
    work.gate.set()
    assert [first.result(), second.result()] == ["first", "second"]


def test_what_nobody_asked_for_keeps_nobody_waiting(scheduler: Scheduler, work: Work) -> None:
    scheduler.submit("warm", work.job("warm", waits=True), IDLE)
    work.busy.wait()
    warming = scheduler.submit("more", work.job("more"), IDLE)
    assert scheduler.submit("feed", work.job("feed"), BACKGROUND).result() == "feed"
    assert work.begun == [("warm", IDLE), ("feed", BACKGROUND)]
    work.gate.set()
    assert warming.result() == "more"


def test_a_health_check_goes_before_everybody(work: Work) -> None:
    scheduler = ThreadScheduler("test", 1)
    scheduler.submit("person", work.job("person", waits=True))
    work.busy.wait()
    futures = [
        scheduler.submit(priority.name, work.job(priority.name), priority) for priority in reversed(Priority)
    ]
    work.gate.set()
    for future in futures:
        future.result()
    assert work.names() == ["person", "HEALTH", "URGENT", "BACKGROUND", "IDLE"]
    scheduler.close()


def test_an_urgent_request_takes_a_background_job_along(scheduler: Scheduler, work: Work) -> None:
    scheduler.submit("slow", work.job("slow", waits=True), BACKGROUND)
    work.busy.wait()
    warming = scheduler.submit("x", work.job("x"), BACKGROUND)
    assert scheduler.submit("x", work.job("unused")).result(60) == "x"
    assert warming.result() == "x"
    assert work.begun == [("slow", BACKGROUND), ("x", URGENT)]


def test_a_job_that_nobody_waits_for_any_more_is_dropped(scheduler: Scheduler, work: Work) -> None:
    slow = scheduler.submit("slow", work.job("slow", waits=True), BACKGROUND)
    work.busy.wait()
    dropped = scheduler.submit("x", work.job("x"), BACKGROUND)
    shared = [scheduler.submit("y", work.job("y"), BACKGROUND) for _ in range(2)]
    assert [future.cancel() for future in (slow, dropped, shared[1])] == [False, True, True]
    work.gate.set()
    assert shared[0].result() == "y"
    assert slow.result() == "slow"
    assert work.names() == ["slow", "y"]


def test_withdrawing_twice_takes_nothing_from_another(scheduler: Scheduler, work: Work) -> None:
    scheduler.submit("slow", work.job("slow", waits=True), BACKGROUND)
    work.busy.wait()
    mine, another = (scheduler.submit("x", work.job("x"), BACKGROUND) for _ in range(2))
    mine.cancel()
    mine.cancel()
    work.gate.set()
    assert another.result() == "x"


def test_withdrawing_a_finished_request_takes_nothing_from_another(scheduler: Scheduler, work: Work) -> None:
    failed = scheduler.submit("x", fail)
    assert isinstance(failed.exception(), OSError)
    scheduler.submit("slow", work.job("slow", waits=True), BACKGROUND)
    work.busy.wait()
    another = scheduler.submit("x", work.job("x"), BACKGROUND)
    failed.cancel()
    work.gate.set()
    assert another.result() == "x"


def test_a_key_that_all_have_withdrawn_can_be_asked_for_anew(scheduler: Scheduler, work: Work) -> None:
    scheduler.submit("slow", work.job("slow", waits=True), BACKGROUND)
    work.busy.wait()
    scheduler.submit("x", work.job("x"), BACKGROUND).cancel()
    anew = scheduler.submit("x", work.job("x"), BACKGROUND)
    work.gate.set()
    assert anew.result() == "x"
    assert work.names() == ["slow", "x"]


def test_closing_waits_for_what_runs_and_cancels_the_rest(scheduler: Scheduler, work: Work) -> None:
    running = scheduler.submit("slow", work.job("slow", waits=True), BACKGROUND)
    work.busy.wait()
    queued = scheduler.submit("x", work.job("x"), BACKGROUND)
    closing = threading.Thread(target=scheduler.close)
    closing.start()
    for future in as_completed([queued], 60):
        with pytest.raises(CancelledError):
            future.result()
    for key in ("slow", "late"):
        with pytest.raises(CancelledError):
            scheduler.submit(key, work.job(key)).result()
    work.gate.set()
    closing.join()
    assert running.result() == "slow"
