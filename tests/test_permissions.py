from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.atomic_write import write_atomically
from server.permissions import make_folder, refusal
from server.private import make_private_file, make_private_folder
from tests.helpers.other_user import USER, asked_by_other_user, folder_of_other_user, own

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="files have other owners there")


@pytest.fixture
def theirs() -> Iterator[Path]:
    with folder_of_other_user() as folder:
        yield folder


def test_what_may_be_used_is_not_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert refusal(tmp_path, tmp_path / "file", tmp_path / "to" / "come") == ""


def test_what_root_makes_belongs_to_the_owner_of_its_folder(theirs: Path) -> None:
    write_atomically(theirs / "new" / "folder" / "file", b"content")
    make_private_file(theirs / "private")
    make_private_folder(theirs / "closed")
    make_folder(theirs / "open")
    made = list(theirs.rglob("*"))
    assert len(made) == 6
    assert {path.owner() for path in made} == {USER}


def test_what_root_makes_elsewhere_stays_roots(theirs: Path) -> None:
    elsewhere = theirs.parent / "elsewhere"
    write_atomically(elsewhere / "file", b"content")
    assert (elsewhere / "file").owner() == elsewhere.owner() == "root"


def refused(folder: Path, *names: str) -> str:
    """Return what another user is told about a folder and what is in it."""
    code = (
        "from server.permissions import refusal\nprint(refusal(folder, *(folder / name for name in NAMES)))"
    )
    return asked_by_other_user(code.replace("NAMES", repr(names)), folder)


def test_the_first_file_of_somebody_else_is_named_with_both_users_and_what_helps(theirs: Path) -> None:
    for name in ("fine", "roots"):
        (theirs / name).touch(0o600)
    own(theirs / "fine")
    assert refused(theirs, "fine", "roots") == (
        f"{theirs / 'roots'} belongs to root, and {USER}, who runs Soleus, may not read and write it. "
        f"As root: chown -R {USER} {theirs}"
    )


def test_a_folder_of_somebody_else_counts_for_what_is_to_be_made_in_it(theirs: Path) -> None:
    (theirs / "cache").mkdir(0o755)
    assert refused(theirs, "cache/tracks/a.m4a").startswith(f"{theirs / 'cache'} belongs to root")


def test_what_is_closed_to_its_owner_is_told_so(theirs: Path) -> None:
    theirs.chmod(0o500)
    assert refused(theirs, "file") == (
        f"{theirs} is closed to {USER}, who runs Soleus. Open it: chmod -R u+rwX {theirs}"
    )


def test_a_disk_that_cannot_be_written_to_is_told_so(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can mount a disk")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "ro", "soleus-test", str(tmp_path)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a disk")
    try:
        assert refusal(tmp_path / "file") == f"{tmp_path} is on a disk that cannot be written to."
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)
