from __future__ import annotations

import os
from pathlib import Path

import pytest

from server.storage import Storage
from server.voice.clips.disk_cache import DiskCache
from tests.helpers.s3 import S3Service, s3_service


@pytest.fixture
def cache(tmp_path: Path) -> DiskCache:
    return DiskCache(tmp_path / "cache", 10_000)


def aged(tmp_path: Path, name: str, seconds: int) -> None:
    """Make a file as old as that."""
    os.utime(tmp_path / "cache" / name, (1_000_000 - seconds, 1_000_000 - seconds))


@pytest.mark.parametrize("content", [b"", b"x", bytes(range(256)) * 20])
def test_what_was_written_is_read(cache: DiskCache, content: bytes) -> None:
    cache.write("a", content)
    assert cache.read("a") == content


def test_what_was_not_written_is_missing(cache: DiskCache) -> None:
    assert cache.read("a") is None


def test_nothing_but_the_file_stays_behind(cache: DiskCache, tmp_path: Path) -> None:
    cache.write("a", b"one")
    cache.write("a", b"two")
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["a"]
    assert cache.read("a") == b"two"


def test_a_damaged_file_is_missing(
    cache: DiskCache, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache.write("a", b"content")
    (tmp_path / "cache" / "a").write_bytes(b"something else")
    assert cache.read("a") is None
    assert "A damaged file in the cache is made again: a" in caplog.text


def test_the_least_recently_read_go_first(cache: DiskCache, tmp_path: Path) -> None:
    for name in "abc":
        cache.write(name, bytes(3000))
        aged(tmp_path, name, 100)
    assert cache.read("a") is not None
    cache.write("d", bytes(3000))
    assert cache.read("a") is not None
    assert cache.read("d") is not None
    assert None in (cache.read("b"), cache.read("c"))


def test_what_is_used_from_memory_counts_as_used(cache: DiskCache, tmp_path: Path) -> None:
    for name, seconds in {"a": 300, "b": 200, "c": 100}.items():
        cache.write(name, bytes(3000))
        aged(tmp_path, name, seconds)
    cache.touch("a")
    cache.write("d", bytes(3000))
    assert cache.read("a") is not None
    assert cache.read("b") is None


def test_files_from_before_count_for_the_limit(tmp_path: Path) -> None:
    DiskCache(tmp_path / "cache", 10_000).write("a", bytes(9000))
    aged(tmp_path, "a", 100)
    cache = DiskCache(tmp_path / "cache", 10_000)
    cache.write("b", bytes(2000))
    assert cache.read("a") is None
    assert cache.read("b") is not None


def test_a_file_above_the_limit_is_kept_until_the_next(cache: DiskCache) -> None:
    cache.write("a", bytes(20_000))
    assert cache.read("a") is not None
    cache.write("b", bytes(20_000))
    assert cache.read("a") is None
    assert cache.read("b") is not None


def test_a_folder_that_cannot_be_made_is_only_reported(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_text("in the way")
    cache = DiskCache(tmp_path / "cache", 10_000)
    cache.write("a", b"content")
    assert cache.read("a") is None
    assert "nothing is kept in" in caplog.text


@pytest.mark.scale
def test_what_one_machine_keeps_another_has(tmp_path: Path, s3: S3Service) -> None:
    storage = Storage(s3.new_bucket())
    one, two = (DiskCache(tmp_path / name, 10_000, None, storage) for name in ("one", "two"))
    one.write("a", b"clip")
    assert two.read("a") == b"clip"
    storage.delete(["clips/a"])
    assert two.read("a") == b"clip"
    storage.put("clips/b", b"damaged on its way, and too long for a checksum")
    assert one.read("b") is None


@pytest.mark.scale
def test_without_the_storage_each_machine_keeps_its_own(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with s3_service() as service:
        one = DiskCache(tmp_path, 10_000, None, Storage(service.new_bucket()))
        service.stop()
        one.write("a", b"clip")
        assert one.read("a") == b"clip"
        assert one.read("b") is None
        assert "is not shared" in caplog.text
        service.start()
