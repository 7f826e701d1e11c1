"""Where players are, and how often something was tried, as several processes know it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from server.store import RedisUnusable, Store, TrackOrigin
from server.store.redis_positions import RedisPositions
from server.workout import Report, Workout
from tests.helpers.postgres import PostgresServer
from tests.helpers.redis_server import redis_server
from tests.helpers.running import until

pytestmark = pytest.mark.scale


@pytest.fixture(params=["postgresql", "redis"])
def redis_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue("redis").url) if request.param == "redis" else ""


@pytest.fixture
def nodes(postgres: PostgresServer, redis_url: str) -> Iterator[tuple[Store, Store]]:
    url = postgres.new_database()
    stores = (Store(url), Store(url))
    for each in stores:
        each.share_positions(redis_url)
    yield stores
    for each in stores:
        each.close()
    postgres.drop_database(url)


def begun(store: Store) -> Workout:
    anna = store.add_person("Anna")
    workout = store.create_workout(anna.id, "calves", "Calves", TrackOrigin({}, {}))
    store.save_track("a" * 32, {"cues": []}, {})
    store.set_track(workout.id, "a" * 32)
    return store.workout(workout.id)


def test_a_position_that_one_process_hears_another_knows(nodes: tuple[Store, Store]) -> None:
    one, two = nodes
    workout = begun(one)
    for position_ms in (5_000, 9_000):
        report = Report(workout.track, position_ms, True, one.clock() - 100_000 + position_ms)
        one.report_position(workout.id, report)
        assert one.workout(workout.id).report == report
        until(lambda report=report: two.workout(workout.id).report == report)  # type: ignore[misc]


def test_a_position_in_another_track_does_not_count(nodes: tuple[Store, Store]) -> None:
    one, two = nodes
    workout = begun(one)
    one.report_position(workout.id, Report("b" * 32, 5_000, True, one.clock()))
    assert two.workout(workout.id).report is None


def test_uses_are_counted_together(nodes: tuple[Store, Store]) -> None:
    counted = [nodes[number % 2].count_hit("pair 192.0.2.1", 5, 60_000) for number in range(8)]
    assert counted == [True] * 5 + [False] * 3
    assert nodes[0].count_hit("pair 192.0.2.2", 5, 60_000)


def test_without_redis_everything_goes_on(postgres: PostgresServer, caplog: pytest.LogCaptureFixture) -> None:
    url = postgres.new_database()
    with redis_server() as redis:
        one, two = Store(url), Store(url)
        for each in (one, two):
            each.share_positions(redis.url)
        workout = begun(one)
        redis.kill()
        report = Report(workout.track, 5_000, True, one.clock())
        one.report_position(workout.id, report)
        assert one.workout(workout.id).report == report
        assert two.workout(workout.id).report is None
        assert "Redis does not answer" in caplog.text
        redis.start()
        later = Report(workout.track, 6_000, True, one.clock())
        one.report_position(workout.id, later)
        assert two.workout(workout.id).report == later
        for each in (one, two):
            each.close()
    again = Store(url)
    assert again.workout(workout.id).report == later
    again.close()
    postgres.drop_database(url)


@pytest.mark.parametrize(
    ("url", "said"),
    [("redis://127.0.0.1:1/0", "refused"), ("redis://:secret@[::1", "Invalid IPv6")],
)
def test_a_wrong_address_is_one_line_at_the_start(url: str, said: str) -> None:
    with pytest.raises(RedisUnusable, match=said) as failure:
        RedisPositions(url)
    assert "\n" not in str(failure.value)
    assert "secret" not in str(failure.value)


@pytest.mark.parametrize(("appendonly", "told"), [("no", True), ("yes", False)])
def test_a_redis_that_keeps_nothing_is_said_so_at_the_start(
    appendonly: str, told: bool, caplog: pytest.LogCaptureFixture
) -> None:
    with redis_server(save="", appendonly=appendonly) as redis:
        RedisPositions(redis.url).close()
    assert ("keeps nothing on its disk" in caplog.text) == told


def test_a_redis_that_wants_a_password_is_one_line() -> None:
    with redis_server(requirepass="right") as closed:
        with pytest.raises(RedisUnusable, match="Authentication required"):
            RedisPositions(closed.url)
        RedisPositions(closed.url.replace("redis://", "redis://:right@")).close()
