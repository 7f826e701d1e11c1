"""Suggest the known words that are nearest to a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

#: Characters that are compared: the time grows with the square of the length, and no known word is longer.
_LONGEST_WORD = 64


def suggestion(written: str, known: Iterable[str]) -> str:
    """Return ``; did you mean "x"?`` with the nearest known words, or else ``; write one of a, b``."""
    words = sorted(known)
    close = get_close_matches(written[:_LONGEST_WORD].lower(), words, n=3, cutoff=0.6)
    if close:
        return "; did you mean " + " or ".join(f'"{word}"' for word in close) + "?"
    return f"; write one of {', '.join(words)}" if words else ""
