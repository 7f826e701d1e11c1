"""What is different where several processes write to one database."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import cast

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, QueuePool, event, insert, inspect, make_url, select

from server.clock import epoch_ms
from server.errors import BadInput, SoleusError
from server.store import DatabaseUnusable, Preferences, Store, TrackOrigin, invalidation
from server.store.backend import backend_of
from server.store.base import Base
from server.store.migrating import migrate, revisions
from server.store.server_clock import ServerClock
from server.workout import Event
from tests.helpers.postgres import PostgresServer, postgres_server
from tests.helpers.running import until

pytestmark = pytest.mark.scale


#: The newest migration of the release before this one.
BEFORE = "0012"
#: Ten thousand people with a device and choices each, a hundred thousand workouts, two events in each.
MANY = """
INSERT INTO person (id, name, name_key, settings, created_ms)
    SELECT n, 'Person ' || n, 'person ' || n, '{}', 0 FROM generate_series(1, 10000) n;
INSERT INTO device (id, person_id, name, paired_ms, token_hash)
    SELECT 'device ' || n, n, 'Firefox', 0, md5(n::text) FROM generate_series(1, 10000) n;
INSERT INTO choices (person_id, routine_id, document)
    SELECT n, 'calves', '{}' FROM generate_series(1, 10000) n;
INSERT INTO workout (id, person_id, routine_id, title, choices, created_ms, finished_ms)
    SELECT 'workout ' || n, mod(n, 10000) + 1, 'calves', 'Calves', '{}', n,
        CASE WHEN mod(n, 3) = 0 THEN NULL ELSE n + 5 END
    FROM generate_series(1, 100000) n;
INSERT INTO workout_event (workout_id, event_id, kind, position_ms, at_ms, track)
    SELECT 'workout ' || mod(n, 100000) + 1, 'event ' || n, 'play', 0, n, ''
    FROM generate_series(1, 200000) n;
