from __future__ import annotations

import os
from pathlib import Path

import pytest

from server.disk_space import DiskSpace
from server.track.cache import Audio, TrackCache
from tests.helpers.small_disk import MEGABYTE, small_disk


@pytest.fixture
def cache(tmp_path: Path) -> TrackCache:
    return TrackCache(tmp_path / "tracks", 10_000)


def test_what_was_written_is_there(cache: TrackCache) -> None:
    assert not cache.touch("a")
    cache.write("a", b"sound")
    assert cache.touch("a")
    assert cache.path("a").read_bytes() == b"sound"
    assert [path.name for path in cache.path("a").parent.iterdir()] == ["a.m4a"]


def test_the_least_recently_touched_go_first(cache: TrackCache) -> None:
    for digest, age_s in (("a", 300), ("b", 200), ("c", 100)):
        cache.write(digest, bytes(3000))
        used = 1_000_000 - age_s
        os.utime(cache.path(digest), (used, used))
    cache.touch("a")
    cache.write("d", bytes(3000))
    assert [cache.path(digest).exists() for digest in "abcd"] == [True, False, True, True]


def test_a_track_that_somebody_is_given_stays_until_it_was_opened(cache: TrackCache) -> None:
    cache.write("a", bytes(9000))
    given = cache.audio("a")
    assert given is not None
    cache.write("b", bytes(9000))
    cache.write("c", bytes(9000))
    assert given.read_bytes() == bytes(9000)
    assert cache.audio("b") is None


def test_what_the_disk_has_no_room_for_is_not_kept(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 5) as disk:
        cache = TrackCache(disk / "tracks", 10**9, DiskSpace(disk, 2 * MEGABYTE))
        assert cache.write("a", bytes(2 * MEGABYTE))
        assert not cache.write("b", bytes(4 * MEGABYTE))
        assert cache.audio("b") is None


@pytest.mark.parametrize("content", [b"sound", Path])
def test_audio_is_the_same_from_the_disk_and_from_memory(cache: TrackCache, content: object) -> None:
    cache.write("a", b"sound")
    audio = cache.audio("a") if content is Path else Audio(b"sound")
    assert audio is not None
    assert (audio.size_bytes, audio.read_bytes()) == (5, b"sound")
    sent = audio.to_send()
    assert (sent.read_bytes() if isinstance(sent, Path) else sent.read()) == b"sound"


def test_a_track_that_another_thread_is_writing_stays(cache: TrackCache) -> None:
    cache.write("a", bytes(3000))
    unfinished = cache.path("a").with_name(".b.m4a.12345678.part")
    unfinished.write_bytes(bytes(9000))
    os.utime(cache.path("a"), (1_000_000, 1_000_000))
    cache.write("c", bytes(9000))
    assert unfinished.exists()
    assert not cache.touch("a")
