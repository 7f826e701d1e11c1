"""Hold what was read against a document model, and say in plain words what does not fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from server.routine.model import Kind
from server.routine.parsing.diagnostics import Fault
from server.routine.parsing.reading import Place, Source
from server.routine.schema.documents import ExerciseDocument, PresetDocument, PresetDose, StepDocument
from server.routine.schema.ranges import Range
from server.suggestions import suggestion

_Model = TypeVar("_Model", bound=BaseModel)

_FIGURES = frozenset({"seconds", "reps", "sets", "rest"})
#: Keys that belong to the other kinds of exercise, and what to do about them.
_OTHER_KIND = {
    "seconds": "reps have no seconds, the tempo gives their length; delete the line",
    "tempo": 'only reps have a tempo; delete the line, or write "kind: reps"',
    "tempo_words": 'only reps have words for a tempo; delete the line, or write "kind: reps"',
}


def validated(model: type[_Model], source: Source) -> tuple[_Model | None, tuple[Fault, ...]]:
    """Return the file as a document, or every fault that keeps it from being one."""
    try:
        return model.model_validate(source.data), ()
    except ValidationError as error:
        faults = (_fault(model, source, detail) for detail in error.errors(include_url=False))
        return None, tuple(fault for fault in faults if fault)


def _fault(model: type[BaseModel], source: Source, detail: ErrorDetails) -> Fault | None:
    """Turn one complaint of pydantic into ours; nothing if the value has a fault already."""
    place = _place(detail)
    if any(place[:end] in source.spoilt for end in range(len(place) + 1)):
        return None
    if detail["type"] == "extra_forbidden":
        return Fault(source.path, source.keys[place], _unknown_key(model, place))
    return source.fault(place, f"{_label(place)}{_words(detail)}")


def _place(detail: ErrorDetails) -> Place:
    at = detail.get("ctx", {}).get("at")
    # A key of a mapping with free keys is reported as if it held something called "[key]".
    place = tuple(part for part in detail["loc"] if part != "[key]")
    return (*place, at) if at else place


def _label(place: Place) -> str:
    """Name the key; the default of a range goes by the name of its figure, as it is mostly written so."""
    names = [part for part in place if isinstance(part, str)]
    if len(names) > 1 and names[-2] in _FIGURES and names[-1] in Range.model_fields:
        names = names[-2:-1] if names[-1] == "default" else names[-2:]
        return f"{': '.join(names)}: "
    return f"{names[-1]}: " if names else ""


def _unknown_key(model: type[BaseModel], place: Place) -> str:
    key = str(place[-1])
    if len(place) == 1 and issubclass(model, ExerciseDocument) and key in _OTHER_KIND:
        return f"{key}: {_OTHER_KIND[key]}"
    return f'"{shortened(key)}" is no key here{suggestion(key, _keys(model, place[:-1]))}'


def _keys(model: type[BaseModel], place: Place) -> Iterable[str]:
    """Return the keys that may stand in the group at a place."""
    match place:
        case ():
            return model.model_fields
        case ("steps", _):
            return StepDocument.model_fields
        case ("presets", _):
            return PresetDocument.model_fields
        case ("presets", *_):
            return PresetDose.model_fields
        case _:
            return Range.model_fields


def _words(detail: ErrorDetails) -> str:
    context, written = detail.get("ctx", {}), detail["input"]
    kind = detail["type"]
    if kind == "literal_error":
        # Each model of an exercise knows its own kinds only; a person may mean any of them.
        known = get_args(Kind) if detail["loc"] == ("kind",) else _QUOTED.findall(context["expected"])
        return f"{shown(written)} is not known{suggestion(str(written), known)}"
    if kind in {"string_too_short", "too_short"} and not written:
        return "is empty; write something"
    if kind in {"string_too_short", "too_short", "string_too_long", "too_long"}:
        return _length(context, written)
    return (
        _WORDS[kind].format(value=shown(written))
        if kind in _WORDS
        else detail["msg"].removeprefix("Value error, ")
    )


_WORDS = {
    "missing": "is missing; write it here",
    "string_type": "{value} is not text; put it in quotes, or write words",
    "int_type": "{value} is not a whole number; write it in digits",
    "float_type": "{value} is not a number; write it in digits",
    "multiple_of": "{value} is not in quarters of a second; write 0.25, 0.5, 0.75, 1 and so on",
    "string_pattern_mismatch": "{value} is no id; write small letters, digits and hyphens",
    "list_type": "{value} is not a list; write lines that begin with a hyphen, or [a, b]",
    "dict_type": '{value} is not a group of keys; write lines such as "key: value"',
    "model_type": '{value} is not a group of keys; write lines such as "key: value"',
}
_QUOTED = re.compile("'([^']*)'")


def _length(context: Mapping[str, Any], written: Any) -> str:
    unit = "characters" if isinstance(written, str) else "entries"
    least, most = context.get("min_length"), context.get("max_length")
    too_many = most is not None and len(written) > most
    wanted = f"at most {most}" if too_many else f"at least {least}"
    return f"too {'many' if too_many else 'few'} {unit}, {len(written)}; write {wanted}"


def shown(written: Any) -> str:
    """Return a value as a message quotes it: short, and a text in quotes."""
    if isinstance(written, str):
        return f'"{shortened(written)}"'
    if isinstance(written, bool):
        return str(written).lower()
    if isinstance(written, dict | list):
        return "a group of keys" if isinstance(written, dict) else "a list"
    return shortened(str(written))


def shortened(text: str) -> str:
    """Return the beginning of a long text, with what cannot be printed left out."""
    printable = "".join(character for character in text if character.isprintable())
    return printable if len(printable) <= 40 else printable[:39] + "…"
