"""Recordings that several machines share."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from server.cache_folder import CacheFolder
from server.digests import digest_of
from server.storage import Storage, StorageUnusable
from server.track import RecordingBucket
from tests.helpers.s3 import S3Service, s3_service

pytestmark = pytest.mark.scale

SOUND = b"packets"
NAME = digest_of(SOUND)


@pytest.fixture
def storage(s3: S3Service) -> Storage:
    return Storage(s3.new_bucket())


def machine(storage: Storage, folder: Path) -> RecordingBucket:
    """Return the recordings as a machine with a disk of its own sees them."""
    return RecordingBucket(storage, CacheFolder(folder, 10**6))


def test_what_one_machine_keeps_another_reads_and_has_at_hand_then(storage: Storage, tmp_path: Path) -> None:
    machine(storage, tmp_path / "one").keep({NAME: SOUND})
    two = machine(storage, tmp_path / "two")
    assert two.read(NAME) == SOUND
    storage.delete([f"recordings/{NAME}"])
    assert two.read(NAME) == SOUND
    assert machine(storage, tmp_path / "three").read(NAME) is None


@pytest.mark.parametrize("damaged", [b"", SOUND[:-1], SOUND + b"x"])
def test_what_is_damaged_on_the_disk_is_read_again_and_what_is_damaged_in_the_storage_is_lost(
    storage: Storage, tmp_path: Path, damaged: bytes
) -> None:
    one = machine(storage, tmp_path / "one")
    one.keep({NAME: SOUND})
    (tmp_path / "one" / NAME).write_bytes(damaged)
    assert one.read(NAME) == SOUND
    storage.put(f"recordings/{NAME}", damaged)
    assert machine(storage, tmp_path / "two").read(NAME) is None


def test_what_is_kept_again_is_not_sent_again(storage: Storage, tmp_path: Path) -> None:
    one = machine(storage, tmp_path)
    one.keep({NAME: SOUND})
    storage.delete([f"recordings/{NAME}"])
    one.keep({NAME: SOUND})
    assert storage.get(f"recordings/{NAME}") is None


def test_old_contents_that_nothing_refers_to_go(
    storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = machine(storage, tmp_path)
    used, unused = digest_of(b"used"), digest_of(b"unused")
    one.keep({used: b"used", unused: b"unused"})
    assert one.remove_unknown(lambda _: False) == 0, "whoever put them may be about to refer to them"
    two_days_on = time.time() + 2 * 24 * 3600
    monkeypatch.setattr(time, "time", lambda: two_days_on)
    assert one.remove_unknown(lambda digest: digest == used) == 1
    assert [each.name for each in storage.below("recordings")] == [f"recordings/{used}"]


def test_without_the_storage_nothing_is_said_to_be_kept(tmp_path: Path) -> None:
    with s3_service() as service:
        one = machine(Storage(service.new_bucket()), tmp_path)
        service.stop()
        with pytest.raises(StorageUnusable):
            one.keep({NAME: SOUND})
        service.start()
        one.keep({NAME: SOUND})
        assert machine(Storage(one._storage._url), tmp_path / "two").read(NAME) == SOUND
