"""Check what was read against a document model, and say in plain words what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from server.errors import ValuePath
from server.quoting import quoted
from server.routine.model import Kind
from server.routine.parsing.diagnostics import FileFault
from server.routine.parsing.keys import about_unknown_key
from server.routine.parsing.reading import Source
from server.routine.schema import (
    TAG_START,
    BlockDocument,
    ExerciseDocument,
    PartKind,
    PauseDocument,
    PhaseDocument,
    PresetDocument,
    PresetDose,
    Range,
    RoutineDocument,
    StepDocument,
    part_kind,
)
from server.suggestions import suggestion

_Model = TypeVar("_Model", bound=BaseModel)

#: What the kind of an exercise may be; a pause is none.
_KINDS = tuple(kind for kind in get_args(Kind) if kind != "pause")

#: Keys that belong to the other kinds of exercise, and what to do about them.
_OTHER_KIND = {
    "breaths": "reps have no breaths: the tempo sets their length; delete the line",
    "tempo": 'only reps have a tempo; delete the line, or write "kind: reps"',
    "tempo_words": 'only reps have tempo words; delete the line, or write "kind: reps"',
    "phases": 'only reps have phases; delete the lines, or write "kind: reps"',
}
_PART_DOCUMENTS: Mapping[PartKind, type[BaseModel]] = {
    "step": StepDocument,
    "pause": PauseDocument,
    "block": BlockDocument,
}


def validate(model: type[_Model], source: Source) -> tuple[_Model | None, tuple[FileFault, ...]]:
    """Return the file as a document, or every fault that keeps it from being one."""
    try:
        return model.model_validate(source.data), ()
    except ValidationError as error:
        faults = (_fault(model, source, detail) for detail in error.errors(include_url=False))
        return None, tuple(fault for fault in faults if fault)


def _fault(model: type[BaseModel], source: Source, detail: ErrorDetails) -> FileFault | None:
    """Turn an error of pydantic into a fault; return ``None`` if the value already has one."""
    path = _path(detail)
    if any(path[:end] in source.invalid for end in range(len(path) + 1)):
        return None
    if detail["type"] == "extra_forbidden":
        return _unknown_key(model, source, path)
    return source.fault(path, _message(detail))


def _path(detail: ErrorDetails) -> ValuePath:
    at = detail.get("ctx", {}).get("at")
    # pydantic reports a wrong key of a mapping with free keys as if it held something called "[key]".
    # The tag of a union is no key either.
    path = tuple(
        key
        for key in detail["loc"]
        if key != "[key]" and not (isinstance(key, str) and key.startswith(TAG_START))
    )
    return (*path, at) if at else path


def _unknown_key(model: type[BaseModel], source: Source, path: ValuePath) -> FileFault:
    key = str(path[-1])
    if len(path) == 1 and issubclass(model, ExerciseDocument) and key in _OTHER_KIND:
        return source.key_fault(path, _OTHER_KIND[key], key)
    around = path[:-1]
    kind = part_kind(_value(source, around)) if _is_part(around) else None
    at_top = not around and issubclass(model, RoutineDocument)
    message, label = about_unknown_key(
        key, tuple(_keys(model, around, kind)), kind or ("routine" if at_top else "")
    )
    return source.key_fault(path, message, label)


def _value(source: Source, path: ValuePath) -> Any:
    value: Any = source.data
    for key in path:
        value = value[key]
    return value


def _is_part(path: ValuePath) -> bool:
    """Tell whether a path leads to an entry of ``steps``, also to one inside a block."""
    return len(path) > 1 and path[0] == path[-2] == "steps"


def _keys(model: type[BaseModel], path: ValuePath, kind: PartKind | None) -> Iterable[str]:
    """Return the keys that the group at a path may have."""
    if kind:
        return _PART_DOCUMENTS[kind].model_fields
    match path:
        case ():
            return model.model_fields
        case ("presets", _):
            return PresetDocument.model_fields
        case ("presets", *_):
            return PresetDose.model_fields
        case ("phases", _):
            return PhaseDocument.model_fields
        case (*_, "rest") if path[0] == "steps":
            return (*Range.model_fields, "say")
        case _:
            return Range.model_fields


def _message(detail: ErrorDetails) -> str:
    context, written = detail.get("ctx", {}), detail["input"]
    kind = detail["type"]
    if kind == "literal_error":
        # Each model of an exercise knows only its own kinds; a person may mean any of them.
        known = _KINDS if detail["loc"] == ("kind",) else _QUOTED.findall(context["expected"])
        return f"{quoted(written)} is not known{suggestion(str(written), known)}"
    if kind == "missing" and detail["loc"][-1:] == ("exercise",) and set(written) <= _OF_A_PAUSE:
        return 'is missing; to rest by itself, write "pause: 30" in place of it'
    if kind in {"string_too_short", "too_short"} and not written:
        return "is empty; write something"
    if kind in {"string_too_short", "too_short", "string_too_long", "too_long"}:
        return _length(context, written)
    return (
        _MESSAGES[kind].format(value=quoted(written))
        if kind in _MESSAGES
        else detail["msg"].removeprefix("Value error, ")
    )


#: Keys with which somebody means a pause.
_OF_A_PAUSE = {"rest", "say", "seconds", "id"}
_MESSAGES = {
    "missing": "is missing; write it here",
    "string_type": "{value} is not text; put it in quotes, or write words",
    "int_type": "{value} is not a whole number; write it in digits",
    "float_type": "{value} is not a number; write it in digits",
    "multiple_of": "{value} is not a multiple of 0.25 seconds; write 0.25, 0.5, 0.75, 1 and so on",
    "string_pattern_mismatch": "{value} is not an id; use lowercase letters, digits and hyphens",
    "bool_type": "{value} is neither true nor false; write one of them",
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
