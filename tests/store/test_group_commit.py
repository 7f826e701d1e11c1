"""Writers that share their commits."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import IntegrityError, OperationalError

from server.store import DatabaseBusy, Store
from server.store.group_commit import GroupCommit


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    store = Store(f"sqlite:///{tmp_path / 'some.db'}")
    with store._engine.begin() as connection:
        connection.execute(text("CREATE TABLE numbers (number INTEGER PRIMARY KEY)"))
    yield store._engine
    store.close()


def adding(number: int) -> Callable[[Connection], int]:
    def work(connection: Connection) -> int:
        connection.execute(text("INSERT INTO numbers VALUES (:number)"), {"number": number})
        return number

    return work


def kept(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return list(connection.execute(text("SELECT number FROM numbers ORDER BY number")).scalars())


def run_together(group: GroupCommit, works: list[Callable[[Connection], int]]) -> list[object]:
    """Run works in threads while another one is writing, so that all of them gather."""
    results: list[object] = [None] * len(works)
    begun, go_on = threading.Event(), threading.Event()

    def slow(_: Connection) -> int:
        begun.set()
        go_on.wait(10)
        return 0

    def run(index: int) -> None:
        try:
            results[index] = group.run(works[index])
        except Exception as error:
            results[index] = error

    first = threading.Thread(target=group.run, args=(slow,))
    first.start()
    begun.wait(10)
    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(works))]
    for thread in threads:
        thread.start()
    while len(group._waiting) < len(works):
        pass
    go_on.set()
    for thread in (first, *threads):
        thread.join(10)
    return results


def test_all_that_gathers_is_committed_at_once(engine: Engine) -> None:
    commits: list[int] = []
    event.listen(engine, "commit", lambda _: commits.append(1))
    assert run_together(GroupCommit(engine), [adding(number) for number in range(20)]) == list(range(20))
    assert kept(engine) == list(range(20))
    assert len(commits) == 2


def test_what_fails_fails_alone(engine: Engine) -> None:
    def fails(connection: Connection) -> int:
        adding(7)(connection)
        raise ValueError("no")

    first, failed, third = run_together(GroupCommit(engine), [adding(1), fails, adding(3)])
    assert (first, third) == (1, 3)
    assert isinstance(failed, ValueError)
    assert kept(engine) == [1, 3]


def test_if_the_commit_fails_each_is_run_by_itself(engine: Engine) -> None:
    with engine.begin() as connection:
        later = "REFERENCES numbers DEFERRABLE INITIALLY DEFERRED"
        connection.execute(text(f"CREATE TABLE parts (number INTEGER {later})"))

    def breaks_at_the_commit(connection: Connection) -> int:
        connection.execute(text("INSERT INTO parts VALUES (99)"))
        return 99

    group = GroupCommit(engine)
    first, failed, third = run_together(group, [adding(1), breaks_at_the_commit, adding(3)])
    assert (first, third) == (1, 3)
    assert isinstance(failed, IntegrityError)
    assert kept(engine) == [1, 3]
    assert group.run(adding(5)) == 5


def test_what_ends_the_transaction_of_all_fails_alone(engine: Engine) -> None:
    """As SQLite ends it by itself, for one where it runs out of space."""

    def ends_it(connection: Connection) -> int:
        connection.exec_driver_sql("INSERT OR ROLLBACK INTO numbers VALUES (7), (7)")
        return 7

    first, failed, third = run_together(GroupCommit(engine), [adding(1), ends_it, adding(3)])
    assert (first, third) == (1, 3)
    assert isinstance(failed, IntegrityError)
    assert kept(engine) == [1, 3]


def test_while_another_program_writes_nobody_waits_for_longer_than_the_first(engine: Engine) -> None:
    group = GroupCommit(engine)
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _, __, statement, *___: asked.append(statement))
    with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        results = run_together_until_refused(group, [adding(number) for number in range(5)])
        other.execute("ROLLBACK")
    assert asked == ["BEGIN IMMEDIATE"]
    assert [type(result) for result in results] == [OperationalError] * 5
    assert group.run(adding(9)) == 9
    assert kept(engine) == [9]


def test_while_another_program_writes_only_some_wait_for_it(engine: Engine) -> None:
    group = GroupCommit(engine)
    with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        results = run_together_until_refused(group, [adding(number) for number in range(40)])
        other.execute("ROLLBACK")
    refused = [result for result in results if isinstance(result, DatabaseBusy)]
    assert len(refused) >= 40 - 1 - 8
    assert kept(engine) == []


def run_together_until_refused(group: GroupCommit, works: list[Callable[[Connection], int]]) -> list[object]:
    """Run works in threads, and return what each was told."""
    results: list[object] = [None] * len(works)

    def run(index: int) -> None:
        try:
            results[index] = group.run(works[index])
        except Exception as error:
            results[index] = error

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results
