"""A server whose disk is full, or nearly."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.helpers.running import Phone, Running, until
from tests.helpers.small_disk import MEGABYTE, fill, small_disk

ROUTINE = {"routine": "desk-break"}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", 60) as folder:
        yield folder


@contextmanager
def served(disk: Path, *options: str) -> Iterator[Phone]:
    running = Running(disk / "data", 0, *options)
    try:
        phone = Phone(running.port)
        phone.pair(running.link())
        assert phone.post("/people", {"name": "Anna"})[0] == 303
        yield phone
    finally:
        running.end()


def prepared(phone: Phone, workout: str) -> str:
    """Return what a workout's page shows when it no longer prepares."""
    shown = ""

    def is_there() -> bool:
        nonlocal shown
        status, _, shown = phone.get(f"{workout}/now")
        assert status == 200
        return 'data-state="preparing"' not in shown

    until(is_there)
    return shown


def test_when_only_the_reserve_is_left_everything_plays_and_nothing_is_cached(disk: Path) -> None:
    with served(disk, "--reserve-mb", "30") as phone:
        fill(disk, leave=20 * MEGABYTE)
        status, headers, _ = phone.post("/workouts", ROUTINE)
        assert status == 303
        found = re.search(r'data-state="ready".* data-track="(\w+)"', prepared(phone, headers["location"]))
        assert found
        whole = phone.content(f"/tracks/{found[1]}.m4a")
        assert len(whole) > 500_000
        assert phone.content(f"/tracks/{found[1]}.m4a", "bytes=1000-1999") == whole[1000:2000]
        assert not [path for path in (disk / "data" / "cache").rglob("*") if path.is_file()]
        assert shutil.disk_usage(disk).free > 15 * MEGABYTE


def test_a_workout_whose_track_has_no_room_says_so_and_goes_on_later(disk: Path) -> None:
    with served(disk) as phone:
        filling = fill(disk, leave=400_000)
        status, headers, _ = phone.post("/workouts", ROUTINE)
        assert status == 303
        shown = prepared(phone, headers["location"])
        assert 'data-state="fault"' in shown
        assert "is full, so this could not be saved" in shown
        filling.unlink()
        assert 'data-state="ready"' in prepared(phone, headers["location"])


def test_on_a_full_disk_pages_are_shown_and_what_cannot_be_saved_is_told(disk: Path) -> None:
    with served(disk) as phone:
        filling = fill(disk)
        answers = [phone.post("/people", {"name": f"Person {number}"}) for number in range(3)]
        answers.append(phone.post("/workouts", ROUTINE))
        assert {status for status, _, _ in answers} == {507}
        assert all(
            "The disk is full" in body and "Delete what you do not need" in body for *_, body in answers
        )
        assert [phone.get(path)[0] for path in ("/", "/routines/desk-break", "/people")] == [200] * 3
        filling.unlink()
        assert phone.post("/people", {"name": "Ben"})[0] == 303


def test_the_cache_makes_way_for_what_is_saved(disk: Path) -> None:
    with served(disk) as phone:
        _, headers, _ = phone.post("/workouts", ROUTINE)
        assert 'data-state="ready"' in prepared(phone, headers["location"])
        cached = [path for path in (disk / "data" / "cache").rglob("*") if path.is_file()]
        assert cached
        fill(disk)
        assert phone.post("/people", {"name": "Ben"})[0] == 303
        assert not any(path.exists() for path in cached)
