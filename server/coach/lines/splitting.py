"""The sentences of a spoken text, each short enough for one breath."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

#: Words that are said in one breath.
MOST_WORDS = 12
#: Words that a part of a sentence must have to be said by itself.
_FEWEST_WORDS = 3
#: Between two sentences: not after a title, and not where the next word is small, as after "approx.".
_END = re.compile(r"(?<=[.!?])(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bSt\.)\s+(?![a-z])")
#: Where a sentence may become two, the best first; the space is what is left out.
_JOINTS = (
    re.compile(r";\s+|\s+[–—]\s+"),
    re.compile(r",\s+(?=(?:and|then|but|so|while|until)\b)"),
    re.compile(r"\s+(?=(?:and then|then|but|while|until)\b)"),
    re.compile(r",\s+(?!(?:an?|or|nor|which|who|whose|where)\b)"),
    re.compile(r"\s+(?=and\b)"),
)
#: After one of these words only the first joints are safe: what follows may be forbidden, or depend on it.
_BINDING = re.compile(
    r"\b(?:not|never|no|nor|without|avoid|if|unless|when|whether)\b|n['’]t\b", re.IGNORECASE
)
_SAFE_JOINTS = 2
#: What begins with one of these goes on after its comma.
_INTRODUCTORY = re.compile(
    r"(?:if|when|while|as|once|after|before|until|with|for|to|in|on|from|at)\b[^,]*,\s+", re.IGNORECASE
)


def sentences(text: str) -> Iterator[str]:
    """Yield what an engine speaks at once: a sentence, or a part of one with more than ``MOST_WORDS`` words.

    A part gets its own capital and full stop. A question stays whole, and so does what has no joint.
    """
    for sentence in _END.split(text.strip()):
        yield from _parts(sentence)


def _parts(sentence: str) -> Iterator[str]:
    if word_count(sentence) <= MOST_WORDS or sentence.endswith("?"):
        yield sentence
        return
    best = min(_ways(sentence), key=lambda way: way[0], default=None)
    if best is None:
        yield sentence
        return
    _, before, after = best
    yield from _parts(f"{before}.")
    yield from _parts(after[:1].upper() + after[1:])


def _ways(sentence: str) -> Iterable[tuple[tuple[bool, int, int], str, str]]:
    """Yield how a sentence may become two: how bad that is, and the two."""
    head = _INTRODUCTORY.match(sentence)
    for rank, joint in enumerate(_JOINTS):
        for match in joint.finditer(sentence, head.end() if head else 0):
            before, after = sentence[: match.start()], sentence[match.end() :]
            counts = word_count(before), word_count(after)
            if min(counts) < _FEWEST_WORDS or (rank >= _SAFE_JOINTS and _BINDING.search(before)):
                continue
            yield (max(counts) > MOST_WORDS, rank, abs(counts[0] - counts[1])), before, after


def word_count(text: str) -> int:
    """Return how many words a text has."""
    return sum(any(map(str.isalnum, word)) for word in text.split())
