from __future__ import annotations

import os
from pathlib import Path

import pytest

from server.track.cache import TrackCache


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


def test_a_track_that_another_thread_is_writing_stays(cache: TrackCache) -> None:
    cache.write("a", bytes(3000))
    unfinished = cache.path("a").with_name(".b.m4a.12345678.part")
    unfinished.write_bytes(bytes(9000))
    os.utime(cache.path("a"), (1_000_000, 1_000_000))
    cache.write("c", bytes(9000))
    assert unfinished.exists()
    assert not cache.touch("a")
