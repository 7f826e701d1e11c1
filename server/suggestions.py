"""Suggest the known words that are nearest to a mistyped one, or that mean the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from math import log

#: Characters that are compared: the time grows with the square of the length, and no known word is longer.
_LONGEST_WORD = 64
#: Most words that are suggested by their meaning, and by their spelling.
_MOST, _MOST_BY_SPELLING = 4, 3
#: How alike two words are (0 to 1): one is the other with a typing error, or might be meant.
_TYPING_ERROR, _ALIKE = 0.86, 0.6
#: What shares less than this part of what the best one shares is not suggested.
_LEAST_SHARED = 0.6
#: How much more a word in the known word itself says than one in its description.
_IN_WORD = 1.25
#: Letters of the shortest word that stands for a longer one, as "quad" does for "quadriceps".
_SHORTEST_STEM = 4
#: Words that say nothing about what is meant.
_COMMON = frozenset({"a", "an", "and", "at", "for", "in", "of", "on", "one", "the", "to", "two", "with"})


def suggestion(written: str, known: Iterable[str], descriptions: Mapping[str, str] | None = None) -> str:
    """Return ``; did you mean "x"?`` with the nearest known words, or else ``; write one of a, b``.

    :param descriptions: what known words stand for, such as the names of exercises: those that share words
        with what was written are suggested, unless it is a known word with a typing error.
    """
    words = sorted(known)
    near = []
    if descriptions:
        near = _by_spelling(written, words, _TYPING_ERROR) or _by_meaning(written, words, descriptions)
    near = near or _by_spelling(written, words, _ALIKE)
    if near:
        return "; did you mean " + " or ".join(f'"{word}"' for word in near) + "?"
    if len(words) == 1:
        return f"; write {words[0]}"
    return f"; write one of {', '.join(words)}" if words else ""


def _by_spelling(written: str, words: Sequence[str], cutoff: float) -> list[str]:
    return get_close_matches(written[:_LONGEST_WORD].lower(), words, n=_MOST_BY_SPELLING, cutoff=cutoff)


def _by_meaning(written: str, words: Sequence[str], descriptions: Mapping[str, str]) -> list[str]:
    """Return the words that share most with what was written; rare words say more than frequent ones."""
    wanted = _words_of(written[:_LONGEST_WORD])
    own = {word: _words_of(word) for word in words}
    described = {word: own[word] | _words_of(descriptions.get(word, "")) for word in words}
    frequency = Counter(each for word in words for each in wanted if _shares(each, described[word]))
    weights = {each: log(1 + len(words) / frequency[each]) for each in wanted if frequency[each]}
    scores = {
        word: sum(
            weight * (_IN_WORD if _shares(each, own[word]) else 1)
            for each, weight in weights.items()
            if _shares(each, described[word])
        )
        for word in words
    }
    least = _LEAST_SHARED * max(scores.values(), default=0)
    near = [word for word in words if scores[word] and scores[word] >= least]
    return sorted(near, key=lambda word: -scores[word])[:_MOST]


def _shares(wanted: str, words: frozenset[str]) -> bool:
    """Tell whether a word is among others, also as the beginning of one or with another ending."""
    return any(
        word == wanted
        or (
            min(len(word), len(wanted)) >= _SHORTEST_STEM
            and (word.startswith(wanted) or wanted.startswith(word))
        )
        for word in words
    )


def _words_of(text: str) -> frozenset[str]:
    """Return the words of a text, without plurals."""
    found = re.findall("[a-z]+", text.lower())
    return frozenset(word.removesuffix("s") for word in found if word not in _COMMON)
