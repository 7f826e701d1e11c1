"""A database that is in use elsewhere, damaged, or on a full disk."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from server.disk_space import DiskFull, DiskSpace
from server.store import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseUnusable,
    Store,
    TrackOrigin,
    copy_database,
)
from server.store import database as database_module
from server.store.backend import backend_of
from server.store.migrating import migrate
from server.workout import Report
from tests.helpers.running import until
from tests.helpers.small_disk import fill, small_disk

PAGE = 4096


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "soleus.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{path}")
    yield opened
    opened.close()


@contextmanager
def held_elsewhere(path: Path) -> Iterator[None]:
    """Let another program hold the writer's lock."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def test_while_another_program_writes_reads_go_on_and_writes_are_refused_in_words(
    store: Store, path: Path
) -> None:
    anna = store.add_person("Anna")
    with held_elsewhere(path):
        with pytest.raises(DatabaseBusy, match="Another program is using the database") as refused:
            store.add_person("Ben")
        assert store.people() == (anna,)
    assert (refused.value.status, refused.value.retry_after_s) == (503, 2)
    assert store.add_person("Ben").name == "Ben"


def test_a_database_that_another_program_holds_at_the_start_is_named(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "PATIENT_BUSY_MS", 50)
    of_earlier_release(path)
    with held_elsewhere(path), pytest.raises(DatabaseUnusable, match="in use by another program") as failure:
        Store(f"sqlite:///{path}")
    assert str(path) in str(failure.value)


def of_earlier_release(path: Path) -> None:
    """Make a database that is brought up to date at the next start."""
    engine = backend_of(f"sqlite:///{path}").engine
    migrate(engine, "0006")
    engine.dispose()


def test_a_start_waits_until_another_program_has_written(path: Path) -> None:
    of_earlier_release(path)
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        later = threading.Timer(0.3, lambda: other.execute("ROLLBACK"))
        later.start()
        Store(f"sqlite:///{path}").close()
        later.join()


def garbled(pages: slice) -> Callable[[bytes], bytes]:
    def damage(content: bytes) -> bytes:
        first, end = pages.start * PAGE, min(pages.stop * PAGE, len(content))
        return content[:first] + os.urandom(end - first) + content[end:]

    return damage


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(garbled(slice(0, 1)), id="first page"),
        pytest.param(garbled(slice(2, 3)), id="one page"),
        pytest.param(garbled(slice(1, 1000)), id="all but the first page"),
        pytest.param(lambda content: content[: len(content) // 2], id="cut in half"),
        pytest.param(lambda content: content[:300], id="cut to less than a page"),
        pytest.param(lambda _: b"Dear diary, today I stretched. " * 500, id="no database"),
    ],
)
def test_damage_is_found_at_the_start_and_told_with_what_to_do(
    path: Path, damage: Callable[[bytes], bytes]
) -> None:
    Store(f"sqlite:///{path}").close()
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(DatabaseDamaged, match="soleus restore") as failure:
        Store(f"sqlite:///{path}")
    assert str(path) in str(failure.value)
    assert "\n" not in str(failure.value)


def test_damage_while_running_is_told_in_words(store: Store, path: Path) -> None:
    store.add_person("Anna")
    with store._read() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    path.write_bytes(garbled(slice(1, 1000))(path.read_bytes()))
    store._engine.dispose()  # or pages that were read before are not read again
    with pytest.raises(DatabaseDamaged, match="is damaged") as failure:
        store.people()
    assert failure.value.status == 503
    with pytest.raises(DatabaseDamaged, match="is damaged"):
        store.add_person("Ben")


def test_a_row_that_holds_something_else_than_was_kept_is_damage(store: Store) -> None:
    store.save_track("a" * 32, {"cues": []}, {})
    with store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE track SET timeline = x'0102'")
    with pytest.raises(DatabaseDamaged, match="is damaged"):
        store.track("a" * 32)


def test_on_a_full_disk_nothing_is_lost_and_reads_go_on(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 5) as disk:
        store = Store(f"sqlite:///{disk / 'soleus.db'}")
        anna = store.add_person("Anna")
        filling = fill(disk)
        kept = [anna]
        with pytest.raises(DiskFull, match="is full"):
            kept.extend(store.add_person(f"Person {number}") for number in range(2, 40))
        assert store.people() == tuple(kept)
        filling.unlink()
        kept.append(store.add_person("Later"))
        assert store.people() == tuple(kept)
        store.close()


def test_on_a_full_disk_caches_make_way_for_the_database(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 5) as disk:
        space = DiskSpace(disk)
        store = Store(f"sqlite:///{disk / 'soleus.db'}", disk=space)
        filling = fill(disk)
        space.add_cache(filling.unlink)
        names = [f"Person {number}" for number in range(40)]
        assert [store.add_person(name).name for name in names] == names
        assert not filling.exists()
        store.close()


def test_many_who_write_to_a_full_disk_are_told_the_truth_each(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 5) as disk:
        store = Store(f"sqlite:///{disk / 'soleus.db'}")
        fill(disk)
        answers: dict[str, object] = {}

        def add(name: str) -> None:
            try:
                answers[name] = store.add_person(name)
            except DiskFull as error:
                answers[name] = error

        threads = [threading.Thread(target=add, args=(f"Person {number}",)) for number in range(40)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        added = {person.name for person in store.people()}
        assert added == {name for name, answer in answers.items() if not isinstance(answer, DiskFull)}
        assert len(added) < len(answers) == 40
        store.close()


def test_positions_that_could_not_be_written_are_written_later(
    store: Store, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    anna = store.add_person("Anna")
    workout = store.create_workout(anna.id, "calves", "Calves", TrackOrigin({}, {}))
    store.save_track("a" * 32, {"cues": []}, {})
    store.set_track(workout.id, "a" * 32)
    with held_elsewhere(path):
        store.report_position(workout.id, Report("a" * 32, 5_000, True, 7))
        until(lambda: "positions cannot be written for now" in caplog.text)
    store.close()
    again = Store(f"sqlite:///{path}")
    report = again.workout(workout.id).report
    again.close()
    assert report is not None
    assert report.position_ms == 5_000
    assert caplog.text.count("positions cannot be written") == 1


def test_a_backup_of_a_database_that_another_program_holds_does_not_call_it_damaged(
    store: Store, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.store.snapshot.PATIENT_BUSY_MS", 50)
    with held_elsewhere(path), pytest.raises(DatabaseBusy):
        copy_database(f"sqlite:///{path}", tmp_path / "copy.db", lambda: None)


def test_a_backup_on_a_full_disk_says_which_disk(store: Store, path: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 5) as disk:
        fill(disk)
        with pytest.raises(DiskFull, match=str(disk)):
            copy_database(f"sqlite:///{path}", disk / "copy.db", lambda: None)
