"""How a cue's text sounds in words: no figures, no capitals, pauses where there are stops."""

from __future__ import annotations

import re

_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


def breaths(text: str) -> list[list[str]]:
    """Return the words of each part of a text that is spoken in one breath."""
    parts = re.split(r"[.,:;!?](?=\s|$)", text.lower())
    return [words for part in parts if (words := _WORD.findall(_without_figures(part)))]


def spoken(text: str) -> str:
    """Return the words of a text, with one space between them."""
    return " ".join(word for breath in breaths(text) for word in breath)


def _without_figures(text: str) -> str:
    return re.sub(r"\d+", lambda figures: _number(int(figures[0])), text)


def _number(value: int) -> str:
    if value >= 100:
        raise ValueError(f"{value} is above what a coach counts to.")
    tens, units = divmod(value, 10)
    return _UNITS[value] if value < len(_UNITS) else f"{_TENS[tens]} {_UNITS[units] if units else ''}".strip()
