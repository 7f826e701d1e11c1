"""What is wrong in a routine or an exercise, in the words of the pages: no files, lines or keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from server.errors import Fault, ValuePath
from server.routine import DOSE_FIELD_SPECS, DOSE_FIELDS
from server.routine.library import EXERCISES
from server.routine.parsing import FileFault, written_parts

#: Returns what a step is called, by the path to it or into it; empty if the path leads to none.
Titles = Callable[[ValuePath], str]

#: What the fields of a routine's texts are called.
ROUTINE_LABELS: Mapping[str, str] = {
    "name": "Name",
    "purpose": "What it is for",
    "short": "In a few words",
    "occasion": "When",
    "how_often": "How often",
    "needs": "What you need",
    "opening": "Spoken first",
    "source": "Where it comes from",
}
#: What the fields of a step, a pause or an exercise are called.
_LABELS: Mapping[str, str] = {
    **{name: spec.label for name, spec in DOSE_FIELD_SPECS.items()},
    "name": "Name",
    "sides": "Sides",
    "kind": "How it is done",
    "position": "Position",
    "limb": "Spoken as",
    "instruction": "What the coach says first",
    "form_cue": "Form cue",
    "safety": "Safety",
    "safety_cue": "Spoken caution",
    "red_flag": "When not to do it",
    "end_cue": "How to let go",
    "muscle": "Muscle",
    "felt": "Where it is felt",
    "source": "Where it comes from",
    "tempo_words": "Tempo words",
    "pause": "Pause",
}
#: What is missing, where a label before it would say less.
_MISSING: Mapping[tuple[bool, str], str] = {
    (False, "name"): "A routine needs a name.",
    (False, "steps"): "A routine needs a step.",
    (True, "name"): "An exercise needs a name.",
    (True, "instruction"): "The coach needs words to say first.",
    (True, "safety"): "An exercise needs a word on safety.",
}
_IS_MISSING = re.compile(r"is (?:empty|missing); write .*|has no value; write .*")
#: Keys of a range, and what they are called.
_RANGE = {"min": "at least", "max": "at most"}
#: What a message says in the language of files, and how a page says it; the first that fits.
_IN_WORDS: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"is above the max, (\S+); write the smaller number as min", r"is more than the most, \1"),
    (r"the default (\S+) is outside its own range", r"\1 is outside its own limits"),
    (r" of [a-z0-9-]+, (\S+); write", r", \1; write"),
    (r"(?:a group of keys|(.+)) is not a list; .*", lambda found: f"{found[1] or 'this'} is not a list"),
    (r"(.+) is not a group of keys; .*", r"\1 is not understood here"),
    (r"^this is not YAML: ", "this cannot be read: "),
    (r", or give the step its own range.*", ", or change its limits under More"),
    (r'"([^"]*)" is broken; .*', "this exercise of your own has faults; fix it first"),
    (r'there is no routine ("[^"]*"); write .*', r"there is no routine \1; home lists them all"),
    (r'there is no exercise ("[^"]*").*', r"there is no exercise \1; remove this step and add another"),
    (r'the (step|block|pause) in line \d+ already has the id ("[^"]*"); .*', r"two steps are called \2"),
    (r"a ladder has as many holds as rungs; .*", "a ladder has as many holds as rungs; leave this empty"),
    (r"a hold lasts some seconds or some breaths; .*", "give seconds or breaths, not both"),
    (
        r"as many as one can are done in the seconds; .*",
        "give a time or a number, not both",
    ),
    (r'a block has "rounds: 3" or .*', "say how many rounds, or choose the sides"),
    (r"a rest stands between rounds; .*", "a rest stands between rounds; say how many, or leave it empty"),
    (r"nothing in it has a side; .*", "nothing in it has a side; choose two rounds to do it twice"),
    (r"the steps inside are done by side already; .*", "the steps inside are done by side already"),
    (r"only reps have (.*?); .*", r"only what is repeated has \1; leave this empty"),
    (r"reps have a tempo or phases; .*", "give a tempo or phases, not both"),
    (r"each phase has a word of its own, .*", "each phase has a word of its own; leave this empty"),
    (r"write \{side\} or \{other\}", "write {side} or {other}"),
    (r'(?:unknown key|.* is not known here:) ("[^"]*").*', r"\1 is not known here"),
    (r"^(?!there |this )[a-z0-9-]+ (has|is) (no|held|done|\d)", r"this exercise \1 \2"),
    (r"; write its (\w+) too", r"; give its \1 too"),
    (r"rounds: (\d+)", r"\1 rounds"),
    (r"; delete the lines?.*", "; leave this empty"),
    (r"; (?:put it in quotes, or )?write words", "; write words"),
)


def message_in_words(fault: Fault) -> str:
    """Return what is wrong as a sentence beside its field."""
    if _IS_MISSING.fullmatch(fault.message):
        return _missing(fault)
    message = fault.message
    for pattern, words in _IN_WORDS:
        message = re.sub(pattern, words, message)
    message = re.sub(r'"([^"]*)"', r"“\1”", message)
    sentences = [part[:1].upper() + part[1:] for part in message.rstrip(".").split("; ")]
    return ". ".join(sentences) + ("" if message.endswith("?") else ".")


def fault_in_words(fault: FileFault, titles: Titles | None = None) -> str:
    """Return what is wrong and where, as a sentence in a list.

    :param titles: of the routine that it belongs to; ``None`` where it is clear what the fault is in.
    """
    message = message_in_words(fault)
    elsewhere = titles is not None and _is_of_exercise(fault)
    if message in _MISSING.values() and not elsewhere:
        return message
    places = (
        f"Exercise “{fault.file.stem}”" if elsewhere else "",
        titles(fault.path) if titles else "",
        _preset_of(fault) if titles else "",
        _field_of(fault) if fault.path else f"Line {fault.line}",
    )
    place = ", ".join(filter(None, dict.fromkeys(places)))
    return f"{place}: {message}" if place else message


def step_titles(data: Mapping[str, Any]) -> Titles:
    """Return what the steps of a file are called: "Step 2"."""
    numbers, titles = count(1), {}
    for part in written_parts(data):
        titles[part.path] = f"Step {next(numbers)}" if part.kind == "step" else part.kind.capitalize()

    def title(path: ValuePath) -> str:
        around = (path[:end] for end in range(len(path), 0, -1))
        return next((titles[each] for each in around if each in titles), "")

    return title


def _missing(fault: Fault) -> str:
    *_, last = fault.path or ("",)
    whole = len(fault.path) == 1
    of_exercise = isinstance(fault, FileFault) and _is_of_exercise(fault)
    if whole and (of_exercise, str(last)) in _MISSING:
        return _MISSING[of_exercise, str(last)]
    if last == "default" or last in DOSE_FIELDS:
        return "Say how much."
    return "Write something here." if last != "steps" else "There is nothing in it."


def _preset_of(fault: FileFault) -> str:
    """Return which preset a fault is in: "Preset 1"; empty if it is in none."""
    start, place, *_ = (*fault.path, "", "")
    return f"Preset {place + 1}" if start == "presets" and isinstance(place, int) else ""


def _is_of_exercise(fault: FileFault) -> bool:
    return fault.file.parent.name == EXERCISES


def _field_of(fault: FileFault) -> str:
    """Return what the field at a path is called; empty if it has no name on a page."""
    names = [key for key in fault.path if isinstance(key, str)]
    if len(names) == 1 and not _is_of_exercise(fault) and names[0] in ROUTINE_LABELS:
        return ROUTINE_LABELS[names[0]]
    if len(names) > 1 and names[-1] in {*_RANGE, "default"}:
        label = _LABELS.get(names[-2], "")
        return ", ".join(filter(None, (label, _RANGE.get(names[-1], ""))))
    return _LABELS.get(names[-1], "") if names else ""
