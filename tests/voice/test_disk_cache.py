from __future__ import annotations

import os
from pathlib import Path

import pytest

from server.voice.disk_cache import CacheFolder


@pytest.fixture
def folder(tmp_path: Path) -> CacheFolder:
    return CacheFolder(tmp_path / "cache", 10_000)


def aged(tmp_path: Path, name: str, seconds: int) -> None:
    """Make a file as old as that."""
    os.utime(tmp_path / "cache" / name, (1_000_000 - seconds, 1_000_000 - seconds))


@pytest.mark.parametrize("content", [b"", b"x", bytes(range(256)) * 20])
def test_what_was_written_is_read(folder: CacheFolder, content: bytes) -> None:
    folder.write("a", content)
    assert folder.read("a") == content


def test_what_was_not_written_is_missing(folder: CacheFolder) -> None:
    assert folder.read("a") is None


def test_nothing_but_the_file_stays_behind(folder: CacheFolder, tmp_path: Path) -> None:
    folder.write("a", b"one")
    folder.write("a", b"two")
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["a"]
    assert folder.read("a") == b"two"


def test_a_damaged_file_is_missing(
    folder: CacheFolder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder.write("a", b"content")
    (tmp_path / "cache" / "a").write_bytes(b"something else")
    assert folder.read("a") is None
    assert "A damaged file in the cache is made again: a" in caplog.text


def test_the_least_recently_read_go_first(folder: CacheFolder, tmp_path: Path) -> None:
    for name in "abc":
        folder.write(name, bytes(3000))
        aged(tmp_path, name, 100)
    assert folder.read("a") is not None
    folder.write("d", bytes(3000))
    assert folder.read("a") is not None
    assert folder.read("d") is not None
    assert None in (folder.read("b"), folder.read("c"))


def test_what_is_used_from_memory_counts_as_used(folder: CacheFolder, tmp_path: Path) -> None:
    for name, seconds in {"a": 300, "b": 200, "c": 100}.items():
        folder.write(name, bytes(3000))
        aged(tmp_path, name, seconds)
    folder.use("a")
    folder.write("d", bytes(3000))
    assert folder.read("a") is not None
    assert folder.read("b") is None


def test_files_from_before_count_for_the_limit(tmp_path: Path) -> None:
    CacheFolder(tmp_path / "cache", 10_000).write("a", bytes(9000))
    aged(tmp_path, "a", 100)
    folder = CacheFolder(tmp_path / "cache", 10_000)
    folder.write("b", bytes(2000))
    assert folder.read("a") is None
    assert folder.read("b") is not None


def test_a_file_above_the_limit_is_kept_until_the_next(folder: CacheFolder) -> None:
    folder.write("a", bytes(20_000))
    assert folder.read("a") is not None
    folder.write("b", bytes(20_000))
    assert folder.read("a") is None
    assert folder.read("b") is not None


def test_a_folder_that_cannot_be_made_is_only_reported(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_text("in the way")
    folder = CacheFolder(tmp_path / "cache", 10_000)
    folder.write("a", b"content")
    assert folder.read("a") is None
    assert "The cache cannot keep a" in caplog.text
