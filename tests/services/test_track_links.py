"""Addresses of tracks that a storage sends."""

from __future__ import annotations

import urllib.request
from pathlib import Path
from typing import cast

import pytest

from server.services.track_links import TrackLinks
from server.storage import Storage
from server.track import Studio
from server.track.cache import Audio
from tests.helpers.s3 import S3Service, s3_service

pytestmark = pytest.mark.scale

LARGE, SMALL = "a" * 32, "b" * 32


class Sounds:
    """Has two tracks."""

    def audio(self, digest: str) -> Audio:
        return Audio(bytes(2_000_000) if digest == LARGE else b"small")


def links(storage: Storage | None, least_mb: int = 1) -> TrackLinks:
    return TrackLinks(cast(Studio, Sounds()), storage, least_mb)


def test_a_large_track_is_fetched_from_the_storage_and_a_small_one_is_not(s3: S3Service) -> None:
    found = links(Storage(s3.new_bucket()))
    assert found.address(SMALL) == ""
    for _ in range(2):
        with urllib.request.urlopen(found.address(LARGE)) as answer:
            assert answer.read() == bytes(2_000_000)
        part = urllib.request.Request(found.address(LARGE), headers={"Range": "bytes=10-19"})
        with urllib.request.urlopen(part) as answer:
            assert (answer.status, answer.read()) == (206, bytes(10))


def test_where_nothing_can_be_fetched_soleus_sends_it(s3: S3Service, tmp_path: Path) -> None:
    assert links(None).address(LARGE) == ""
    assert links(Storage(f"file://{tmp_path}")).address(LARGE) == ""
    assert links(Storage(s3.new_bucket()), 0).address(LARGE) == ""


def test_while_the_storage_is_away_soleus_sends_it(caplog: pytest.LogCaptureFixture) -> None:
    with s3_service() as service:
        found = links(Storage(service.new_bucket()))
        service.stop()
        assert found.address(LARGE) == ""
        assert "sent from here" in caplog.text
        service.start()
        assert found.address(LARGE).startswith("http")
