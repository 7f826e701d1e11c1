"""An exercise that somebody is writing: what the form shows, and the values of the file that it makes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.routine.doses import figures_of
from server.routine.editing.routine_form import DOSE_INPUTS, in_order, parse_dose, parse_tempo, step_inputs
from server.routine.model import DOSE_FIELDS
from server.routine.schema import ExerciseDocument, HeldExercise, RepsExercise

#: Texts of an exercise as the form names them; the words of a tempo are separated by commas.
TEXTS = (
    *("name", "kind", "sides", "position", "limb", "instruction", "form_cue", "safety", "safety_cue"),
    *("muscle", "felt", "source", "tempo_words"),
)
#: All that can be typed.
EXERCISE_INPUTS = (*TEXTS, *DOSE_INPUTS, "tempo")
#: What the coach says of it.
SPOKEN = ("name", "instruction", "form_cue", "safety_cue")
#: What the form of a new exercise begins with.
NEW_EXERCISE = {
    "kind": "hold",
    "sides": "each",
    "position": "standing",
    "limb": "leg",
    "seconds": "30",
    "reps": "1",
    "sets": "1",
    "rest": "5",
    "tempo": "2 - 1 - 2 - 0",
    "tempo_words": "up, hold, down, pause",
}
#: Written even if they are empty or have their default.
_REQUIRED = frozenset({"name", "kind", "sides", "instruction", "form_cue", "safety"})
_CHOICES = ("kind", "sides", "position", "limb")


def exercise_inputs(data: Mapping[str, Any]) -> dict[str, str]:
    """Return what the form shows of a file's values."""
    defaults = {key: NEW_EXERCISE[key] for key in (*_CHOICES, "tempo_words")}
    texts = {key: str(data[key]) for key in TEXTS if isinstance(data.get(key), str)}
    words = data.get("tempo_words")
    if isinstance(words, list):
        texts["tempo_words"] = ", ".join(map(str, words))
    return {**defaults, **texts, **step_inputs(data)}


def exercise_document(inputs: Mapping[str, str], base: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of the file that the form makes.

    :param base: values of the file that is edited; gives what no form shows.
    """
    repeated = inputs.get("kind") == "reps"
    shown = (*TEXTS, *DOSE_FIELDS, "tempo")
    document: dict[str, Any] = {key: value for key, value in base.items() if key not in shown}
    old = exercise_inputs(base) if base else {}
    for key in TEXTS:
        if key != "tempo_words":
            _put_text(document, key, inputs.get(key, ""), base)
    for field, figure in figures_of("reps" if repeated else "hold").items():
        names = (field, f"{field}.min", f"{field}.max")
        same = all(inputs.get(name, "").strip() == old.get(name, "") for name in names)
        value = base.get(field) if same else parse_dose(inputs, field)
        if value is not None and (base or value != figure.default):
            document[field] = value
    if repeated:
        _put_tempo(document, inputs, base, old)
    return in_order(document, _order(repeated))


def _put_text(document: dict[str, Any], key: str, typed: str, base: Mapping[str, Any]) -> None:
    words = " ".join(typed.split())
    old = base.get(key)
    if isinstance(old, str) and old.split() == words.split():
        document[key] = old
    elif key in _REQUIRED or (words and (key in base or NEW_EXERCISE.get(key) != words)):
        document[key] = words


def _put_tempo(
    document: dict[str, Any], inputs: Mapping[str, str], base: Mapping[str, Any], old: Mapping[str, str]
) -> None:
    if inputs.get("tempo", "").strip() == old.get("tempo"):
        document["tempo"] = base["tempo"]
    elif (phases := parse_tempo(inputs.get("tempo", ""))) is not None:
        document["tempo"] = phases
    words = [word.strip() for word in inputs.get("tempo_words", "").split(",")]
    if ", ".join(words) != NEW_EXERCISE["tempo_words"] or "tempo_words" in base:
        document["tempo_words"] = words


def _order(repeated: bool) -> list[str]:
    fields = RepsExercise.model_fields if repeated else HeldExercise.model_fields
    first = [
        "name",
        "kind",
        *(name for name in ExerciseDocument.model_fields if name not in ("name", *DOSE_FIELDS)),
    ]
    return [*first, *(name for name in (*DOSE_FIELDS, "tempo", "tempo_words") if name in fields)]
