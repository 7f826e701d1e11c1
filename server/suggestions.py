"""Suggest the known words that are nearest to a mistyped one, or that mean the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

#: Characters that are compared: the time grows with the square of the length, and no known word is longer.
_LONGEST_WORD = 64
#: Most words that are suggested.
_MOST = 4
#: Words that say nothing about what is meant.
_COMMON = frozenset({"a", "an", "and", "at", "for", "in", "of", "on", "one", "the", "to", "two", "with"})


def suggestion(written: str, known: Iterable[str], descriptions: Mapping[str, str] | None = None) -> str:
    """Return ``; did you mean "x"?`` with the nearest known words, or else ``; write one of a, b``.

    :param descriptions: what each known word stands for: one that shares more words with what was written
        comes before one that is only spelled like it.
    """
    words = sorted(known)
    near = _by_meaning(written, words, descriptions or {})
    near += [word for word in _by_spelling(written, words) if word not in near]
    if near:
        return "; did you mean " + " or ".join(f'"{word}"' for word in near[:_MOST]) + "?"
    return f"; write one of {', '.join(words)}" if words else ""


def _by_spelling(written: str, words: list[str]) -> list[str]:
    return get_close_matches(written[:_LONGEST_WORD].lower(), words, n=3, cutoff=0.6)


def _by_meaning(written: str, words: list[str], descriptions: Mapping[str, str]) -> list[str]:
    """Return the words whose descriptions share all of what was written, or else their first word of note."""
    wanted = _words_of(written[:_LONGEST_WORD])
    if not wanted or not descriptions:
        return []
    shared = {word: len(wanted & _words_of(f"{word} {descriptions.get(word, '')}")) for word in words}
    most = max(shared.values(), default=0)
    return [word for word in words if shared[word] == most] if most == len(wanted) else []


def _words_of(text: str) -> frozenset[str]:
    """Return the words of a text, without plurals."""
    found = re.findall("[a-z]+", text.lower())
    return frozenset(word.removesuffix("s") for word in found if word not in _COMMON)
