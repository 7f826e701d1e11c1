"""What is worth a look in an input and is no fault: how it is understood, and what a voice says wrong."""

from __future__ import annotations

from collections.abc import Callable

from server.routine.editing.part_inputs import lines_of
from server.routine.numbers import split_list
from server.routine.pacing import read_tempo
from server.routine.schema import as_written, hard_to_say

#: Inputs whose words are spoken.
_SPOKEN = frozenset(
    {"name", "instruction", "form_cue", "safety_cue", "red_flag", "end_cue", "say", "opening", "needs"}
)
#: Inputs that may hold several numbers, and what these are.
_LISTS = {"seconds": "holds, one after the other", "phases": "phases"}
_TEMPO_WORDS = "tempo_words."
_PHASES = ("up", "hold", "down", "pause")


def hints_on(
    name: str, typed: str, language: str = "en", respelled: Callable[[str], str] = as_written
) -> tuple[str, ...]:
    """Return what is worth a look in what was typed.

    :param name: of the input, as in ``EXERCISE_INPUTS`` and ``INPUTS``.
    :param language: the two-letter code of the language of the voice.
    :param respelled: as for ``hard_to_say``.
    """
    if name == "tempo":
        return _tempo(typed)
    if name in _LISTS:
        return _list(typed, _LISTS[name])
    if name in _SPOKEN or name.startswith(_TEMPO_WORDS) or name.endswith(".say"):
        found = (message for line in lines_of(typed) for message in hard_to_say(line, language, respelled))
        return tuple(dict.fromkeys(found))
    return ()


def _tempo(typed: str) -> tuple[str, ...]:
    if not typed.strip():
        return ()
    try:
        phases_s = read_tempo(typed)
    except ValueError as error:
        return (str(error),)
    parts = ", ".join(f"{phase} {each_s:g}" for phase, each_s in zip(_PHASES, phases_s, strict=True))
    return (f"one rep takes {sum(phases_s):g} s: {parts}",)


def _list(typed: str, entries: str) -> tuple[str, ...]:
    """Say that several numbers are several things."""
    try:
        *others, last = split_list(typed)
    except ValueError as error:
        return (str(error),)
    return (f"{len(others) + 1} {entries}: {', '.join(others)} and {last}",) if others else ()
