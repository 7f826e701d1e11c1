"""Doses as they are typed into a form, and as a file holds them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from server.routine.doses import block_figures, figures_of, step_figures
from server.routine.model import DoseField
from server.routine.numbers import read_number, split_list
from server.routine.pacing import read_tempo
from server.routine.schema import LONGEST_FIGURE

#: What is typed for a figure: "seconds" is its default, "seconds.min" and "seconds.max" are its range.
_RANGE_KEYS = {"": "default", ".min": "min", ".max": "max"}
#: A rest may say what is done meanwhile.
_SAYS = "rest"


#: What can be typed for the doses of a step, of a block and of an exercise.
STEP_FIGURES: tuple[DoseField, ...] = tuple(step_figures())
BLOCK_FIGURES: tuple[DoseField, ...] = tuple(block_figures())
EXERCISE_FIGURES: tuple[DoseField, ...] = tuple(dict.fromkeys((*figures_of("hold"), *figures_of("reps"))))


def figure_inputs(names: Iterable[str]) -> tuple[str, ...]:
    """Return what can be typed for some figures."""
    return tuple(f"{name}{suffix}" for name in names for suffix in range_suffixes(name))


def range_suffixes(name: str) -> Mapping[str, str]:
    """Return what follows a figure's name where it is typed, with the key of a file that it stands for."""
    return {**_RANGE_KEYS, ".say": "say"} if name == _SAYS else _RANGE_KEYS


def parse_figure(inputs: Mapping[str, str], name: str) -> Any:
    """Return a figure as a file holds it: a number, a ladder, a range, or ``None`` if nothing was typed."""
    values = {
        key: typed.strip() if key == "say" else _number(typed, name)
        for suffix, key in range_suffixes(name).items()
        if (typed := inputs.get(f"{name}{suffix}", "")).strip()
    }
    return values["default"] if values.keys() == {"default"} else values or None


def parse_tempo(typed: str) -> list[float] | str | None:
    """Return a tempo as a file holds it; ``None`` if nothing was typed.

    What is not understood stays as it was typed, for the schema to say why.
    """
    if not typed.strip():
        return None
    try:
        return list(read_tempo(typed))
    except ValueError:
        return typed


def parse_phases(typed: str) -> list[int | float | str] | str | None:
    """Return the seconds of phases as a file holds them; ``None`` if nothing was typed.

    What may mean two things stays as it was typed, for the schema to say so.
    """
    return _list(typed) if typed.strip() else None


def shown_figures(group: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    """Return the figures of a group of keys in a file, as the form shows them."""
    inputs = {}
    for name in names:
        written = group.get(name)
        values = written if isinstance(written, dict) else {"default": written}
        for suffix, key in range_suffixes(name).items():
            if values.get(key) is not None:
                inputs[f"{name}{suffix}"] = shown(values[key])
    return inputs


def shown_tempo(written: Any) -> str:
    """Return a tempo of a file as the form shows it."""
    return " - ".join(map(shown, written)) if isinstance(written, list) else shown(written)


def shown(value: Any) -> str:
    """Return a value of a file as a form shows it; a list in one line."""
    if isinstance(value, list):
        return ", ".join(map(shown, value))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, str) else str(value)


def _number(typed: str, name: str) -> Any:
    """Return what was typed for a figure: a number, a ladder, or the text if it is neither."""
    if name == "seconds" and re.search("[,;]", typed) and len(typed) <= LONGEST_FIGURE:
        return _list(typed)
    return _plain(typed)


def _list(typed: str) -> list[int | float | str] | str:
    try:
        return [_plain(each) for each in split_list(typed)]
    except ValueError:
        return typed.strip()


def _plain(typed: str) -> int | float | str:
    """Return the number that was typed, or the text if it is not a number."""
    number = read_number(typed)
    return typed.strip() if number is None else number
