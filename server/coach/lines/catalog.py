"""Look up what the coach says, and put numbers into it in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from server.coach.lines.english import LINES, NUMBERS, ORDINALS, PACES
from server.routine.schema import spoken_form

#: The languages in which the coach speaks, by ISO 639, and what they are called: those of ``LINES``.
LANGUAGES: Mapping[str, str] = {"en": "English"}
#: Sentences that are kept as they are spoken: those of all shipped routines, some times over.
_MOST_SENTENCES = 4096
#: From here on whole and half minutes are said as such (seconds).
_MINUTES_FROM_S = 60


def text(key: str, **values: str) -> str:
    """Return the sentence of a key, with a capital and a full stop.

    :param values: what its braces stand for, in words.
    """
    return sentence(LINES[key].format(**values))


@lru_cache(_MOST_SENTENCES)
def sentence(written: str) -> str:
    """Return a text that begins with a capital and ends with a full stop: engines then lower the voice.

    Units, ranges and fractions are written out.
    """
    written = spoken_form(written.strip())
    return written[:1].upper() + written[1:] + ("" if written.endswith((".", "!", "?")) else ".")


def pace(sentence: str) -> float:
    """Return how much faster than usual a sentence is spoken."""
    return PACES.get(sentence, 1.0)


def number(value: int) -> str:
    """Return a number in words up to 120, and in digits above."""
    return NUMBERS[value] if 0 <= value < len(NUMBERS) else str(value)


def ordinal(value: int) -> str:
    """Return "first" for 1, and so on up to "thirtieth"; above that the number itself."""
    return ORDINALS[value - 1] if value <= len(ORDINALS) else number(value)


def duration(seconds: int) -> str:
    """Return a length as people say it: "two and a half minutes", "seventy-five seconds"."""
    if seconds >= _MINUTES_FROM_S and seconds % 60 == 0:
        return minutes(seconds // 60)
    if seconds >= _MINUTES_FROM_S and seconds % 30 == 0:
        whole = seconds // 60
        return LINES["minute.half"] if whole == 1 else LINES["minutes.half"].format(n=number(whole))
    if seconds < len(NUMBERS):
        return LINES["second"] if seconds == 1 else LINES["seconds"].format(n=number(seconds))
    return LINES["minutes.seconds"].format(minutes=minutes(seconds // 60), seconds=duration(seconds % 60))


def minutes(count: int) -> str:
    """Return a number of minutes."""
    return LINES["minute"] if count == 1 else LINES["minutes"].format(n=number(count))


def breaths(count: int) -> str:
    """Return a number of breaths."""
    return LINES["breath"] if count == 1 else LINES["breaths"].format(n=number(count))


def seconds_listed(values: Sequence[int]) -> str:
    """Return several numbers in a row: "twenty, thirty and forty"."""
    return things_listed([number(value) for value in values])


def things_listed(things: Sequence[str]) -> str:
    """Return several things in a row: "a ball, a chair and a wall"."""
    *others, last = things
    return f"{', '.join(others)} {LINES['list.and']} {last}" if others else last
