"""What counts as the same phrase, and which recorded parts a phrase can be put together from. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from server.audio import BREATH_MS
from server.digests import digest_of

#: Silence between two parts within a sentence, and where a comma, a colon or the like stands, and between
#: sentences, in milliseconds: what a speaker leaves who puts numbers and names into a sentence.
_WITHIN_MS, _COMMA_MS, _SENTENCE_MS = 80, 200, BREATH_MS
#: A word with its apostrophes, a number with its decimals, or a sign.
_WORD: Final = re.compile(r"\w+(?:['’]\w+)*(?:[.,]\d+)*|[^\w\s]")
#: Phrases that are remembered: those of about ten routines.
_REMEMBERED: Final = 1000
_SENTENCE_END, _COMMA = frozenset(".!?"), frozenset(",;:")


@dataclass(frozen=True, slots=True)
class Part:
    """A recorded part of a phrase."""

    #: Of the recorded phrase.
    key: str
    #: Silence after it, in milliseconds; 0 after the last.
    gap_ms: int


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    #: What stands between it and the next word.
    gap_ms: int


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a phrase by which it is known: lower-case, without punctuation.

    A hyphen parts words, so that "forty-five" can be put together from "forty" and "five".
    """
    return tuple(word.text for word in _words(text))


def phrase_key(text: str) -> str:
    """Return the key of a phrase: the same for "Halfway." and "halfway"; empty if it has no words."""
    return _key(words_of(text))


def parts_of(text: str, recorded: Container[str]) -> Sequence[Part]:
    """Return the fewest recorded parts that make a phrase, in their order; none if they do not suffice.

    The fewest, as each seam is heard. The longest part at each place, as one would look for them by hand, may
    lead to where no recorded part goes on.

    :param recorded: keys of what is recorded.
    """
    words = _words(text)
    #: By how many words are left: the parts that make them.
    best: list[tuple[Part, ...] | None] = [()]
    for start in reversed(range(len(words))):
        best.append(_best_from(start, words, best, recorded))
    return best[-1] or ()


def _best_from(
    start: int, words: Sequence[_Word], best: Sequence[tuple[Part, ...] | None], recorded: Container[str]
) -> tuple[Part, ...] | None:
    found: tuple[Part, ...] | None = None
    for end in range(len(words), start, -1):
        rest = best[len(words) - end]
        if rest is None or (found is not None and len(found) <= len(rest) + 1):
            continue
        key = _key(tuple(word.text for word in words[start:end]))
        if key in recorded:
            found = (Part(key, words[end - 1].gap_ms if rest else 0), *rest)
    return found


@lru_cache(_REMEMBERED)
def _words(text: str) -> tuple[_Word, ...]:
    found: list[_Word] = []
    for token in _WORD.findall(unicodedata.normalize("NFC", text).casefold().replace("’", "'")):
        if len(token) == 1 and unicodedata.category(token).startswith("P"):
            if found:
                found[-1] = _Word(found[-1].text, max(found[-1].gap_ms, _gap_ms(token)))
        else:
            found.append(_Word(token, _WITHIN_MS))
    return tuple(found)


def _gap_ms(mark: str) -> int:
    return _SENTENCE_MS if mark in _SENTENCE_END else _COMMA_MS if mark in _COMMA else _WITHIN_MS


def _key(words: tuple[str, ...]) -> str:
    return digest_of(" ".join(words)) if words else ""
