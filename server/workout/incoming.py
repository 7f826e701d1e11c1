"""Events as a phone sends them, checked."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, get_args

from server.errors import BadInput
from server.workout.model import Event, EventKind

#: Events in one request, at most.
MOST_EVENTS = 200
#: Kinds that a phone may send; ``dose`` is the server's own.
KINDS: tuple[EventKind, ...] = tuple(kind for kind in get_args(EventKind) if kind != "dose")
#: The longest position: a day.
LONGEST_MS = 86_400_000
_LONGEST_ID = 64
_YEAR_10000_MS = 253_402_300_800_000


def read_events(body: object, received_ms: int, sent_ms: int | None = None) -> tuple[Event, ...]:
    """Return the events of a request in the order of their time.

    :param body: the parsed JSON: a list of objects with ``kind``, ``position_ms``, ``at`` and perhaps ``id``
        and ``track``. Without an id, kind, position and time make one.
    :param received_ms: server time in milliseconds since 1970, which no event is later than.
    :param sent_ms: what the phone's clock said when it sent them; the difference corrects their times.
    :raises BadInput: naming every fault.
    """
    if not isinstance(body, list) or len(body) > MOST_EVENTS:
        raise BadInput(f"Events are sent as a list of at most {MOST_EVENTS} objects.")
    skew_ms = 0 if sent_ms is None else received_ms - sent_ms
    faults: list[str] = []
    events = []
    for number, item in enumerate(body, start=1):
        found = _faults(item)
        faults += [f"event {number}: {fault}" for fault in found]
        if not found:
            events.append(_event(item, received_ms, skew_ms))
    if faults:
        raise BadInput("; ".join(faults))
    return tuple(sorted(events, key=lambda event: event.at_ms))


def _faults(item: object) -> list[str]:
    if not isinstance(item, Mapping):
        return ["is not an object"]
    faults = []
    if item.get("kind") not in KINDS:
        faults.append(f"kind is one of {', '.join(KINDS)}")
    if not 0 <= _number(item.get("position_ms")) <= LONGEST_MS:
        faults.append(f"position_ms is a number from 0 to {LONGEST_MS}")
    if _time_ms(item.get("at")) is None:
        faults.append("at is a time: milliseconds since 1970, or such as 2026-03-01T06:30:00Z")
    faults += [
        f"{name} is a text of at most {_LONGEST_ID} characters"
        for name in ("id", "track")
        if not _is_short_text(item.get(name, ""))
    ]
    return faults


def _event(item: Mapping[str, Any], received_ms: int, skew_ms: int) -> Event:
    stated_ms = _time_ms(item["at"]) or 0
    position_ms = round(item["position_ms"])
    event_id = item.get("id") or _made_id(item["kind"], position_ms, stated_ms)
    at_ms = max(0, min(stated_ms + skew_ms, received_ms))
    return Event(event_id, item["kind"], position_ms, at_ms, item.get("track", ""))


def _made_id(kind: str, position_ms: int, stated_ms: int) -> str:
    return hashlib.sha256(f"{kind} {position_ms} {stated_ms}".encode()).hexdigest()[:32]


def _time_ms(value: object) -> int | None:
    """Return a time in milliseconds since 1970; nothing if it is none between 1970 and 9999."""
    if isinstance(value, str):
        try:
            parsed = datetime.fromisoformat(value)
        except ValueError:
            return None
        value = (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp() * 1000
    number = _number(value)
    return round(number) if 0 <= number < _YEAR_10000_MS else None


def _number(value: object) -> float:
    """Return a JSON value if it is a number, else NaN, which is within no bounds."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else math.nan


def _is_short_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_ID and value.isprintable()
