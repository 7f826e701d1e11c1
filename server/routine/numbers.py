"""Numbers as people type them, with points or commas: no comma is both decimal mark and separator."""

from __future__ import annotations

import re

from server.quoting import quoted

_WHOLE = re.compile(r"-?[0-9]{1,9}")
_DECIMAL = re.compile(r"-?[0-9]{1,7}[.,][0-9]{1,7}")
_DECIMAL_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9])")
_COMMA_WITH_SPACE = re.compile(r"\s+,\s*|,\s+")
#: One number or two: a tenth follows, or a quarter. Nobody writes 20.30 seconds.
_ONE_OR_TWO = re.compile(r"([0-9]+),([0-9])|([0-9]),(25|50|75)")


def read_number(typed: str) -> int | float | None:
    """Return the number that was typed; ``None`` if it is not one."""
    typed = typed.strip()
    if _WHOLE.fullmatch(typed):
        return int(typed)
    return float(typed.replace(",", ".")) if _DECIMAL.fullmatch(typed) else None


def split_list(typed: str) -> list[str]:
    """Return what was typed with commas or semicolons between, such as "20, 30, 40" or "1:30; 2:00".

    A comma between two digits is a decimal mark where something else separates, be it a comma with a space.

    :raises ValueError: if a comma may be either, saying what would be right.
    """
    typed = typed.strip()
    if ";" in typed:
        return _with_points(typed.split(";"))
    if _COMMA_WITH_SPACE.search(typed):
        return _with_points(_COMMA_WITH_SPACE.split(typed))
    fault = two_meanings(typed)
    if fault:
        raise ValueError(fault)
    return typed.split(",")


def two_meanings(typed: str) -> str:
    """Return what is wrong with "1,5", which is one number or two; empty for any other text."""
    if not _ONE_OR_TWO.fullmatch(typed.strip()):
        return ""
    first, second = typed.strip().split(",")
    return (
        f"{quoted(typed.strip())} is {first}.{second}, or {first} and then {second}; "
        f"write {first}.{second}, or {first}, {second} with a space"
    )


def split_phases(typed: str) -> list[str]:
    """Return the numbers of a tempo, such as "3-1-3-0", "3 1 3 0", "3, 1, 3, 0" or "1,5 - 0 - 1,5 - 0".

    What separates them is one thing; a comma between two digits is then a decimal mark. Only four numbers
    may have bare commas between them.
    """
    typed = typed.strip()
    sign = re.search(r"[-–;/]", typed)
    if sign:
        return _with_points(typed.split(sign[0]))
    if _COMMA_WITH_SPACE.search(typed):
        return _with_points(_COMMA_WITH_SPACE.split(typed))
    if re.search(r"\s", typed):
        return _with_points(typed.split())
    return typed.split(",") if typed.count(",") == 3 else _with_points([typed])


def _with_points(numbers: list[str]) -> list[str]:
    return [_DECIMAL_COMMA.sub(".", number.strip()) for number in numbers]
