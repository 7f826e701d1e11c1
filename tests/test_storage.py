"""What several machines keep together: in a bucket and in a folder, by the same calls."""

from __future__ import annotations

import sys
import time
import urllib.request
from pathlib import Path

import pytest
from moto.core import set_initial_no_auth_action_count

from server.config import load
from server.errors import BadInput
from server.storage import Storage, StorageUnusable
from tests.helpers.s3 import S3Service, s3_service

pytestmark = pytest.mark.scale


@pytest.fixture(params=["s3", "file"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "file":
        return Storage(f"file://{tmp_path / 'shared' / 'folder'}")
    service: S3Service = request.getfixturevalue("s3")
    return Storage(service.new_bucket())


def test_what_is_put_is_had_again_until_it_is_deleted(storage: Storage) -> None:
    storage.check()
    storage.put("clips/a", b"one")
    storage.put("clips/a", b"two")
    storage.put("recordings/b", b"")
    assert storage.get("clips/a") == b"two"
    assert storage.get("recordings/b") == b""
    assert storage.get("clips/c") is None
    (found,) = storage.below("clips")
    assert found.name == "clips/a"
    assert abs(found.put_s - time.time()) < 60
    storage.delete(["clips/a", "clips/c"])
    assert storage.get("clips/a") is None
    assert list(storage.below("clips")) == []


def test_a_bucket_gives_an_address_to_fetch_from(s3: S3Service) -> None:
    storage = Storage(s3.new_bucket())
    assert storage.signs
    storage.put("tracks/a.m4a", b"sound")
    address = storage.address_of("tracks/a.m4a", 60)
    with urllib.request.urlopen(address) as answer:
        assert answer.read() == b"sound"


def test_a_folder_gives_none(tmp_path: Path) -> None:
    storage = Storage(f"file://{tmp_path}")
    storage.put("a", b"sound")
    assert not storage.signs
    with pytest.raises(StorageUnusable):
        storage.address_of("a", 60)


def one_line(error: StorageUnusable) -> str:
    assert "\n" not in str(error)
    assert "a-secret-that-is-nobodys" not in str(error)
    assert str(error).startswith("storage_url: ")
    return str(error)


def test_a_bucket_that_is_not_there_is_one_line(s3: S3Service) -> None:
    with pytest.raises(StorageUnusable, match="NoSuchBucket: The specified bucket does not exist") as failure:
        Storage("s3://no-such-bucket/soleus").check()
    assert "s3://no-such-bucket/soleus" in one_line(failure.value)


def test_a_bucket_without_permission_is_one_line(s3: S3Service) -> None:
    address = s3.new_bucket()

    @set_initial_no_auth_action_count(0)
    def refused() -> str:
        with pytest.raises(StorageUnusable) as failure:
            Storage(address).check()
        return one_line(failure.value)

    assert "InvalidAccessKeyId" in refused()


def test_a_service_that_is_away_is_told_soon_and_found_again() -> None:
    with s3_service() as service:
        storage = Storage(service.new_bucket())
        storage.put("a", b"sound")
        service.stop()
        began = time.monotonic()
        with pytest.raises(StorageUnusable) as failure:
            storage.get("a")
        assert time.monotonic() - began < 30
        one_line(failure.value)
        assert (failure.value.status, failure.value.retry_after_s) == (503, 5)
        service.start()
        assert storage.get("a") == b"sound"


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageUnusable) as failure:
        Storage(f"file://{tmp_path / 'file' / 'folder'}").check()
    one_line(failure.value)


def test_without_the_library_the_start_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "obstore", None)
    with pytest.raises(StorageUnusable, match="extra scale: pip install"):
        Storage(f"file://{tmp_path}")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("bucket/soleus", "write s3:// and a bucket"),
        ("https://s3.example.org/bucket", "write s3:// and a bucket"),
        ("s3://key:secret@bucket", "belong in variables"),
    ],
)
def test_another_address_is_refused_in_words(address: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=said):
        load({"data": tmp_path, "storage_url": address}, {})
