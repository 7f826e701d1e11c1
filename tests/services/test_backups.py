"""Backups and their restoring, on real folders and databases."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import threading
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from server.config import Config
from server.disk_space import DiskFull, DiskSpace
from server.errors import BadInput, SoleusError
from server.services.backup_format import FORMAT, MANIFEST
from server.services.backups import make_backup
from server.services.daily_backups import DailyBackups
from server.services.restoring import restore_backup
from server.store import SetOwner, Store
from server.store.backend import backend_of
from server.store.migrating import migrate
from tests.helpers.app import Clock
from tests.helpers.small_disk import fill, small_disk

DAY_MS = 86_400_000


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A data folder with something of everything."""
    data = tmp_path / "data"
    config = Config(data=data, daily_backups=3)
    for name, text in {
        "secret.key": "k" * 48,
        "soleus.toml": "port = 8430\n",
        "pronunciation.yaml": "en: {psoas: sowus}\n",
        "routines/calves.yaml": "name: Calves\n",
        "routines/.deleted/old.1767225600000.yaml": "name: Old\n",
        "routines/exercises/twist.yaml": "name: Twist\n",
        "routines/holiday.jpg": "no routine",
        "recordings/ab/abcdef.aac": "sound",
        "recordings/ab/.abcdef.aac.1234.part": "so",
        "cache/clips/x": "made again",
    }.items():
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_text(text)
    store = Store(config.database)
    store.add_person("Anna")
    store.close()
    return config


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def rewritten(file: Path, to: Path, changes: dict[str, bytes | None], **manifest: Any) -> Path:
    """Return a copy of a backup with other files (``None``: without one) or another manifest."""
    with ZipFile(file) as old, ZipFile(to, "w") as new:
        for name in [*old.namelist(), *(name for name in changes if name not in old.namelist())]:
            content = changes.get(name, b"") if name in changes else old.read(name)
            if name == MANIFEST and manifest:
                content = json.dumps(json.loads(old.read(name)) | manifest).encode()
            if content is not None:
                new.writestr(name, content)
    return to


@pytest.mark.parametrize("recordings", [False, True])
def test_what_was_backed_up_comes_back(config: Config, tmp_path: Path, recordings: bool) -> None:
    made = make_backup(config, tmp_path / "b.zip", recordings=recordings)
    to = tmp_path / "new" / "folder"
    restored = restore_backup(tmp_path / "b.zip", to)
    expected = {
        *("soleus.db", "secret.key", "soleus.toml", "pronunciation.yaml", "routines/calves.yaml"),
        *("routines/.deleted/old.1767225600000.yaml", "routines/exercises/twist.yaml"),
        *(["recordings/ab/abcdef.aac"] if recordings else []),
    }
    assert files_in(to) == expected
    assert all(
        (to / name).read_bytes() == (config.data / name).read_bytes() for name in expected - {"soleus.db"}
    )
    assert restored.manifest == made.manifest
    assert (restored.database.people, restored.database.workouts) == (1, 0)
    store = Store(f"sqlite:///{to / 'soleus.db'}")
    assert [person.name for person in store.people()] == ["Anna"]
    store.close()


def test_only_the_owner_may_read_what_holds_secrets(config: Config, tmp_path: Path) -> None:
    make_backup(config, tmp_path / "b.zip")
    restore_backup(tmp_path / "b.zip", tmp_path / "to")
    secret = [
        tmp_path / "b.zip",
        *(tmp_path / "to" / name for name in ("soleus.db", "secret.key", "soleus.toml")),
    ]
    assert {stat.S_IMODE(path.stat().st_mode) for path in secret} == {0o600}
    assert stat.S_IMODE((tmp_path / "to").stat().st_mode) == 0o700


def test_nothing_is_left_beside_a_backup(config: Config, tmp_path: Path) -> None:
    make_backup(config, tmp_path / "b.zip")
    assert {path.name for path in tmp_path.iterdir()} == {"b.zip", "data"}


def test_files_and_their_owners_are_of_one_moment(config: Config, tmp_path: Path) -> None:
    """Each file is written together with its owner; a backup never has the one without the other."""
    store, stop = Store(config.database), threading.Event()
    anna, folder = store.people()[0], config.data / "routines"

    def write_one(name: str, own: SetOwner) -> None:
        own(name, anna.id)
        (folder / name).write_text("name: x\n")

    def write() -> None:
        number = 0
        while not stop.wait(0.002):
            name = f"routine-{number}.yaml"
            store.change_files(partial(write_one, name))
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(4):
            make_backup(config, tmp_path / f"{number}.zip")
            restore_backup(tmp_path / f"{number}.zip", tmp_path / str(number))
            copy = Store(f"sqlite:///{tmp_path / str(number) / 'soleus.db'}")
            files = {path.name for path in (tmp_path / str(number) / "routines").glob("routine-*")}
            assert files == copy.file_owners().keys()
            copy.close()
    finally:
        stop.set()
        writer.join()
        store.close()


