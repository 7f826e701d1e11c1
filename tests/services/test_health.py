"""What a running Soleus finds out about itself: a real database, real folders and disks, a real voice."""

from __future__ import annotations

import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from server.disk_space import DiskSpace
from server.services import health as health_module
from server.services.health import HealthService
from server.store import Store
from server.voice.clips import ClipStore, DiskCache
from server.voice.worker.pool import SpeakingPool
from tests.helpers.engines import DIARY, spoken
from tests.helpers.running import until
from tests.helpers.small_disk import fill, small_disk


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def store(data: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{data / 'soleus.db'}")
    yield store
    store.close()


@pytest.fixture
def speech(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ClipStore]:
    monkeypatch.setenv(DIARY, str(tmp_path))
    pool = SpeakingPool("tests.helpers.engines:Player", workers=1)
    speech = ClipStore(DiskCache(tmp_path / "clips", 10**9), pool)
    yield speech
    speech.close()


@pytest.fixture
def service(data: Path, store: Store, speech: ClipStore, monkeypatch: pytest.MonkeyPatch) -> HealthService:
    """Looks anew each time, and has the patience of a test."""
    monkeypatch.setattr(health_module, "_KEPT_S", 0.0)
    monkeypatch.setattr(health_module, "_WAIT_S", 20.0)
    return HealthService(data, store, speech, DiskSpace(data, 1))


def faults(service: HealthService) -> dict[str, str]:
    return {finding.part: finding.fault for finding in service.findings() if finding.fault}


def test_all_is_well(service: HealthService, store: Store) -> None:
    store.add_person("Anna")
    assert faults(service) == {}
    assert [person.name for person in store.people()] == ["Anna"], "what was written is taken back"


def test_pages_that_are_overwritten_while_it_runs_are_found(
    service: HealthService, store: Store, data: Path
) -> None:
    store.add_person("Anna")
    assert faults(service) == {}
    path = data / "soleus.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\x5a" * (path.stat().st_size - 4096))
    assert faults(service) == {"database": "damaged"}
    details = " ".join(finding.detail for finding in service.findings())
    assert str(path) in details


def test_another_program_that_holds_the_database_is_told(service: HealthService, data: Path) -> None:
    with closing(sqlite3.connect(data / "soleus.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert faults(service) == {"database": "in use by another program"}
    assert faults(service) == {}


def test_each_place_that_cannot_be_written_to_is_told(service: HealthService, data: Path) -> None:
    (data / "recordings").touch()
    (data / "cache").mkdir()
    (data / "cache" / "clips").touch()
    assert faults(service) == {"folders": "cannot be written to: the recordings, the cache of clips"}


def test_a_disk_that_cannot_be_written_to_is_told(
    tmp_path: Path, store: Store, speech: ClipStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health_module, "_WAIT_S", 20.0)
    with small_disk(tmp_path / "disk", megabytes=2) as disk:
        service = HealthService(disk, store, speech, DiskSpace(disk, 1))
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        assert faults(service) == {"folders": "cannot be written to: the data folder"}
        assert "cannot be written to" in service.findings()[2].detail


def test_a_disk_that_is_almost_full_is_told(
    tmp_path: Path, store: Store, speech: ClipStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health_module, "_WAIT_S", 20.0)
    with small_disk(tmp_path / "disk", megabytes=8) as disk:
        service = HealthService(disk, store, speech, DiskSpace(disk, 4_000_000))
        fill(disk, leave=1_000_000)
        assert "almost full: 1 MB are free" in faults(service)["disk"]


def test_what_hangs_does_not_answer_and_holds_nobody(
    service: HealthService, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health_module, "_WAIT_S", 0.05)
    go_on = threading.Event()
    monkeypatch.setattr(store, "check", go_on.wait)
    assert faults(service)["database"] == "does not answer"
    go_on.set()
    until(lambda: "database" not in faults(service))


def test_a_database_that_is_held_for_long_is_told_without_waiting_for_it(
    service: HealthService, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health_module, "_WAIT_S", 0.05)
    with closing(sqlite3.connect(data / "soleus.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert faults(service)["database"] == "does not answer"
        until(lambda: faults(service)["database"] == "in use by another program")


def test_however_many_ask_one_looks(
    service: HealthService, store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(health_module, "_KEPT_S", 3600.0)
    looks = []
    monkeypatch.setattr(store, "check", lambda: looks.append(1))
    with ThreadPoolExecutor(32) as threads:
        found = set(threads.map(lambda _: service.findings(), range(200)))
    assert len(found) == len(looks) == 1
    assert spoken(tmp_path) == ["Ready."]


def test_a_voice_that_has_ended_is_told(service: HealthService, speech: ClipStore) -> None:
    speech.close()
    assert faults(service) == {"voice": "does not speak"}


def test_what_is_wrong_is_logged_once(
    service: HealthService, data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (data / "recordings").touch()
    service.findings()
    service.findings()
    assert [record.getMessage() for record in caplog.records if "recordings" in record.getMessage()] == [
        f"not well: folders: {data / 'recordings'} cannot be written to: Not a directory."
    ]
