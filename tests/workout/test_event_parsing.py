from __future__ import annotations

import re
from typing import Any

import pytest

from server.errors import BadInput
from server.workout.event_parsing import LONGEST_MS, MOST_EVENTS, parse_events
from server.workout.model import Event

NOW = 1_767_225_600_000  # 2026-01-01T00:00:00Z


def sent(**fields: Any) -> dict[str, Any]:
    return {"kind": "play", "position_ms": 1000, "at": NOW - 5000, "id": "a", **fields}


def test_an_event_is_read_as_it_was_sent() -> None:
    assert parse_events([sent(track="abc")], NOW) == (Event("a", "play", 1000, NOW - 5000, "abc"),)


def test_events_come_in_the_order_of_their_time() -> None:
    read = parse_events([sent(at=NOW - 1, id="b"), sent(at=NOW - 2, id="a")], NOW)
    assert [event.id for event in read] == ["a", "b"]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2025-12-31T23:59:59Z", NOW - 1000),
        ("2025-12-31T23:59:59", NOW - 1000),
        ("2026-01-01T00:59:59.500+01:00", NOW - 500),
        (NOW - 1.4, NOW - 1),
        (NOW + 60_000, NOW),
    ],
)
def test_a_time_is_read_from_text_and_number_and_is_never_in_the_future(at: object, expected: int) -> None:
    assert parse_events([sent(at=at)], NOW)[0].at_ms == expected


@pytest.mark.parametrize("skew_ms", [-3_600_000, 3_600_000])
def test_a_clock_that_is_wrong_is_corrected_by_what_it_says_now(skew_ms: int) -> None:
    assert parse_events([sent(at=NOW - 5000 + skew_ms)], NOW, NOW + skew_ms)[0].at_ms == NOW - 5000


def test_without_an_id_the_same_event_gets_the_same_id() -> None:
    bare = sent()
    del bare["id"]
    first, second = parse_events([bare], NOW)[0], parse_events([bare], NOW + 9000, NOW + 50)[0]
    assert first.id == second.id
    assert first.id != parse_events([{**bare, "position_ms": 1001}], NOW)[0].id


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "dose"},
        {"kind": "jump"},
        {"kind": None},
        {"kind": ["play"]},
        {"position_ms": -1},
        {"position_ms": LONGEST_MS + 1},
        {"position_ms": "1000"},
        {"position_ms": True},
        {"position_ms": float("nan")},
        {"position_ms": float("inf")},
        {"position_ms": 10**400},
        {"position_ms": None},
        {"at": None},
        {"at": "yesterday"},
        {"at": -1},
        {"at": 1e300},
        {"at": 10**400},
        {"at": True},
        {"id": 7},
        {"id": "x" * 65},
        {"id": "a\nb"},
        {"id": "\ud800"},
        {"id": None},
        {"track": "x" * 65},
    ],
)
def test_a_bad_value_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match="event 2: "):
        parse_events([sent(), sent(**fields)], NOW)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(BadInput) as failure:
        parse_events([sent(kind="x", position_ms=-1), "no", sent(at="?")], NOW)
    told = str(failure.value)
    assert all(part in told for part in ("event 1: kind", "event 1: position_ms", "event 2:", "event 3: at"))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "x"}, "event 1: kind must be one of play, pause, seek, finish"),
        ({"position_ms": -1}, "event 1: position_ms must be a number from 0 to 86400000"),
        ({"at": "?"}, "event 1: at must be a time: milliseconds since 1970, or text such as"),
        ({"track": "\n"}, "event 1: track must be printable text of at most 64 characters"),
    ],
)
def test_a_fault_says_what_would_be_right(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadInput, match=re.escape(sentence)):
        parse_events([sent(**fields)], NOW)


@pytest.mark.parametrize("body", [None, {}, "play", [sent()] * (MOST_EVENTS + 1)])
def test_what_is_no_list_of_bearable_length_is_refused(body: object) -> None:
    with pytest.raises(BadInput, match="list of at most 200"):
        parse_events(body, NOW)