ANALYZE
"""


@pytest.fixture
def nodes(database: str) -> Iterator[tuple[Store, Store]]:
    """Two stores on one database, as two processes have them."""
    first, second = Store(database), Store(database)
    yield first, second
    first.close()
    second.close()


def test_the_migrations_make_from_nothing_what_the_tables_say(database: str) -> None:
    backend = backend_of(database)
    migrate(backend.engine, revisions()[-1])
    with backend.engine.connect() as connection:
        own = {"include_name": lambda name, *_: not str(name).startswith("pgqueuer")}
        context = MigrationContext.configure(connection, opts=own)
        assert compare_metadata(context, Base.metadata) == []
    backend.close()


def test_documents_of_the_release_before_are_kept(database: str) -> None:
    backend = backend_of(database)
    migrate(backend.engine, "0012")
    with backend.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO person (id, name, settings, created_ms) VALUES (7, 'Änne', '{\"rate\": 150}', 5)"
        )
    backend.close()
    store = Store(database)
    assert store.settings(7) == {"rate": 150}
    with pytest.raises(BadInput, match="already a person"):
        store.add_person("äNNE")
    store.close()


def test_the_release_before_goes_on_beside_this_one(database: str) -> None:
    """Its statements name its own columns, and what it reads has the types that it knows."""
    backend = backend_of(database)
    migrate(backend.engine, BEFORE)
    before = MetaData()
    before.reflect(backend.engine)
    store = Store(database)
    after = inspect(backend.engine)
    for table in before.sorted_tables:
        columns = {column["name"]: column for column in after.get_columns(table.name)}
        assert {column.name for column in table.columns} <= columns.keys()
        for name in columns.keys() - {column.name for column in table.columns}:
            assert columns[name]["nullable"] or columns[name]["default"], f"{table.name}.{name}"
    person, choices, workout, happened = (
        before.tables[name] for name in ("person", "choices", "workout", "workout_event")
    )
    begun = {"id": "one", "routine_id": "calves", "title": "Calves", "choices": {"pace": 1}, "created_ms": 5}
    played = {"workout_id": "one", "event_id": "a", "kind": "play", "position_ms": 0, "at_ms": 7, "track": ""}
    with backend.engine.begin() as connection:
        made = insert(person).values(name="Anna", settings={"rate": 150}, created_ms=5).returning(person.c.id)
        anna = connection.execute(made).scalar_one()
        kept = insert(choices).values(person_id=anna, routine_id="calves", document={"seconds": 30})
        connection.execute(kept)
        connection.execute(insert(workout).values(person_id=anna, **begun))
        connection.execute(insert(happened).values(**played))
    assert store.preferences(anna, "calves") == Preferences({"rate": 150}, {"seconds": 30})
    assert store.workout("one").choices == {"pace": 1}
    store.add_events("one", [Event("b", "pause", 5, 9, "")])
    with backend.engine.connect() as connection:
        events = connection.execute(select(happened).order_by(happened.c.number))
        assert [row.event_id for row in events] == ["a", "b"]
        assert connection.execute(select(person.c.settings)).scalar() == {"rate": 150}
    store.close()
    backend.close()


def test_ten_processes_that_start_at_once_make_one_database(database: str) -> None:
    with ThreadPoolExecutor(10) as threads:
        stores = list(threads.map(Store, [database] * 10))
    people = [store.only_person("Me") for store in stores]
    assert len(set(people)) == 1
    for store in stores:
        store.close()


def test_what_one_process_changes_another_reads(nodes: tuple[Store, Store]) -> None:
    first, second = nodes
    until(lambda: second._caches.devices.trusted)
    first.add_device("token", "Firefox", None)
    device = second.device("token")
    assert device
    anna = first.add_person("Anna")
    first.give_device(device.id, anna.id)
    until(lambda: (found := second.device("token")) and found.person == anna)
    workout = first.create_workout(anna.id, "calves", "Calves", TrackOrigin({}, {}))
    assert second.workout(workout.id) == workout
    assert second.events(workout.id) == ()
    first.add_events(workout.id, [Event("a", "play", 0, 5, "")], device.id)
    until(lambda: len(second.events(workout.id)) == 1)
    assert second.workout(workout.id).player == device.id


def test_while_nothing_is_heard_everything_is_read(
    nodes: tuple[Store, Store], postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invalidation, "_AGAIN_S", 5.0)  # deaf for long enough to be seen
    first, second = nodes
    anna = first.add_person("Anna")
    workout = first.create_workout(anna.id, "calves", "Calves", TrackOrigin({}, {}))
    until(lambda: second._caches.events.trusted)
    second.events(workout.id)
    postgres.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'soleus listening'"
    )
    until(lambda: not second._caches.events.trusted)
    first.add_events(workout.id, [Event("a", "play", 0, 5, "")])
    assert len(second.events(workout.id)) == 1
    until(lambda: second._caches.events.trusted)
    assert len(second.events(workout.id)) == 1


def test_changes_of_two_processes_both_count(nodes: tuple[Store, Store]) -> None:
    anna = nodes[0].add_person("Anna")

    def add(number: int) -> None:
        def more(kept: Preferences) -> tuple[Preferences, None]:
            return replace(kept, choices={**kept.choices, str(number): number}), None

        nodes[number % 2].change_preferences(anna.id, "calves", more)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add, range(40)))
    assert nodes[0].preferences(anna.id, "calves").choices == {str(number): number for number in range(40)}


def test_events_that_reach_two_processes_are_kept_once(nodes: tuple[Store, Store]) -> None:
    anna = nodes[0].add_person("Anna")
    workout = nodes[0].create_workout(anna.id, "calves", "Calves", TrackOrigin({}, {}))
    sent = [Event(f"event {number}", "seek", number, number, "") for number in range(30)]
    with ThreadPoolExecutor(8) as threads:
        new = list(threads.map(lambda number: nodes[number % 2].add_events(workout.id, sent), range(16)))
    assert sum(new) == 30
    assert nodes[1].events(workout.id) == tuple(sent)


def test_none_of_the_hot_queries_reads_a_whole_table(database: str) -> None:
    store = Store(database)
    with store._engine.begin() as connection:
        connection.exec_driver_sql(MANY)
    asked: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
        asked.append((statement, values))

    event.listen(store._engine, "before_cursor_execute", note)
    assert store.device("token") is None
    assert store.workout("workout 600").person_id == 601
    assert store.events("workout 600")
    assert store.preferences(601, "calves") == Preferences({}, {})
    assert store.unfinished(601)
    assert store.last_done(602)
    event.remove(store._engine, "before_cursor_execute", note)
    assert len(asked) == 6
    with store._engine.connect() as connection:
        for statement, values in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN {statement}", values).scalars().all()  # type: ignore[arg-type]
            assert "Seq Scan" not in "\n".join(plan), "\n".join([statement, *plan])
    store.close()


def test_a_name_is_given_once(nodes: tuple[Store, Store]) -> None:
    def add(number: int) -> bool:
        with suppress(BadInput):
            nodes[number % 2].add_person("Anna" if number % 3 else "ANNA")
            return True
        return False

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(add, range(16))) == 1
    assert len(nodes[0].people()) == 1


def test_one_of_two_dose_changes_that_saw_the_same_is_kept(nodes: tuple[Store, Store]) -> None:
    anna = nodes[0].add_person("Anna")
    workout = nodes[0].create_workout(anna.id, "calves", "Calves", TrackOrigin({}, {}))
    for digest in ("old", "one", "two"):
        nodes[0].save_track(digest, {}, {})
    nodes[0].set_track(workout.id, "old")
    seen = nodes[0].workout(workout.id)
    events = [Event(name, "dose", 0, 5, name) for name in ("one", "two")]
    with ThreadPoolExecutor(2) as threads:
        kept = list(threads.map(lambda node, event: node.change_dose(seen, {}, event), nodes, events))
    assert sorted(kept) == [False, True]


def test_the_time_is_the_servers(database: str) -> None:
    engine = backend_of(database).engine
    assert abs(ServerClock(engine)() - epoch_ms()) < 1000
    elapsed = 0
    clock = ServerClock(engine, lambda: elapsed)
    first = clock()
    elapsed = 30_000
    assert clock() == first + 30_000
    elapsed = 100_000  # asked again: not so much time has passed on the server
    assert clock() - first < 30_000
    engine.dispose()


def test_after_a_restart_of_the_server_everything_goes_on() -> None:
    with postgres_server() as server:
        store = Store(server.new_database())
        until(lambda: store._caches.devices.trusted)
        anna = store.add_person("Anna")
        server.kill()
        with pytest.raises(DatabaseUnusable, match="fails") as failure:
            store.add_person("Ben")
        assert failure.value.status == 503
        assert "\n" not in str(failure.value)
        server.start()

        def added() -> bool:
            with suppress(SoleusError):
                store.add_person("Ben")
                return True
            return False

        until(added)
        assert [person.name for person in store.people()] == [anna.name, "Ben"]
        until(lambda: store._caches.devices.trusted)
        store.close()


def test_a_connection_that_is_not_given_back_in_time_is_told_in_words(database: str) -> None:
    store = Store(database)
    pool = cast(QueuePool, store._engine.pool)
    pool._timeout = 0.05
    with ThreadPoolExecutor(1) as threads:
        held = [store._engine.connect() for _ in range(pool.size())]
        with pytest.raises(SoleusError, match="busy") as failure:
            threads.submit(store.people).result()
        assert failure.value.status == 503
        for connection in held:
            connection.close()
    assert store.people() == ()
    store.close()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"port": 1}, "refused"),
        ({"database": "no_such_database"}, "no_such_database"),
        ({"username": "nobody", "password": "secret"}, "nobody"),
        ({"host": "no-such-host.invalid"}, "no-such-host"),
    ],
)
def test_a_wrong_address_is_one_line_at_the_start(database: str, change: dict[str, str], said: str) -> None:
    wrong = make_url(database).set(**change).render_as_string(hide_password=False)  # type: ignore[arg-type]
    with pytest.raises(DatabaseUnusable, match=said) as failure:
        Store(wrong)
    assert "\n" not in str(failure.value)
    assert "secret" not in str(failure.value)


def test_without_the_driver_the_start_says_what_to_install(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(DatabaseUnusable, match="extra scale: pip install"):
        Store(database)


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(DatabaseUnusable, match="PostgreSQL") as failure:
        Store("mysql://anna:secret@localhost/soleus")
    assert "secret" not in str(failure.value)


def test_people_are_found_by_how_their_names_begin(nodes: tuple[Store, Store]) -> None:
    store, other = nodes
    for name in ("Anna_B", "ANNA C", "Bert"):
        store.add_person(name)
    assert [person.name for person in other.people(named="anna ")] == ["Anna_B", "ANNA C"]
    assert [person.name for person in other.people(named="anna_")] == ["Anna_B"]
    assert [person.name for person in other.people(most=1)] == ["Anna_B"]
    assert [other.people(named=named) for named in ("A\0", "A\ud800", "x" * 10_000)] == [(), (), ()]