def test_a_backup_does_not_wait_for_readers_nor_change_the_database(config: Config, tmp_path: Path) -> None:
    before = (config.data / "soleus.db").read_bytes()
    with closing(sqlite3.connect(config.data / "soleus.db")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM person").fetchall()
        make_backup(config, tmp_path / "b.zip")
    assert (config.data / "soleus.db").read_bytes() == before


@pytest.mark.parametrize("revision", ["0001", "0002", "0003"])
def test_a_folder_of_an_earlier_release_is_backed_up_as_it_is_and_migrated_at_the_start(
    tmp_path: Path, revision: str
) -> None:
    config = Config(data=tmp_path / "old")
    config.data.mkdir()
    engine = backend_of(config.database).engine
    migrate(engine, revision)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO person VALUES (1, 'Anna', '{}', 0)")
    engine.dispose()
    make_backup(config, tmp_path / "b.zip")
    restored = restore_backup(tmp_path / "b.zip", tmp_path / "new")
    assert (restored.database.revision, restored.database.people) == (revision, 1)
    store = Store(f"sqlite:///{tmp_path / 'new' / 'soleus.db'}")
    assert [person.name for person in store.people()] == ["Anna"]
    assert store.file_owners() == {}
    store.close()


@pytest.mark.parametrize(
    "there",
    ["soleus.db", "soleus.db-wal", "secret.key", "soleus.toml", "routines/mine.yaml", "recordings/x"],
)
def test_nothing_is_overwritten(config: Config, tmp_path: Path, there: str) -> None:
    make_backup(config, tmp_path / "b.zip", recordings=True)
    kept = tmp_path / "to" / there
    kept.parent.mkdir(parents=True)
    kept.write_text("mine")
    with pytest.raises(BadInput, match="already holds"):
        restore_backup(tmp_path / "b.zip", tmp_path / "to")
    assert files_in(tmp_path / "to") == {there}
    assert kept.read_text() == "mine"


def test_a_folder_may_hold_what_is_not_restored(config: Config, tmp_path: Path) -> None:
    """As after a damaged database was moved away: the daily backups are still there."""
    file = tmp_path / "to" / "backups" / "soleus-2026-01-01.zip"
    for folder in ("backups", "cache", "routines/exercises"):
        (tmp_path / "to" / folder).mkdir(parents=True)
    (tmp_path / "to" / "routines" / "exercises").rmdir()
    make_backup(config, file)
    restore_backup(file, tmp_path / "to")
    assert {"backups/soleus-2026-01-01.zip", "soleus.db"} <= files_in(tmp_path / "to")


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "routines/../../evil",
        "/tmp/evil",
        "routines",
        "cache/x",
        "evil",
        "routines//x.yaml",
        "",
        "./soleus.db",
    ],
)
def test_a_backup_cannot_write_anywhere_else(config: Config, tmp_path: Path, name: str) -> None:
    made = make_backup(config, tmp_path / "b.zip").manifest
    member = {"name": name, "bytes": 0, "sha256": "0" * 64}
    members = [*(each.model_dump() for each in made.members), member]
    rewritten(tmp_path / "b.zip", tmp_path / "evil.zip", {name or "x": b""}, members=members)
    with pytest.raises(BadInput, match="belongs nowhere"):
        restore_backup(tmp_path / "evil.zip", tmp_path / "a" / "to")
    assert not (tmp_path / "a").exists()
    assert not list(tmp_path.rglob("evil"))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"routines/calves.yaml": b"name: Knees!\n"}, "not what it was"),
        ({"routines/calves.yaml": b"name: C\n"}, "not what it was"),
        ({"soleus.db": b""}, "not what it was"),
        ({"secret.key": None}, "does not hold"),
        ({"soleus.db": None}, "does not hold"),
        ({"routines/more.yaml": b""}, "does not hold"),
        ({MANIFEST: None}, "not a backup"),
        ({MANIFEST: b"{}"}, "not a backup"),
        ({MANIFEST: b"\xff"}, "not a backup"),
    ],
)
def test_a_damaged_backup_restores_nothing(
    config: Config, tmp_path: Path, changes: dict[str, bytes | None], message: str
) -> None:
    make_backup(config, tmp_path / "b.zip")
    rewritten(tmp_path / "b.zip", tmp_path / "damaged.zip", changes)
    with pytest.raises(BadInput, match=message):
        restore_backup(tmp_path / "damaged.zip", tmp_path / "to")
    assert not (tmp_path / "to").exists()


