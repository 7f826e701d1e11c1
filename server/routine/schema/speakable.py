"""Written text for the ear: said right where that is certain, and reported where it is not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

_NUMBER = r"(?<![\w.,])(\d+(?:\.\d+)?)"
#: Units after a number: one of them, several of them.
_UNITS: Mapping[str, tuple[str, str]] = {
    "s": ("second", "seconds"),
    "sec": ("second", "seconds"),
    "secs": ("second", "seconds"),
    "min": ("minute", "minutes"),
    "mins": ("minute", "minutes"),
    "h": ("hour", "hours"),
    "cm": ("centimetre", "centimetres"),
    "mm": ("millimetre", "millimetres"),
    "m": ("metre", "metres"),
    "km": ("kilometre", "kilometres"),
    "kg": ("kilogram", "kilograms"),
    "lb": ("pound", "pounds"),
    "lbs": ("pound", "pounds"),
    "°": ("degree", "degrees"),
    "%": ("percent", "percent"),
    "x": ("time", "times"),
    "×": ("time", "times"),
}
_UNIT = "|".join(map(re.escape, sorted(_UNITS, key=len, reverse=True)))
_WITH_UNIT = re.compile(rf"{_NUMBER}\s?({_UNIT})(?![\w])")
_RANGE = re.compile(rf"{_NUMBER}\s?[-–]\s?(?=\d)")
_TIMES_BEFORE = re.compile(r"(?<!\w)[x×](\d+)(?!\w)")
_FRACTIONS: Mapping[str, str] = {
    "1/2": "a half",
    "1/3": "a third",
    "2/3": "two thirds",
    "1/4": "a quarter",
    "3/4": "three quarters",
    "½": "a half",
    "⅓": "a third",
    "⅔": "two thirds",
    "¼": "a quarter",
    "¾": "three quarters",
}
_FRACTION = re.compile("(?<![\\d/])(" + "|".join(map(re.escape, _FRACTIONS)) + ")(?![\\d/])")
_SIGNS: Mapping[str, str] = {"&": "and", "+": "plus", "=": "equals"}
_SIGN = re.compile(r"\s?([&+=])\s?")
_ABOUT = re.compile(r"~\s?(?=\d)")
#: Signs that are part of a sentence.
_PUNCTUATION = frozenset(".,;:!?'\"’‘“”()-–—… ")
#: The script of the letters that a voice of a language knows, as Unicode names them.
_SCRIPTS: Mapping[str, str] = {"en": "LATIN"}
_LANGUAGES: Mapping[str, str] = {"en": "English"}


def spoken_form(text: str) -> str:
    """Return a text with what is certain written out: units, ranges, fractions."""
    text = _RANGE.sub(r"\1 to ", text)
    text = _FRACTION.sub(lambda match: _FRACTIONS[match[1]], text)
    text = _WITH_UNIT.sub(_with_unit, text)
    text = _TIMES_BEFORE.sub(lambda match: _counted(match[1], "x"), text)
    text = _ABOUT.sub("about ", text)
    return _SIGN.sub(lambda match: f" {_SIGNS[match[1]]} ", text)


def hard_to_say(text: str, language: str = "en") -> Iterator[str]:
    """Yield what a voice of a language would say wrong, and what to write instead.

    :param language: its two-letter code.
    """
    said = spoken_form(text)
    for word in said.split():
        if "/" in word:
            yield f"“{word}” is read with the word “slash”; write it out"
    for character in dict.fromkeys(said):
        if character in _PUNCTUATION or character == "/":
            continue
        category = unicodedata.category(character)
        if category.startswith("S") or category in ("Po", "Pc", "Pd"):
            name = unicodedata.name(character, "sign").lower()
            yield f"“{character}” is read by its name, {name}, or left out; write words"
    if any(_is_foreign(character, language) for character in said):
        voice = _LANGUAGES.get(language, language)
        yield f"an {voice} voice spells these letters by name, or leaves them out; write them as they sound"


def _with_unit(match: re.Match[str]) -> str:
    return _counted(match[1], match[2])


def _counted(number: str, unit: str) -> str:
    one, several = _UNITS[unit]
    return f"{number} {one if number == '1' else several}"


def _is_foreign(character: str, language: str) -> bool:
    script = _SCRIPTS.get(language, "")
    return character.isalpha() and script not in unicodedata.name(character, script)
