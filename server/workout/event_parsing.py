"""Check the events that a phone sends."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from server.digests import digest_of
from server.errors import BadInput
from server.workout.model import Event, SentKind

#: Events in one request, at most.
MOST_EVENTS = 200
#: The longest position: a day.
LONGEST_MS = 86_400_000
_LONGEST_ID = 64
_YEAR_10000_MS = 253_402_300_800_000


def _to_ms(value: object) -> object:
    """Return a text's ISO time in milliseconds since 1970, without a time zone as UTC; else the value."""
    if not isinstance(value, str):
        return value
    time = datetime.fromisoformat(value)
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp() * 1000


_Id = Annotated[str, Field(max_length=_LONGEST_ID, pattern=r"^( |[^\p{C}\p{Z}])*$")]


class _SentEvent(BaseModel):
    model_config = ConfigDict(strict=True, allow_inf_nan=False)

    kind: SentKind
    position_ms: Annotated[float, Field(ge=0, le=LONGEST_MS)]
    at: Annotated[float, BeforeValidator(_to_ms), Field(ge=0, lt=_YEAR_10000_MS)]
    id: _Id = ""
    track: _Id = ""


_EVENTS = TypeAdapter(Annotated[list[_SentEvent], Field(max_length=MOST_EVENTS)])
_SHORT_TEXT = f"printable text of at most {_LONGEST_ID} characters"
#: What would be right, for each field.
_EXPECTED = {
    "kind": f"one of {', '.join(get_args(SentKind))}",
    "position_ms": f"a number from 0 to {LONGEST_MS}",
    "at": "a time: milliseconds since 1970, or text such as 2026-03-01T06:30:00Z",
    "id": _SHORT_TEXT,
    "track": _SHORT_TEXT,
}


def parse_events(body: object, received_ms: int, sent_ms: int | None = None) -> tuple[Event, ...]:
    """Return the events of a request in the order of their time.

    :param body: the parsed JSON: a list of objects with ``kind``, ``position_ms``, ``at`` and perhaps ``id``
        and ``track``. An event without an id gets one made from its kind, position and time.
    :param received_ms: server time in milliseconds since 1970, which no event is later than.
    :param sent_ms: what the phone's clock said when it sent them; the difference corrects their times.
    :raises BadInput: naming every fault.
    """
    try:
        sent = _EVENTS.validate_python(body)
    except ValidationError as error:
        raise BadInput("; ".join(_sentence(detail["loc"]) for detail in error.errors())) from None
    skew_ms = 0 if sent_ms is None else received_ms - sent_ms
    return tuple(sorted((_event(each, received_ms, skew_ms) for each in sent), key=lambda event: event.at_ms))


def _sentence(path: tuple[int | str, ...]) -> str:
    """Say what would be right at a path; events are numbered from 1."""
    match path:
        case (int() as index, str() as field):
            return f"event {index + 1}: {field} must be {_EXPECTED[field]}"
        case (int() as index,):
            return f"event {index + 1}: must be an object"
    return f"Send events as a list of at most {MOST_EVENTS} objects."


def _event(sent: _SentEvent, received_ms: int, skew_ms: int) -> Event:
    position_ms, stated_ms = round(sent.position_ms), round(sent.at)
    at_ms = max(0, min(stated_ms + skew_ms, received_ms))
    event_id = sent.id or digest_of(f"{sent.kind} {position_ms} {stated_ms}")
    return Event(event_id, sent.kind, position_ms, at_ms, sent.track)
