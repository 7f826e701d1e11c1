"""Rules about keys that stand together, which no single value breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from server.errors import ValuePath

#: A path from the exercise or step, and what is wrong there.
Broken = tuple[ValuePath, str]

MISSING = "is missing; write it here"
ONE_LENGTH = "a hold lasts some seconds or some breaths; delete one of the two"
NO_REPS = "as many as one can are done in the seconds"
#: What an instruction may say in braces.
_PLACES = re.compile(r"\{([^{}]*)\}")
_KNOWN_PLACES = ("side", "other")
#: What is spoken for one side; what else is spoken holds for both.
SIDED: tuple[str, ...] = ("instruction", "safety_cue", "end_cue")
_OTHER_SPOKEN = ("name", "form_cue", "red_flag", "say")


def exercise_rules(data: Mapping[str, Any], *, repeated: bool) -> Iterator[Broken]:
    """Yield what is wrong with the keys of an exercise together.

    :param repeated: whether it is meant to be of the kind ``reps``, whatever the file says.
    """
    yield from _reps_rules(data) if repeated else _held_rules(data)
    yield from _place_rules(data)
    if data.get("sides") == "both":
        yield from side_rules(data)


def step_rules(group: Mapping[str, Any]) -> Iterator[Broken]:
    """Yield what is wrong with the keys of a step, or of its dose in a preset, together."""
    seconds = group.get("seconds")
    rungs = seconds.get("default") if isinstance(seconds, Mapping) else seconds
    if isinstance(rungs, list) and "reps" in group:
        yield ("reps",), "a ladder has as many holds as rungs; delete reps"
    if "seconds" in group and "breaths" in group:
        yield ("breaths",), ONE_LENGTH
    yield from _place_rules(group)


def block_rules(group: Mapping[str, Any]) -> Iterator[Broken]:
    """Yield what is wrong with the keys of a block together."""
    if "rounds" not in group:
        if "sides" not in group:
            yield (), 'a block has "rounds: 3" or "sides: each"; write one of them'
        elif "rest" in group:
            yield ("rest",), "a rest stands between rounds; write rounds too, or delete the line"


def side_rules(texts: Mapping[str, Any]) -> Iterator[Broken]:
    """Yield what is wrong with the texts of something that has no sides."""
    for key in SIDED:
        place = next((place for place in _places(texts.get(key)) if place in _KNOWN_PLACES), "")
        if place:
            message = f"{{{place}}} needs a side, but both are done at once; name it without, or change sides"
            yield (key,), message


def _held_rules(data: Mapping[str, Any]) -> Iterator[Broken]:
    if "seconds" not in data and "breaths" not in data:
        yield ("seconds",), MISSING
    if "seconds" in data and "breaths" in data:
        yield ("breaths",), ONE_LENGTH


def _reps_rules(data: Mapping[str, Any]) -> Iterator[Broken]:
    if "seconds" in data:
        others = [key for key in ("reps", "tempo", "tempo_words", "phases") if key in data]
        if others:
            yield ("seconds",), f"{NO_REPS}; delete the seconds, or {' and '.join(others)}"
        return
    if "reps" not in data:
        yield ("reps",), MISSING
    if "tempo" in data and "phases" in data:
        yield ("phases",), "reps have a tempo or phases; delete one of the two"
    if "tempo" not in data and "phases" not in data:
        yield ("tempo",), f"{MISSING}, or phases"
    if "phases" in data and "tempo_words" in data:
        yield ("tempo_words",), "each phase has a word of its own, in say; delete the line"


def _place_rules(group: Mapping[str, Any]) -> Iterator[Broken]:
    for key in SIDED:
        for place in _places(group.get(key)):
            if place not in _KNOWN_PLACES:
                yield (key,), f"{{{place}}} is not known; write {{side}} or {{other}}"
    for key in _OTHER_SPOKEN:
        written = group.get(key)
        texts = written if isinstance(written, list) else [written]
        if any(place in _KNOWN_PLACES for text in texts for place in _places(text)):
            yield (key,), "only what is said for one side can name {side} or {other}; write it without"


def _places(text: object) -> list[str]:
    return _PLACES.findall(text) if isinstance(text, str) else []
