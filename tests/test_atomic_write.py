from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest

from server.atomic_write import UNFINISHED_S, remove_unfinished, write_atomically


@pytest.mark.parametrize("durable", [True, False])
def test_a_file_is_written_and_nothing_is_left_beside_it(tmp_path: Path, durable: bool) -> None:
    path = tmp_path / "new" / "file.yaml"
    write_atomically(path, b"first", durable=durable)
    write_atomically(path, b"second", durable=durable)
    assert path.read_bytes() == b"second"
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_may_not_be_replaced_stays(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    write_atomically(path, b"first", replace=False)
    with pytest.raises(FileExistsError):
        write_atomically(path, b"second", replace=False)
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]


def test_without_hard_links_a_file_that_may_not_be_replaced_stays_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path, _target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    path = tmp_path / "mine.yaml"
    write_atomically(path, b"first", replace=False)
    with pytest.raises(FileExistsError):
        write_atomically(path, b"second", replace=False)
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    write_atomically(path, b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_permissions_are_those_asked_for_or_those_of_the_file_that_is_replaced(tmp_path: Path) -> None:
    secret, shared = tmp_path / "secret", tmp_path / "shared"
    write_atomically(secret, b"", mode=0o600)
    shared.touch()
    shared.chmod(0o664)
    write_atomically(shared, b"new")
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert stat.S_IMODE(shared.stat().st_mode) == 0o664


def test_what_a_killed_process_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    names = (".calves.yaml.0a1b2c3d.part", ".now.yaml.0a1b2c3d.part", "calves.yaml", ".part")
    for name in names:
        (tmp_path / name).touch()
    for name in (names[0], names[2]):
        os.utime(tmp_path / name, (0, time.time() - UNFINISHED_S - 5))
    remove_unfinished(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(names[1:])
