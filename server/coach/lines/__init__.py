"""The sentences that the coach says, by key; another language is another module beside ``english``."""

from server.coach.lines.catalog import (
    LANGUAGES,
    breaths,
    duration,
    minutes,
    number,
    ordinal,
    pace,
    seconds_listed,
    sentence,
    text,
    things_listed,
)
from server.coach.lines.splitting import MOST_WORDS, sentences, word_count

__all__ = [
    "LANGUAGES",
    "MOST_WORDS",
    "breaths",
    "duration",
    "minutes",
    "number",
    "ordinal",
    "pace",
    "seconds_listed",
    "sentence",
    "sentences",
    "text",
    "things_listed",
    "word_count",
]
