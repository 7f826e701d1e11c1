from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.cache_folder import CacheFolder
from server.disk_space import DiskSpace
from tests.helpers.other_user import USER, asked_by_other_user, folder_of_other_user, own
from tests.helpers.small_disk import MEGABYTE, fill, small_disk


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", 10) as folder:
        yield folder


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_cache_leaves_the_reserve_free_and_gives_up_its_oldest_files_first(disk: Path) -> None:
    space = DiskSpace(disk, 3 * MEGABYTE)
    cache = CacheFolder(disk / "cache", 10 * MEGABYTE, space)
    for number in range(20):
        assert cache.write(f"{number}", bytes(MEGABYTE))
        os.utime(disk / "cache" / f"{number}", (1_000_000 + number,) * 2)
        assert space.free_bytes >= 3 * MEGABYTE
    assert "19" in names(disk / "cache")
    assert "0" not in names(disk / "cache")


def test_writers_together_leave_the_reserve_free_too(disk: Path) -> None:
    space = DiskSpace(disk, 3 * MEGABYTE)
    cache = CacheFolder(disk / "cache", 10**9, space)
    threads = [
        threading.Thread(target=cache.write, args=(f"{number}", bytes(MEGABYTE))) for number in range(30)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert space.free_bytes >= 3 * MEGABYTE
    assert names(disk / "cache")


def test_what_has_no_room_is_not_kept_and_that_is_logged_once(
    disk: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache = CacheFolder(disk / "cache", 10**9, DiskSpace(disk, 3 * MEGABYTE))
    filling = fill(disk, leave=2 * MEGABYTE)
    assert not cache.write("a", bytes(1000))
    assert not cache.write("b", bytes(1000))
    assert [record.getMessage() for record in caplog.records] == [
        f"nothing is kept in {disk / 'cache'} for now: the rest of the disk is reserved."
    ]
    filling.unlink()
    assert cache.write("a", bytes(1000))


def test_all_of_it_makes_way_but_for_what_is_written_or_about_to_be_opened(disk: Path) -> None:
    space = DiskSpace(disk)
    cache = CacheFolder(disk / "cache", 10**9, space)
    for name in ("a", "b", "c"):
        cache.write(name, bytes(1000))
    (disk / "cache" / ".d.1234.part").write_bytes(bytes(1000))
    assert cache.hold("b", 60)
    cache.drop()
    assert names(disk / "cache") == {"b", ".d.1234.part"}
    assert cache.hold("b", 0)
    cache.drop()
    assert names(disk / "cache") == {".d.1234.part"}
    assert not cache.hold("b", 60)


@pytest.mark.parametrize(
    ("age_s", "evicted"), [(0, False), (2 * 3600, True)], ids=["unfinished", "abandoned"]
)
def test_what_somebody_is_still_writing_stays(tmp_path: Path, age_s: int, evicted: bool) -> None:
    unfinished = tmp_path / ".a.m4a.1234.part"
    unfinished.write_bytes(bytes(3000))
    os.utime(unfinished, (time.time() - age_s,) * 2)
    cache = CacheFolder(tmp_path, 5000)
    cache.write("b", bytes(4000))
    assert unfinished.exists() is not evicted
    assert (tmp_path / "b").exists()


def test_plays_at_once_with_a_small_cache_all_find_their_files(tmp_path: Path) -> None:
    """Each is made again if others took its place, as tracks are."""
    cache = CacheFolder(tmp_path, 50_000)
    lost: list[str] = []

    def play(number: int) -> None:
        for turn in range(20):
            name = f"{number}-{turn}"
            while not cache.hold(name, 60):
                assert cache.write(name, bytes(10_000))
            try:
                (tmp_path / name).read_bytes()
            except OSError:
                lost.append(name)
            cache.hold(name, 0)

    threads = [threading.Thread(target=play, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert lost == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "cache").write_text("in the way")
    assert not CacheFolder(tmp_path / "cache", 10**9).write("a", b"content")
    assert f"nothing is kept in {tmp_path / 'cache'} for now: " in caplog.text


def test_files_of_another_user_are_passed_by_and_made_anew() -> None:
    with folder_of_other_user() as theirs:
        for folder in ("tracks", "clips"):
            (theirs / folder).mkdir()
            own(theirs / folder)
        for name in ("tracks/a.m4a", "clips/a"):
            (theirs / name).write_bytes(b"of root")
            (theirs / name).chmod(0o600)
        (theirs / "closed").mkdir(mode=0o755)
        told = asked_by_other_user(PASSED_BY, theirs).splitlines()
    assert told == [
        "None True b'sound'",
        "None b'clip'",
        f"nothing is kept in {theirs / 'closed'} for now: {theirs / 'closed'} belongs to root, and {USER}, "
        f"who runs Soleus, may not read and write it. As root: chown -R {USER} {theirs / 'closed'}",
        "False",
    ]


PASSED_BY = """
from server.cache_folder import CacheFolder
from server.track.cache import TrackCache
from server.voice.clips.disk_cache import DiskCache
tracks, clips = TrackCache(folder / "tracks", 10**9), DiskCache(folder / "clips", 10**9)
print(tracks.audio("a"), tracks.write("a", b"sound"), tracks.audio("a").read_bytes())
before = clips.read("a")
clips.write("a", b"clip")
print(before, clips.read("a"))
print(CacheFolder(folder / "closed", 10**9).write("a", b"x"))
"""
