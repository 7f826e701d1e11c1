"""Warming up with a real studio and a real voice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from server.audio.format import FRAME
from server.jobs import Priority, ThreadScheduler
from server.routine.model import Choices
from server.track.cache import TrackCache
from server.track.studio import Studio
from server.track.warm_up import HALF_SECOND_STEP, warm_up_tracks
from server.voice.clips import ClipStore, DiskCache
from server.voice.worker.pool import SpeakingPool
from tests.helpers.coach import exercise, routine, step
from tests.helpers.track import memory_recordings

LEGS = routine(step(exercise(sides="each"), seconds=10))


def finish(scheduler: ThreadScheduler) -> None:
    """Wait until everything has been made."""
    for routine_id in ("legs", "broken"):
        scheduler.submit(("warm-up", routine_id), lambda _: None, Priority.IDLE).result(60)


def test_the_countdown_is_encoded_for_every_half_second(tmp_path: Path) -> None:
    pool = SpeakingPool()
    clips = ClipStore(DiskCache(tmp_path / "clips", 50_000_000), pool)
    cache = TrackCache(tmp_path / "tracks", 50_000_000)
    studio = Studio(clips, cache, memory_recordings(tmp_path / "recordings"))
    scheduler = ThreadScheduler("tracks", 1)
    try:
        warm_up_tracks([LEGS], studio, clips, scheduler)
        finish(scheduler)
        made = [path.stem for path in (tmp_path / "tracks").iterdir()]
        assert made == [studio.track(LEGS, Choices()).digest]
        encoded = [path.name for path in (tmp_path / "clips").glob("*.aac")]
        voice = clips.voice(None).id
        counted = clips.clips(["Three.", "Two.", "One."], voice, Choices().rate)
        for clip in counted.values():
            offsets = {int(name.split("-")[1][:-4]) for name in encoded if name.startswith(clip.key)}
            assert offsets >= set(range(0, FRAME, HALF_SECOND_STEP))
    finally:
        clips.close()
        scheduler.close()


def test_one_that_cannot_be_made_is_logged_and_the_next_one_is_made(
    clip_store: ClipStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache = TrackCache(tmp_path / "tracks", 50_000_000)
    studio = Studio(clip_store, cache, memory_recordings(tmp_path / "recordings"))
    scheduler = ThreadScheduler("tracks", 1)
    broken = replace(routine(step(exercise("\0"), seconds=10)), id="broken")
    try:
        warm_up_tracks([broken, LEGS], studio, clip_store, scheduler)
        finish(scheduler)
        made = [path.stem for path in (tmp_path / "tracks").iterdir()]
        assert made == [studio.track(LEGS, Choices()).digest]
    finally:
        scheduler.close()
    assert 'not warmed up: broken: "." cannot be spoken' in caplog.text
