"""Lengths of time as people write them: 90, 1:30, 90 s, 1 min 30 s."""

from __future__ import annotations

import re

from server.quoting import quoted
from server.routine.numbers import two_meanings

#: What may be written, for a message.
EXAMPLES = "90, 1:30, 90 s or 1 min 30 s"
#: The same, for text editors that know JSON Schema.
PATTERN = (
    r"^(?=.*[0-9])\s*([0-9]{1,9}|[0-9]{1,4}:[0-5][0-9]"
    r"|([0-9]{1,4} ?(min|minutes?))? ?([0-9]{1,9} ?(s|sec|seconds?))?)\s*$"
)

_CLOCK = re.compile(r"([0-9]{1,4}):([0-5][0-9])")
_UNITS = re.compile(
    r"(?:([0-9]{1,4}) ?(?:min|minutes?))? ?(?:([0-9]{1,9}) ?(?:s|sec|seconds?))?", re.IGNORECASE
)
_PLAIN = re.compile(r"[0-9]{1,9}")
_PARTS_OF_MINUTES = re.compile(r"([0-9]{1,3}[.,][0-9]{1,3}) ?(?:min|minutes?)", re.IGNORECASE)


def parse_seconds(written: str) -> int:
    """Return a length of time in whole seconds.

    :raises ValueError: saying what would be right.
    """
    text = " ".join(written.split())
    if _PLAIN.fullmatch(text):
        return int(text)
    if clock := _CLOCK.fullmatch(text):
        return 60 * int(clock[1]) + int(clock[2])
    units = _UNITS.fullmatch(text)
    if text and units:
        return 60 * int(units[1] or 0) + int(units[2] or 0)
    raise ValueError(two_meanings(text) or f"{quoted(written)} is not a length of time; write {_meant(text)}")


def _meant(text: str) -> str:
    """Return what would be right for a text that cannot be read."""
    parts = _PARTS_OF_MINUTES.fullmatch(text)
    if not parts:
        return EXAMPLES
    minutes, seconds = divmod(round(60 * float(parts[1].replace(",", "."))), 60)
    return f"{minutes} min {seconds} s, or {minutes}:{seconds:02}"
