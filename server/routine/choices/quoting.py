"""What somebody typed, as a message repeats it."""

from __future__ import annotations

#: Characters that a message repeats, at most.
LONGEST_QUOTED = 40


def quoted(typed: str) -> str:
    """Return the beginning of what was typed, in quotation marks."""
    return f'"{typed[:LONGEST_QUOTED]}"'
