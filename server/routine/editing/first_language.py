"""What the first Soleus could read: a routine that needs no more is still shared so that it can."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_ROUTINE = frozenset(
    {"name", "purpose", "how_often", "occasion", "order", "needs", "source", "steps", "presets"}
)
#: The figures with their limits.
_FIGURES = {"seconds": (3, 600), "reps": (1, 100), "sets": (1, 10), "rest": (0, 300)}
_STEP = frozenset({"exercise", "id", "tempo", *_FIGURES})
_EXERCISE = frozenset(
    {"name", "kind", "sides", "position", "limb", "instruction", "form_cue", "safety", "safety_cue", "muscle"}
    | {"felt", "source", "figure_alt", "tempo", "tempo_words", *_FIGURES}
)
_POSITIONS = ("standing", "floor", "props")
_LIMBS = ("leg", "foot")
_MOST_HOLDS = 10
#: Words of what the coach speaks at once, and characters.
_MOST_WORDS = {"instruction": 18, "form_cue": 12, "safety_cue": 8}
_LONGEST_SPOKEN = 200


def is_first_language(document: Mapping[str, Any]) -> bool:
    """Tell whether a bundle says nothing that the first Soleus could not read.

    :param document: with the keys ``routine``, ``exercises`` and ``doses``, as a code holds them.
    """
    routine, exercises = document.get("routine", {}), document.get("exercises", {})
    steps, presets = routine.get("steps", []), routine.get("presets", [])
    return (
        routine.keys() <= _ROUTINE
        and ("purpose" in routine or not routine)
        and all(map(_is_step, _list(steps)))
        and all(_is_preset(preset) for preset in _list(presets))
        and all(map(_is_exercise, exercises.values()))
        and all(map(_is_dose, document.get("doses", {}).values()))
    )


def _is_step(step: Any) -> bool:
    return isinstance(step, Mapping) and step.keys() <= _STEP and _has_figures(step)


def _is_preset(preset: Any) -> bool:
    doses = preset.get("doses", {}) if isinstance(preset, Mapping) else None
    return isinstance(doses, Mapping) and all(map(_is_dose, doses.values()))


def _is_dose(dose: Any) -> bool:
    return isinstance(dose, Mapping) and dose.keys() <= _FIGURES.keys() and _has_figures(dose)


def _is_exercise(exercise: Mapping[str, Any]) -> bool:
    holds = exercise.get("reps", 1) if exercise.get("kind") != "reps" else 1
    return (
        exercise.keys() <= _EXERCISE
        and {"form_cue", "kind"} <= exercise.keys()
        and not (exercise["kind"] == "reps" and "seconds" in exercise)
        and exercise.get("position", "standing") in _POSITIONS
        and exercise.get("limb", "leg") in _LIMBS
        and _has_figures(exercise)
        and all(_in_limits(value, 1, _MOST_HOLDS) for value in _numbers(holds))
        and all(_is_spoken(exercise.get(name, "-"), most) for name, most in _MOST_WORDS.items())
    )


def _is_spoken(text: Any, most_words: int) -> bool:
    if not isinstance(text, str) or not text or "{" in text:
        return False
    return len(text) <= _LONGEST_SPOKEN and len(text.split()) <= most_words


def _has_figures(group: Mapping[str, Any]) -> bool:
    return all(
        _in_limits(value, *_FIGURES[name])
        for name in _FIGURES.keys() & group.keys()
        for value in _numbers(group[name])
    )


def _numbers(written: Any) -> tuple[Any, ...]:
    """Return the numbers of a figure; something that is no number for what the first Soleus did not know."""
    if isinstance(written, Mapping):
        return tuple(written.values()) if written.keys() <= {"default", "min", "max"} else (None,)
    return (written,)


def _in_limits(value: Any, lowest: int, highest: int) -> bool:
    return type(value) is int and lowest <= value <= highest


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
