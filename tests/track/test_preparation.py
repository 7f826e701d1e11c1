"""Preparations with a real studio and a real voice."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from server.errors import NotFound
from server.jobs import Scheduler, ThreadScheduler
from server.routine.model import Choices
from server.track.cache import TrackCache
from server.track.preparation import BeingMade, Preparation, Preparations
from server.track.recording_folder import RecordingFolder
from server.track.recordings import Recordings
from server.track.studio import Studio, Track
from server.voice.clips import ClipStore
from tests.helpers.coach import exercise, routine, step
from tests.helpers.running import PATIENCE_S, until
from tests.helpers.track import MemoryTrackStore

LEGS = routine(step(exercise(sides="each"), seconds=10))


@pytest.fixture
def tracks() -> MemoryTrackStore:
    return MemoryTrackStore()


@pytest.fixture
def studio(clip_store: ClipStore, tracks: MemoryTrackStore, tmp_path: Path) -> Studio:
    recordings = Recordings(RecordingFolder(tmp_path / "recordings"), tracks)
    return Studio(clip_store, TrackCache(tmp_path / "tracks", 50_000_000), recordings)


@pytest.fixture
def scheduler() -> Iterator[Scheduler]:
    scheduler = ThreadScheduler("tracks", 2)
    yield scheduler
    scheduler.close()


@pytest.fixture
def preparations(studio: Studio, scheduler: Scheduler) -> Preparations:
    return Preparations(studio, scheduler)


def test_who_is_patient_finds_it_ready(preparations: Preparations) -> None:
    made: list[Track] = []
    preparations.prepare("patient", LEGS, Choices(), made.append, 30)
    assert len(made) == 1


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


def test_a_track_that_is_not_ready_is_made_meanwhile(preparations: Preparations, studio: Studio) -> None:
    with pytest.raises(BeingMade) as making:
        preparations.made(LEGS, Choices(), 0.0)
    assert (making.value.status, making.value.retry_after_s) == (503, 1)
    digest = preparations.made(LEGS, Choices(), PATIENCE_S)
    assert digest == studio.track(LEGS, Choices()).digest


def test_a_track_that_was_made_is_there_at_once(preparations: Preparations, scheduler: Scheduler) -> None:
    digest = preparations.made(LEGS, Choices(), PATIENCE_S)
    scheduler.close()
    assert preparations.made(LEGS, Choices(), 0.0) == digest


def test_a_track_that_waits_for_play_is_another_one(preparations: Preparations) -> None:
    waiting = routine(step(exercise(sides="each"), seconds=10, wait=True))
    one, other = (preparations.made(waiting, Choices(), PATIENCE_S, waits=waits) for waits in (True, False))
    assert one != other


def test_a_track_that_was_removed_is_made_anew(
    preparations: Preparations, studio: Studio, tracks: MemoryTrackStore, tmp_path: Path
) -> None:
    digest = preparations.made(LEGS, Choices(), PATIENCE_S)
    tracks.forget()
    shutil.rmtree(tmp_path / "tracks")
    assert preparations.made(LEGS, Choices(), PATIENCE_S) == digest
    assert studio.audio(digest).size_bytes > 0


def test_what_cannot_be_made_is_told_to_all_who_wait(preparations: Preparations) -> None:
    nobody = replace(Choices(), voice="nobody")
    with ThreadPoolExecutor(3) as people:
        asked = [people.submit(preparations.made, LEGS, nobody, PATIENCE_S) for _ in range(3)]
    for each in asked:
        assert isinstance(each.exception(), NotFound)


@pytest.mark.parametrize(("done", "total", "percent"), [(0, 0, 0), (1, 3, 33), (3, 3, 99)])
def test_a_track_that_is_being_made_is_not_all_made(done: int, total: int, percent: int) -> None:
    assert Preparation(done, total).percent == percent
