from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.atomic_write import write_atomically
from server.disk_space import DiskFull, DiskSpace
from tests.helpers.small_disk import MEGABYTE, fill, small_disk


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", 10) as folder:
        yield folder


def test_a_reserve_that_nobody_set_is_a_share_of_a_small_disk(disk: Path) -> None:
    assert DiskSpace(disk).reserve_bytes == pytest.approx(0.02 * 10 * MEGABYTE, rel=0.01)
    assert DiskSpace(disk, 3 * MEGABYTE).reserve_bytes == 3 * MEGABYTE


def test_a_folder_that_is_still_to_be_made_is_on_the_disk_of_what_is_above_it(disk: Path) -> None:
    assert DiskSpace(disk / "to" / "come").free_bytes == DiskSpace(disk).free_bytes


def test_a_cache_gets_no_room_that_is_reserved(disk: Path) -> None:
    space = DiskSpace(disk, 2 * MEGABYTE)
    with space.claim(7 * MEGABYTE) as granted:
        assert granted
    with space.claim(9 * MEGABYTE) as granted:
        assert not granted
    assert 0 < space.missing_bytes(9 * MEGABYTE) < 2 * MEGABYTE
    fill(disk, leave=MEGABYTE)
    with space.claim(1) as granted:
        assert not granted


def test_what_others_have_claimed_is_no_longer_there(disk: Path) -> None:
    space = DiskSpace(disk, MEGABYTE)
    with space.claim(5 * MEGABYTE) as first, space.claim(5 * MEGABYTE) as second:
        assert (first, second) == (True, False)
    with space.claim(5 * MEGABYTE) as later:
        assert later


def test_caches_make_way_for_what_must_be_saved(disk: Path) -> None:
    filling = fill(disk)
    space = DiskSpace(disk)
    space.add_cache(filling.unlink)
    space.save(lambda: write_atomically(disk / "mine.yaml", bytes(MEGABYTE)))
    assert (disk / "mine.yaml").stat().st_size == MEGABYTE
    assert not filling.exists()


def test_what_cannot_be_saved_even_so_is_told_in_words(disk: Path) -> None:
    fill(disk)
    dropped: list[str] = []
    space = DiskSpace(disk)
    space.add_cache(lambda: dropped.append("cache"))
    with pytest.raises(DiskFull, match=r"The disk with \S+ is full") as failure:
        space.save(lambda: write_atomically(disk / "mine.yaml", bytes(MEGABYTE)))
    assert failure.value.status == 507
    assert dropped == ["cache"]
    assert not (disk / "mine.yaml").exists()


def test_a_share_of_the_disk_that_is_used_up_counts_as_full(tmp_path: Path) -> None:
    def write() -> None:
        raise OSError(errno.EDQUOT, "Disk quota exceeded")

    with pytest.raises(DiskFull):
        DiskSpace(tmp_path).save(write)


def test_another_failure_drops_nothing(tmp_path: Path) -> None:
    dropped: list[str] = []
    space = DiskSpace(tmp_path)
    space.add_cache(lambda: dropped.append("cache"))
    with pytest.raises(FileNotFoundError):
        space.save((tmp_path / "no folder" / "file").touch)
    assert dropped == []
