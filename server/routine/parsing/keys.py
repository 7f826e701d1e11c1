"""Keys that are not known where somebody wrote them: which ones are meant, or where they belong."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Literal

from server.quoting import quoted
from server.routine.schema import PartKind, Range, StepDocument
from server.suggestions import suggestion

#: What an unknown key stands in; empty for anything else than a routine or an entry of its ``steps``.
Group = PartKind | Literal["routine", ""]

#: Words that people write, and the keys that they mean, the likeliest first.
_MEANT: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("time", "duration", "hold", "secs", "sec", "length", "minutes"), ("seconds",)),
    **dict.fromkeys(("repeat", "repeats", "times", "count", "repetitions", "rep"), ("rounds", "reps")),
    **dict.fromkeys(("round", "loop", "loops", "laps"), ("rounds", "sets")),
    **dict.fromkeys(("side", "each_side", "bilateral"), ("sides",)),
    **dict.fromkeys(("set", "series"), ("sets",)),
    **dict.fromkeys(("break", "recovery", "pause", "relax"), ("rest",)),
    **dict.fromkeys(("delay", "transition"), ("move", "rest")),
    **dict.fromkeys(("title",), ("name",)),
    **dict.fromkeys(("description", "text", "cue", "how"), ("instruction", "purpose")),
    **dict.fromkeys(("note", "notes", "remark"), ("say", "source")),
    **dict.fromkeys(("warning", "caution"), ("safety_cue", "safety")),
    **dict.fromkeys(("equipment", "prop"), ("props", "needs")),
    **dict.fromkeys(("type", "category"), ("kind", "occasion")),
    **dict.fromkeys(("exercises",), ("steps",)),
    **dict.fromkeys(("speed", "pace", "cadence"), ("tempo",)),
    **dict.fromkeys(("weeks", "variants", "levels"), ("presets",)),
}
#: What may follow a word without changing what it means, as in ``hold_time``.
_ENDINGS = ("_seconds", "_secs", "_sec", "_s", "_time")
#: Keys that belong to another kind of entry of ``steps``, and what to do about them.
_OTHER_PART: Mapping[tuple[Group, str], str] = {
    ("step", "rounds"): "only a block has rounds; write the steps that are repeated below it, as steps",
    ("step", "steps"): "a step has no steps of its own; delete its exercise, or the steps",
    ("step", "pause"): "a pause stands by itself; write it as an entry of its own: - pause: 60",
    ("block", "exercise"): "a block has no exercise of its own; write it as one of its steps",
    ("block", "pause"): "a pause stands by itself; write it as one of the steps",
    ("pause", "rounds"): "only a block has rounds; write the pause as one of its steps",
    ("routine", "pause"): "a pause is one of the steps; write it there: - pause: 60",
    ("routine", "id"): "the id of a routine is the name of its file; delete the line",
    ("routine", "exercise"): "an exercise is one of the steps; write it there: - exercise: gastroc",
}
_BLOCK_FOR_ROUNDS = "a block repeats steps; write it in steps: - rounds: 3, and its own steps below it"


def about_unknown_key(key: str, keys: Collection[str], group: Group) -> tuple[str, str]:
    """Return what is wrong with a key that is not known where it stands, and the label of the message.

    :param keys: those that are known there.
    """
    if (group, key) in _OTHER_PART:
        return _OTHER_PART[group, key], key
    meant = _meant(key)
    known = [word for word in meant if word in keys]
    if known:
        return f"unknown key {quoted(key)}; did you mean {' or '.join(map(quoted, known))}?", ""
    misplaced = _misplaced(meant, group)
    if misplaced:
        return misplaced, key
    return f"unknown key {quoted(key)}{suggestion(key, keys)}", ""


def _meant(key: str) -> tuple[str, ...]:
    """Return the keys that a word may stand for, itself first; not all of them exist everywhere."""
    plain = re.sub(r"[-\s]+", "_", key.strip().lower())
    stem = next((plain.removesuffix(ending) for ending in _ENDINGS if plain.endswith(ending)), plain)
    return tuple(dict.fromkeys((plain, *_MEANT.get(plain, ()), stem, *_MEANT.get(stem, ()))))


def _misplaced(meant: Collection[str], group: Group) -> str:
    """Return where a key belongs that means something elsewhere; empty if it means nothing."""
    if group == "routine" and "rounds" in meant:
        return _BLOCK_FOR_ROUNDS
    here = {"routine": "a routine", "block": "a block"}.get(group)
    found = next((word for word in meant if word in StepDocument.model_fields), "")
    if here and found:
        return f"{here} has no {found} of its own; write it at each step"
    if group in ("step", "block") and any(word in Range.model_fields for word in meant):
        return "belongs to a figure; write it there, such as seconds: {default: 30, min: 15, max: 60}"
    return ""
