from __future__ import annotations

import os
from pathlib import Path

import pytest

from server.digests import digest_of
from server.disk_space import DiskFull, DiskSpace
from server.errors import SoleusError
from server.track.recording_folder import RecordingFolder
from tests.helpers.small_disk import fill, small_disk

SOUND = b"packets"
NAME = digest_of(SOUND)


@pytest.fixture
def folder(tmp_path: Path) -> RecordingFolder:
    return RecordingFolder(tmp_path / "recordings")


def test_what_is_kept_is_read(folder: RecordingFolder) -> None:
    folder.keep({NAME: SOUND})
    assert folder.read(NAME) == SOUND
    assert folder.read(digest_of(b"other")) is None


@pytest.mark.parametrize("damaged", [b"", SOUND[:-1], SOUND + b"x"])
def test_what_is_damaged_is_missing(folder: RecordingFolder, tmp_path: Path, damaged: bytes) -> None:
    folder.keep({NAME: SOUND})
    (tmp_path / "recordings" / NAME).write_bytes(damaged)
    assert folder.read(NAME) is None
    folder.keep({NAME: SOUND})
    assert folder.read(NAME) == SOUND


def test_a_kept_file_is_never_written_again(folder: RecordingFolder, tmp_path: Path) -> None:
    folder.keep({NAME: SOUND})
    before = (tmp_path / "recordings" / NAME).stat().st_ino
    folder.keep({NAME: SOUND})
    assert (tmp_path / "recordings" / NAME).stat().st_ino == before


def test_what_cannot_be_written_is_an_error(folder: RecordingFolder, tmp_path: Path) -> None:
    (tmp_path / "recordings").write_text("a file where the folder should be")
    with pytest.raises(SoleusError, match="recordings"):
        folder.keep({NAME: SOUND})


def test_old_files_that_nothing_refers_to_go_unless_they_are_needed_again(
    folder: RecordingFolder, tmp_path: Path
) -> None:
    assert folder.remove_unknown(lambda _: False) == 0
    sounds = {digest_of(sound): sound for sound in (b"used", b"unused", b"needed again", b"new")}
    used, unused, needed, new = sounds
    folder.keep(sounds)
    for name in (used, unused, needed):
        os.utime(tmp_path / "recordings" / name, (0, 0))
    folder.keep({needed: sounds[needed]})
    assert folder.remove_unknown(lambda digest: digest == used) == 1
    assert {name for name in sounds if folder.read(name)} == {used, needed, new}


def test_on_a_full_disk_caches_make_way_for_recordings(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 5) as disk:
        filling, space = fill(disk), DiskSpace(disk)
        folder = RecordingFolder(disk / "recordings", space)
        with pytest.raises(DiskFull):
            folder.keep({NAME: SOUND})
        space.add_cache(filling.unlink)
        folder.keep({NAME: SOUND})
        assert folder.read(NAME) == SOUND
