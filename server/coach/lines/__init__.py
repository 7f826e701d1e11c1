"""The sentences that the coach says, by key; another language is another module beside ``english``."""

from server.coach.lines.catalog import (
    LANGUAGES,
    breaths,
    duration,
    minutes,
    number,
    ordinal,
    seconds_listed,
    sentence,
    text,
    things_listed,
)

__all__ = [
    "LANGUAGES",
    "breaths",
    "duration",
    "minutes",
    "number",
    "ordinal",
    "seconds_listed",
    "sentence",
    "text",
    "things_listed",
]
