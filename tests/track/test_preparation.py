"""Preparations with a real studio and a real voice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from server.jobs import Scheduler, ThreadScheduler
from server.routine.model import Choices
from server.track.cache import TrackCache
from server.track.preparation import Preparation, Preparations
from server.track.studio import Studio, Track
from server.voice.clips import ClipStore
from tests.helpers.coach import exercise, routine, step
from tests.helpers.running import until
from tests.helpers.track import memory_recordings

LEGS = routine(step(exercise(sides="each"), seconds=10))


@pytest.fixture
def studio(clip_store: ClipStore, tmp_path: Path) -> Studio:
    return Studio(
        clip_store, TrackCache(tmp_path / "tracks", 50_000_000), memory_recordings(tmp_path / "recordings")
    )


@pytest.fixture
def scheduler() -> Iterator[Scheduler]:
    scheduler = ThreadScheduler("tracks", 2)
    yield scheduler
    scheduler.close()


@pytest.fixture
def preparations(studio: Studio, scheduler: Scheduler) -> Preparations:
    return Preparations(studio, scheduler)


def test_a_preparation_tells_how_far_it_is(preparations: Preparations, studio: Studio) -> None:
    seen: list[Preparation] = []
    made: list[Track] = []
    choices = replace(Choices(), rate=170)

    def ask() -> bool:
        if not made:
            seen.append(preparations.prepare("job", LEGS, choices, made.append))
        return bool(made)

    until(ask)
    totals = {each.total for each in seen if each.total}
    assert len(totals) <= 1
    # The last answer may be of a job that ended just before it, and was begun again.
    assert [each.done for each in seen[:-1]] == sorted(each.done for each in seen[:-1])
    assert made[0].digest == studio.track(LEGS, choices).digest


def test_a_track_is_prepared_once_however_many_ask(preparations: Preparations) -> None:
    made: list[Track] = []
    release = threading.Event()

    def ready(track: Track) -> None:
        release.wait(60)
        made.append(track)

    for _ in range(5):
        preparations.prepare("often", LEGS, Choices(), ready)
    release.set()
    until(lambda: made)
    assert len(made) == 1


def test_a_fault_is_told_once_and_then_tried_anew(preparations: Preparations) -> None:
    nobody = replace(Choices(), voice="nobody")
    faults: list[str] = []

    def ask() -> bool:
        faults.append(preparations.prepare("lost", LEGS, nobody, lambda _: None).fault)
        return bool(faults[-1])

    until(ask)
    assert "nobody" in faults[-1]
    assert preparations.prepare("lost", LEGS, nobody, lambda _: None) == Preparation()


def test_a_mistake_in_the_program_is_logged_and_told(
    preparations: Preparations, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: Track) -> None:
        raise ZeroDivisionError

    until(lambda: preparations.prepare("broken", LEGS, Choices(), broken).fault)
    assert "ZeroDivisionError" in caplog.text


def test_a_job_that_is_ending_does_not_swallow_the_next(studio: Studio) -> None:
    may_end = threading.Event()

    class SlowToEnd(ThreadScheduler):
        def _finish(self, task: Any) -> Any:
            may_end.wait(60)
            return super()._finish(task)

    scheduler = SlowToEnd("tracks", 2)
    preparations = Preparations(studio, scheduler)
    nobody = replace(Choices(), voice="nobody")

    def fault() -> str:
        return preparations.prepare("legs", LEGS, nobody, lambda _: None).fault

    try:
        until(fault)
        assert fault() == ""  # begins again while the first job has not ended
        until(fault)
    finally:
        may_end.set()
        scheduler.close()