def test_a_damaged_zip_is_told_in_words(config: Config, tmp_path: Path) -> None:
    make_backup(config, tmp_path / "b.zip")
    content = bytearray((tmp_path / "b.zip").read_bytes())
    for place in range(40, len(content) - 1, 97):
        damaged = tmp_path / "damaged.zip"
        damaged.write_bytes(
            bytes(content[:place]) + bytes([content[place] ^ 0xFF]) + bytes(content[place + 1 :])
        )
        try:
            restore_backup(damaged, tmp_path / f"to-{place}")
        except SoleusError:
            assert not (tmp_path / f"to-{place}").exists()


def test_a_backup_of_a_newer_soleus_is_refused(config: Config, tmp_path: Path) -> None:
    make_backup(config, tmp_path / "b.zip")
    rewritten(tmp_path / "b.zip", tmp_path / "newer.zip", {}, format=FORMAT + 1)
    with pytest.raises(BadInput, match="newer Soleus"):
        restore_backup(tmp_path / "newer.zip", tmp_path / "to")
    with closing(sqlite3.connect(config.data / "soleus.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    make_backup(config, tmp_path / "newer-database.zip")
    with pytest.raises(BadInput, match="newer Soleus"):
        restore_backup(tmp_path / "newer-database.zip", tmp_path / "to")
    assert not (tmp_path / "to").exists()


def test_a_damaged_database_makes_no_backup(config: Config, tmp_path: Path) -> None:
    path = config.data / "soleus.db"
    content = bytearray(path.read_bytes())
    content[4096:40960] = b"\x00" * (40960 - 4096)
    path.write_bytes(content)
    with pytest.raises(SoleusError, match=r"damaged|cannot be copied"):
        make_backup(config, tmp_path / "b.zip")
    assert {path.name for path in tmp_path.iterdir()} == {"data"}


def test_another_kind_of_database_is_refused_in_words(config: Config, tmp_path: Path) -> None:
    other = config.model_copy(update={"database_url": "postgresql://anna:secret@localhost/soleus"})
    with pytest.raises(BadInput, match="own tools") as failure:
        make_backup(other, tmp_path / "b.zip")
    assert "secret" not in str(failure.value)


def test_one_backup_is_made_a_day_and_the_newest_are_kept(config: Config, clock: Clock) -> None:
    daily, folder = DailyBackups(config, clock), config.data / "backups"
    folder.mkdir()
    for name in ("mine.zip", ".soleus-2025-12-31.zip.12345678.part"):
        (folder / name).write_text("x")
        os.utime(folder / name, (0, 0))
    (folder / ".backup-left").mkdir()
    expected = []
    for _ in range(5):
        expected.append(f"soleus-{datetime.fromtimestamp(clock.now_ms / 1000):%Y-%m-%d}.zip")
        made = daily.make_if_due()
        assert made
        assert made.name == expected[-1]
        assert daily.make_if_due() is None
        clock.now_ms += DAY_MS
    assert {path.name for path in folder.iterdir()} == {"mine.zip", *expected[-3:]}
    assert stat.S_IMODE((folder / expected[-1]).stat().st_mode) == 0o600


def test_old_backups_stay_while_no_new_one_can_be_made(config: Config, clock: Clock) -> None:
    daily = DailyBackups(config, clock)
    for _ in range(3):
        daily.make_if_due()
        clock.now_ms += DAY_MS
    (config.data / "soleus.db").write_text("broken " * 1000)
    with pytest.raises(SoleusError):
        daily.make_if_due()
    assert len(list((config.data / "backups").iterdir())) == 3


def test_on_a_full_disk_caches_make_way_for_a_backup(config: Config, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 5) as folder:
        filling, disk = fill(folder, leave=100_000), DiskSpace(folder)
        with pytest.raises(DiskFull, match=str(folder)):
            make_backup(config, folder / "b.zip", disk=disk)
        assert files_in(folder) == {filling.name}
        disk.add_cache(filling.unlink)
        make_backup(config, folder / "b.zip", disk=disk)
        assert files_in(folder) == {"b.zip"}


@pytest.fixture
def clock() -> Clock:
    return Clock()
