"""The documentation's tables of the fields that a routine file or an exercise file may have.

To write them into the page: ``python -m tools.reference``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from server.routine.durations import PATTERN
from server.routine.schema import exercise_schema, range_models, routine_schema

PAGE = Path(__file__).parents[1] / "docs" / "write-a-routine.md"
#: The tables stand between these marks.
MARKED = re.compile(r"(<!-- fields: begin[^>]*-->\n).*(<!-- fields: end -->)", re.DOTALL)
_HEAD = ("| field | needed | what may be written | what it is |", "|---|---|---|---|")


def main() -> None:
    """Write the tables into the page."""
    tables = f"\n{field_tables().strip()}\n\n"
    text = MARKED.sub(lambda marks: marks[1] + tables + marks[2], PAGE.read_text(encoding="utf-8"))
    PAGE.write_text(text, encoding="utf-8")


def field_tables() -> str:
    """Return Markdown: a heading and a table for each part of the two kinds of files."""
    routine, exercise = routine_schema(), exercise_schema()
    models = exercise["$defs"] | routine["$defs"]
    held, repeated = models["HeldExercise"], models["RepsExercise"]
    tables = {
        "Routine": _rows(routine),
        "Step of a routine": _rows(models["StepDocument"]),
        "Pause of a routine": _rows(models["PauseDocument"]),
        "Block of a routine": _rows(models["BlockDocument"]),
        "Preset of a routine": _rows(models["PresetDocument"]),
        "Doses of a preset, for each id of a step or block": _rows(models["PresetDose"]),
        "Exercise of kind hold, release or instruction": _rows(held),
        "Exercise of kind reps": _rows(repeated),
        "Phase of an exercise": _rows(models["PhaseDocument"]),
        "Ranges of the figures": [_range_row(models[model.__name__]) for model in range_models()],
    }
    return "\n".join(line for title, rows in tables.items() for line in _table(title, rows))


def _table(title: str, rows: Iterable[str]) -> Iterator[str]:
    yield from (f"### {title}", "", *_HEAD, *rows, "")


def _rows(schema: Mapping[str, Any]) -> list[str]:
    needed = schema.get("required", ())
    return [
        f"| `{name}` | {'yes' if name in needed else ''} | {_values(field)} | {_cell(field['description'])} |"
        for name, field in schema["properties"].items()
    ]


def _range_row(schema: Mapping[str, Any]) -> str:
    default = schema["properties"]["default"]
    limits = default.get("anyOf", [default])[0]
    keys = ", ".join(f"`{name}`" for name in schema["properties"])
    return (
        f"| {keys} | default | {limits['minimum']} to {limits['maximum']} | {_cell(schema['description'])} |"
    )


def _values(field: Mapping[str, Any]) -> str:
    """Describe what may be written, from the JSON Schema of a field."""
    options = field.get("anyOf", field.get("oneOf"))
    if options:
        kinds = dict.fromkeys(_values(option) for option in options if not _is_left_out(option))
        return " or ".join(kinds)
    if "$ref" in field:
        return "a range"
    if "enum" in field:
        return ", ".join(f"`{word}`" for word in field["enum"])
    if "const" in field:
        return f"`{field['const']}`"
    return _KINDS[field["type"]](field)


def _is_left_out(option: Mapping[str, Any]) -> bool:
    """Tell whether an option needs no word: the other ways to write a length of time, or nothing at all."""
    return option.get("type") == "null" or option.get("pattern") == PATTERN


def _number(field: Mapping[str, Any]) -> str:
    step = f", in steps of {field['multipleOf']}" if "multipleOf" in field else ""
    return f"a number from {field['minimum']} to {field['maximum']}{step}"


def _text(field: Mapping[str, Any]) -> str:
    return f"text, at most {field['maxLength']} characters" if "maxLength" in field else "an id"


def _list(field: Mapping[str, Any]) -> str:
    least, most = field.get("minItems", 0), field["maxItems"]
    count = str(most) if least == most else f"{least} to {most}"
    items = field["items"]
    inner = items.get("oneOf", [items])
    item = "entries as below" if any("$ref" in each for each in inner) else _values(items)
    return f"a list of {count}: {item}"


def _group(_field: Mapping[str, Any]) -> str:
    return "ids, each with its keys"


def _switch(_field: Mapping[str, Any]) -> str:
    return "`true` or `false`"


_KINDS = {
    "boolean": _switch,
    "integer": _number,
    "number": _number,
    "string": _text,
    "array": _list,
    "object": _group,
}


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    main()
