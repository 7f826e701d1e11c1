"""A figure as a person types it, and as a page shows it: "45", "1:30", "20, 30, 40", "3 - 1 - 3 - 0"."""

from __future__ import annotations

import re

from server.characters import unusable_character
from server.quoting import quoted
from server.routine import durations
from server.routine.choices.figures import LISTS, SWITCHES, TEXTS, is_ladder
from server.routine.doses import DOSE_FIELD_SPECS, LONGEST_SENTENCE
from server.routine.model import DoseField, Figure, Part
from server.routine.numbers import split_list
from server.routine.pacing import read_tempo

#: A number of more digits is above every limit.
_MOST_DIGITS = 9
_YES, _NO = ("yes", "true"), ("no", "false")


def read_figure(part: Part, name: DoseField, written: str) -> Figure:
    """Return the figure that was typed for a step or block, within its range or not.

    :raises ValueError: saying what would be right.
    """
    if name in TEXTS:
        return _sentence(written)
    if name in SWITCHES:
        return _switch(written)
    if name == "tempo":
        return read_tempo(written)
    if name in LISTS or (is_ladder(part, name) and re.search("[,;]", written)):
        return tuple(_number(name, each.strip()) for each in split_list(written))
    number = _number(name, written)
    amount = part.amounts.get(name)
    return (number,) if amount and isinstance(amount.default, tuple) else number


def shown_figure(figure: Figure | None) -> str:
    """Return a figure as a person would type it; empty if there is none."""
    if figure is None:
        return ""
    if isinstance(figure, bool):
        return _YES[0] if figure else _NO[0]
    if isinstance(figure, tuple):
        return ", ".join(f"{each:g}" for each in figure)
    return str(figure)


def _number(name: DoseField, written: str) -> int:
    if re.fullmatch(f"[0-9]{{1,{_MOST_DIGITS}}}", written):
        return int(written)
    if DOSE_FIELD_SPECS[name].unit != "s":
        raise ValueError(f"{quoted(written)}: write a whole number, such as 12")
    try:
        return durations.parse_seconds(written)
    except ValueError:
        raise ValueError(f"{quoted(written)}: write whole seconds, such as {durations.EXAMPLES}") from None


def _switch(written: str) -> bool:
    if written.lower() in (*_YES, *_NO):
        return written.lower() in _YES
    raise ValueError(f"{quoted(written)}: write yes or no")


def _sentence(written: str) -> str:
    sentence = " ".join(written.split())
    if unusable_character(sentence) or len(sentence) > LONGEST_SENTENCE:
        raise ValueError(f"write at most {LONGEST_SENTENCE} characters that can be spoken")
    return sentence
