"""What is typed for a step, a pause or a block, and the group of keys that it makes in a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.routine.editing.dose_inputs import (
    BLOCK_FIGURES,
    STEP_FIGURES,
    figure_inputs,
    parse_figure,
    parse_phases,
    parse_tempo,
    range_suffixes,
    shown,
    shown_figures,
    shown_tempo,
)
from server.routine.schema import BlockDocument, PartKind, PauseDocument, StepDocument

_FIGURES: Mapping[PartKind, tuple[str, ...]] = {
    "step": STEP_FIGURES,
    "pause": ("pause",),
    "block": BLOCK_FIGURES,
}
#: Texts and choices.
_TEXTS: Mapping[PartKind, tuple[str, ...]] = {
    "step": ("name", "say", "instruction", "safety_cue", "sides", "announce"),
    "pause": ("say",),
    "block": ("sides",),
}
#: What is yes or no; "yes" is typed for yes.
_SWITCHES: Mapping[PartKind, tuple[str, ...]] = {
    "step": ("skip", "wait"),
    "pause": ("skip",),
    "block": ("skip",),
}
#: The order of the keys in a file.
_ORDER: Mapping[PartKind, tuple[str, ...]] = {
    "step": tuple(StepDocument.model_fields),
    "pause": ("pause", "say", *PauseDocument.model_fields),
    "block": ("id", "rounds", "rest", "sides", *BlockDocument.model_fields),
}
_YES = "yes"

#: What can be typed for a step, a pause and a block.
INPUTS: Mapping[PartKind, tuple[str, ...]] = {
    "step": (
        *figure_inputs(STEP_FIGURES),
        *("tempo", "phases", "form_cue", *_TEXTS["step"], *_SWITCHES["step"]),
    ),
    "pause": (*figure_inputs(("pause",)), *_TEXTS["pause"], *_SWITCHES["pause"]),
    "block": (*figure_inputs(BLOCK_FIGURES), *_TEXTS["block"], *_SWITCHES["block"]),
}


def part_inputs(group: Mapping[str, Any], kind: PartKind) -> dict[str, str]:
    """Return a step, a pause or a block of a file as the form shows it."""
    inputs = shown_figures(group, _FIGURES[kind])
    inputs |= {name: shown(group[name]) for name in _TEXTS[kind] if name in group}
    inputs |= {name: _YES if group[name] is True else "" for name in _SWITCHES[kind] if name in group}
    if kind == "step":
        inputs |= {name: show(group[name]) for name, show in _SHOWN.items() if name in group}
    return inputs


def with_inputs(group: Mapping[str, Any], kind: PartKind, inputs: Mapping[str, str]) -> dict[str, Any]:
    """Return a group of keys with what was typed; what was not touched stays as it is written."""
    before = part_inputs(group, kind)
    typed = {**before, **inputs}
    changed = dict(group)
    for name in (*_FIGURES[kind], *_TEXTS[kind], *_SWITCHES[kind], *(_SHOWN if kind == "step" else ())):
        keys = [f"{name}{suffix}" for suffix in range_suffixes(name)] if name in _FIGURES[kind] else [name]
        if all(typed.get(key, "").strip() == before.get(key, "").strip() for key in keys):
            continue
        value = _written(name, kind, typed)
        changed.pop(name, None)
        if value is not None:
            changed[name] = value
    return in_order(changed, _ORDER[kind])


def in_order(document: Mapping[str, Any], order: tuple[str, ...]) -> dict[str, Any]:
    """Return a document with its keys in an order, unknown ones last."""
    known = [key for key in dict.fromkeys(order) if key in document]
    return {key: document[key] for key in (*known, *(key for key in document if key not in known))}


def lines_of(typed: str) -> list[str]:
    """Return the lines of a text without empty ones."""
    return [text for line in typed.splitlines() if (text := " ".join(line.split()))]


def shown_lines(written: Any) -> str:
    """Return a text or a list of texts with each in its line."""
    return "\n".join(map(shown, written)) if isinstance(written, list) else shown(written)


def one_or_list(typed: str) -> Any:
    """Return one text, or a list where there are several lines; ``None`` if nothing was typed."""
    lines = lines_of(typed)
    return lines if len(lines) > 1 else lines[0] if lines else None


def _written(name: str, kind: PartKind, typed: Mapping[str, str]) -> Any:
    """Return a value as the file holds it; ``None`` for none."""
    text = typed.get(name, "")
    if name in _FIGURES[kind]:
        return parse_figure(typed, name)
    if name in _SWITCHES[kind]:
        return text.strip() == _YES or None
    match name:
        case "tempo":
            return parse_tempo(text)
        case "phases":
            return parse_phases(text)
        case "form_cue":
            return one_or_list(text)
    return " ".join(text.split()) or None


_SHOWN = {"tempo": shown_tempo, "phases": shown, "form_cue": shown_lines}
