"""Written text for the ear: units, ranges, fractions and signs written out where that is certain."""

from __future__ import annotations

import re
from collections.abc import Mapping

#: Units after a number, in small letters: one of them, several of them.
_UNITS: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("s", "sec", "secs"), ("second", "seconds")),
    **dict.fromkeys(("min", "mins"), ("minute", "minutes")),
    **dict.fromkeys(("h", "hr", "hrs"), ("hour", "hours")),
    "mm": ("millimetre", "millimetres"),
    "cm": ("centimetre", "centimetres"),
    "m": ("metre", "metres"),
    "km": ("kilometre", "kilometres"),
    "km/h": ("kilometre an hour", "kilometres an hour"),
    "ft": ("foot", "feet"),
    "g": ("gram", "grams"),
    "kg": ("kilogram", "kilograms"),
    **dict.fromkeys(("lb", "lbs"), ("pound", "pounds")),
    "ml": ("millilitre", "millilitres"),
    "°": ("degree", "degrees"),
    "°c": ("degree Celsius", "degrees Celsius"),
    "°f": ("degree Fahrenheit", "degrees Fahrenheit"),
    "%": ("percent", "percent"),
    **dict.fromkeys(("x", "×"), ("time", "times")),
}
_FRACTIONS: Mapping[str, str] = {
    **dict.fromkeys(("1/2", "½"), "a half"),
    **dict.fromkeys(("1/3", "⅓"), "a third"),
    **dict.fromkeys(("2/3", "⅔"), "two thirds"),
    **dict.fromkeys(("1/4", "¼"), "a quarter"),
    **dict.fromkeys(("3/4", "¾"), "three quarters"),
}
_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("sec", "secs"), "seconds"),
    "mins": "minutes",
    "vs": "versus",
}


def _any_of(texts: Mapping[str, object]) -> str:
    return "|".join(map(re.escape, sorted(texts, key=len, reverse=True)))


_SLASHED = r"[1-3]/[2-4](?![\d/])"
_NUMBER = rf"\d+ +{_SLASHED}|\d+ ?[½⅓⅔¼¾]|{_SLASHED}|[½⅓⅔¼¾]|\d{{1,3}}(?:,\d{{3}})+|\d+[.,]\d{{1,2}}|\d+"
_UNIT = _any_of(_UNITS)
#: The full stop of an abbreviation within a sentence.
_STOP = r"(?:\.(?=,| (?-i:[a-z])))?"
#: A number, a range, a unit; never a part of a longer row such as 3-1-3-0.
_AMOUNT = re.compile(
    rf"(?<![\w/])(?<!\w[.,–-])(?P<first>{_NUMBER})"
    rf"(?:(?: ?(?P<inner>{_UNIT}))? ?[-–] ?(?P<last>{_NUMBER}))?"
    rf"(?: ?(?P<unit>{_UNIT}){_STOP})?(?![\w/]|[.,–-]\d)",
    re.IGNORECASE,
)
_TIMES_BEFORE = re.compile(r"(?<!\w)[x×] ?(\d+)(?![\w.,]*\d)")
_TIMES_BETWEEN = re.compile(r"(?<=\d) ?[x×] ?(?=\d)")
_BEFORE_NOUN = re.compile(rf"(?<![\w.,-])(\d+)-({_any_of({u: 0 for u in _UNITS if u.isalpha()})})(?![\w-])")
_ABOUT = re.compile(r"[~≈] ?(?=\d)")
_WORD = re.compile(rf"(?<![\w.])({_any_of(_WORDS)})\b\.?(?=\s+\w)", re.IGNORECASE)
_SIGNS: Mapping[str, str] = {"&": "and", "+": "plus", "=": "equals"}
_SIGN = re.compile(r"\s*([&+=])\s*")


def spoken_form(text: str) -> str:
    """Return a text with what is certain written out, for a voice that speaks English.

    "5-10 cm, 30s" becomes "5 to 10 centimetres, 30 seconds". What is not certain stays; see ``hard_to_say``.
    """
    text = _ABOUT.sub("about ", text)
    text = _TIMES_BETWEEN.sub(" times ", text)
    text = _TIMES_BEFORE.sub(lambda match: _measured(match[1], "x"), text)
    text = _BEFORE_NOUN.sub(lambda match: f"{match[1]}-{_UNITS[match[2].lower()][0]}", text)
    text = _AMOUNT.sub(_amount, text)
    text = _WORD.sub(lambda match: _WORDS[match[1].lower()], text)
    return _SIGN.sub(lambda match: f" {_SIGNS[match[1]]} ", text).strip()


def _amount(match: re.Match[str]) -> str:
    first, inner, last, unit = (match[name] for name in ("first", "inner", "last", "unit"))
    if last is None:
        return _as_adjective(first, unit) if _follows_article(match) else _measured(first, unit)
    if not _value(first) < _value(last) or (inner and inner != unit):
        return match[0]
    return f"{_number(first, measured=bool(unit))} to {_measured(last, unit)}"


def _follows_article(match: re.Match[str]) -> bool:
    """Tell whether it says what something is like, as in "a 2 m strap"."""
    before = match.string[: match.start()].lower()
    return before.endswith((" a ", " an ")) or before in ("a ", "an ")


def _as_adjective(number: str, unit: str | None) -> str:
    return f"{_number(number, measured=True)}-{_UNITS[unit.lower()][0]}" if unit else number


def _measured(number: str, unit: str | None) -> str:
    """Return a number with its unit, if it has one."""
    if not unit:
        return _number(number, measured=False)
    one, several = _UNITS[unit.lower()]
    if number in _FRACTIONS:
        part = _FRACTIONS[number]
        article = "an" if one == "hour" else "a"
        return f"half {article} {one}" if part == "a half" else f"{part} of {article} {one}"
    return f"{_number(number, measured=True)} {one if number == '1' else several}"


def _number(number: str, *, measured: bool) -> str:
    """Return a number as a voice says it; before a unit a comma is a decimal mark."""
    if number in _FRACTIONS:
        return _FRACTIONS[number]
    whole, fraction = _parts(number)
    if fraction:
        return f"{whole} and {_FRACTIONS[fraction]}"
    return number.replace(",", ".") if measured and not _has_thousands(number) else number


def _parts(number: str) -> tuple[str, str]:
    """Return the whole number and the fraction of "1 1/2" or "1½"; the fraction is empty if there is none."""
    fraction = next((each for each in _FRACTIONS if number.endswith(each)), "")
    return number.removesuffix(fraction).strip(), fraction


def _has_thousands(number: str) -> bool:
    return bool(re.fullmatch(r"\d{1,3}(?:,\d{3})+", number))


def _value(number: str) -> float:
    """Return about how much a number is, to tell a range from anything else with a hyphen."""
    whole, fraction = _parts(number)
    parts = {"½": 0.5, "⅓": 0.33, "⅔": 0.67, "¼": 0.25, "¾": 0.75}
    part = parts[fraction] if fraction in parts else _quotient(fraction)
    plain = whole.replace(",", "") if _has_thousands(whole) else whole.replace(",", ".")
    return float(plain or 0) + part


def _quotient(fraction: str) -> float:
    over, _, under = fraction.partition("/")
    return int(over) / int(under) if under else 0
