from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from server.private import close_file, make_private_file, make_private_folder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a person's own folders are closed there")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_made_is_the_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    make_private_folder(folder)
    make_private_file(folder / "file")
    assert (mode(folder), mode(folder / "file")) == (0o700, 0o600)
    assert mode(tmp_path / "a") != 0o700


def test_what_is_there_is_closed_and_nothing_else_of_it_changes(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "file").write_text("kept")
    folder.chmod(0o755)
    (folder / "file").chmod(0o444)
    make_private_folder(folder)
    make_private_file(folder / "file")
    assert (mode(folder), mode(folder / "file")) == (0o700, 0o400)
    assert (folder / "file").read_text() == "kept"
    close_file(folder / "none")
    assert not (folder / "none").exists()


def test_a_folder_that_everybody_uses_stays_open(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    make_private_folder(tmp_path)
    assert mode(tmp_path) == 0o1777
    before = mode(Path("/srv"))
    make_private_folder(Path("/srv"))
    assert mode(Path("/srv")) == before


def test_what_belongs_to_somebody_else_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.touch()
    file.chmod(0o644)
    monkeypatch.setattr(os, "geteuid", lambda: file.stat().st_uid + 1)
    make_private_file(file)
    assert mode(file) == 0o644
