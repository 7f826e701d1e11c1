from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from server.config import Config
from server.store import Store, TrackOrigin
from server.store.backend import backend_of
from server.store.base import Base
from server.store.database import Vanished
from server.store.database_errors import DatabaseDamaged, DatabaseUnusable
from server.store.migrating import migrate, revisions


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def test_the_migrations_make_from_nothing_what_the_tables_say(tmp_path: Path) -> None:
    engine = create_engine(url(tmp_path / "soleus.db"))
    migrate(engine, revisions()[-1])
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


def test_an_older_database_keeps_its_workouts(tmp_path: Path) -> None:
    """Tables that others refer to, with rows in them, as after a year of use."""
    address = url(tmp_path / "soleus.db")
    engine = backend_of(address).engine
    migrate(engine, "0002")
    with engine.begin() as connection:
        for row in (
            "INSERT INTO person VALUES (1, 'Anna', '{}', 0)",
            "INSERT INTO workout (id, person_id, routine_id, title, choices, created_ms)"
            " VALUES ('one', 1, 'calves', 'Calves', '{}', 5)",
            "INSERT INTO workout_event VALUES (1, 'one', 'a', 'play', 0, 7, '')",
        ):
            connection.exec_driver_sql(row)
    engine.dispose()
    store = Store(address)
    assert store.workout("one").created_ms == 5
    assert [event.at_ms for event in store.events("one")] == [7]
    assert store.workout("one").routine_copy == ""
    with store._read() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    store.close()


def test_an_older_database_keeps_its_timelines_in_a_tenth_of_the_space(tmp_path: Path) -> None:
    address = url(tmp_path / "soleus.db")
    engine = backend_of(address).engine
    migrate(engine, "0004")
    documents = {f"{number:032x}": document(number) for number in range(250)}
    with engine.begin() as connection:
        for digest, each in documents.items():
            row = (digest, json.dumps(each), '{"rate": 160}', 5)
            connection.exec_driver_sql("INSERT INTO track VALUES (?, ?, ?, ?)", row)
    engine.dispose()
    store = Store(address)
    assert {digest: store.track(digest).document for digest in documents} == documents
    kept = store.track(next(iter(documents)))
    assert (kept.recipe, kept.recorded) == ({"rate": 160}, None)
    with store._read() as connection:
        size = connection.exec_driver_sql(
            "SELECT sum(length(document) + length(timeline)) FROM track"
        ).scalar()
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    store.give_back_space()
    store.close()
    assert size is not None
    assert size < sum(len(json.dumps(each)) for each in documents.values()) / 10


def test_space_that_is_free_is_given_back(tmp_path: Path) -> None:
    path = tmp_path / "soleus.db"
    store = Store(url(path))
    with store._engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE large (content)")
        for _ in range(10):
            connection.exec_driver_sql("INSERT INTO large VALUES (zeroblob(1000000))")
    store.give_back_space()
    store.add_person("Anna")
    with store._engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE large")
    store.give_back_space()
    assert path.stat().st_size < 1_000_000
    assert [person.name for person in store.people()] == ["Anna"]
    store.close()


def document(number: int) -> dict[str, object]:
    """Return a timeline as releases stored it that knew fewer fields."""
    cues = [
        {"at_ms": 1000 * each + number, "end_ms": 1000 * each + 500 + number, "text": "One.", "segment": each}
        for each in range(100)
    ]
    return {"routine": "calves", "title": "Calves", "duration_ms": 100_000, "segments": [], "cues": cues}


def test_a_second_start_finds_everything(tmp_path: Path) -> None:
    first = Store(url(tmp_path / "soleus.db"))
    anna = first.add_person("Anna")
    first.close()
    second = Store(url(tmp_path / "soleus.db"))
    assert second.people() == (anna,)
    second.close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 2_000)],
)
def test_sqlite_is_set_to_keep_what_was_acknowledged(tmp_path: Path, pragma: str, value: object) -> None:
    store = Store(url(tmp_path / "soleus.db"))
    with store._read() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    store.close()


def test_a_database_of_a_newer_soleus_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "soleus.db"
    Store(url(path)).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(DatabaseUnusable, match="newer Soleus"):
        Store(url(path))


@pytest.mark.parametrize(
    "address", ["nonsense", "nosuchdialect://x/y", "sqlite:////nonexistent/folder/soleus.db"]
)
def test_a_database_that_cannot_be_opened_is_told_in_words(address: str) -> None:
    with pytest.raises(DatabaseUnusable, match="database"):
        Store(address)


def test_a_file_that_is_no_database_is_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "soleus.db"
    path.write_text("not a database, but long enough to be taken for one " * 40)
    with pytest.raises(DatabaseDamaged, match="not a database"):
        Store(url(path))


def test_the_password_of_a_database_is_not_shown() -> None:
    with pytest.raises(DatabaseUnusable) as failure:
        Store("postgresql+nosuchdriver://anna:secret@localhost/soleus")
    assert "secret" not in str(failure.value)


def test_a_change_for_somebody_who_was_deleted_is_refused_in_words(tmp_path: Path) -> None:
    store = Store(url(tmp_path / "soleus.db"))
    with pytest.raises(Vanished, match="in the meantime"):
        store.create_workout(99, "calves", "Calves", TrackOrigin({}, {}))
    assert store.workouts_of(99) == ()
    store.close()


@pytest.mark.parametrize("name", ["what?", "a%20b", "mode=ro#", "zwölf Dehnungen"])
def test_the_database_is_in_the_data_folder_whatever_that_is_called(tmp_path: Path, name: str) -> None:
    data = tmp_path / name
    data.mkdir()
    Store(Config(data=data).database).close()
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (data / "soleus.db").is_file()
