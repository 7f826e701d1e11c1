"""An exercise that somebody is writing: what the form shows, and the file's content that it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.routine.editing.routine_form import figure_of, figures_of, in_order, phases_of
from server.routine.model import DOSE_FIELDS, DoseField
from server.routine.schema.documents import ExerciseDocument, HeldExercise, RepsExercise

#: Texts of an exercise as the form names them; the words of a tempo stand in one line, with commas.
TEXTS = (
    *("name", "kind", "sides", "position", "limb", "instruction", "form_cue", "safety", "safety_cue"),
    *("muscle", "felt", "source", "tempo_words"),
)
#: What the coach says of it.
SPOKEN = ("name", "instruction", "form_cue", "safety_cue")
#: What a new exercise begins with.
USUAL = {
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
#: Are written even if empty, or as usual.
_NEEDED = frozenset({"name", "kind", "sides", "instruction", "form_cue", "safety"})
_LABELS = frozenset({"kind", "sides", "position", "limb"})
#: What holds where a file says nothing.
_UNWRITTEN: dict[DoseField, int] = {"sets": 1, "rest": 5}
_HELD: tuple[DoseField, ...] = DOSE_FIELDS
_REPEATED: tuple[DoseField, ...] = ("reps", "sets", "rest")


def typed_of(data: Mapping[str, Any]) -> dict[str, str]:
    """Return what the form shows of a file's content."""
    usual = {key: USUAL[key] for key in (*_LABELS, "tempo_words")}
    texts = {key: str(data[key]) for key in TEXTS if isinstance(data.get(key), str)}
    words = data.get("tempo_words")
    if isinstance(words, list):
        texts["tempo_words"] = ", ".join(map(str, words))
    return {**usual, **texts, **figures_of(data)}


def exercise_document(typed: Mapping[str, str], base: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the file is to hold: what was typed, and of the base what no form shows."""
    repeated = typed.get("kind") == "reps"
    shown = (*TEXTS, *DOSE_FIELDS, "tempo")
    document: dict[str, Any] = {key: value for key, value in base.items() if key not in shown}
    old = typed_of(base) if base else {}
    for key in TEXTS:
        if key != "tempo_words":
            _put_text(document, key, typed.get(key, ""), base)
    for figure in _REPEATED if repeated else _HELD:
        names = (figure, f"{figure}.min", f"{figure}.max")
        same = all(typed.get(name, "").strip() == old.get(name, "") for name in names)
        value = base.get(figure) if same else figure_of(typed, figure)
        if value is not None and (base or value != _UNWRITTEN.get(figure)):
            document[figure] = value
    if repeated:
        _put_tempo(document, typed, base, old)
    return in_order(document, _order(repeated))


def _put_text(document: dict[str, Any], key: str, typed: str, base: Mapping[str, Any]) -> None:
    words = " ".join(typed.split())
    old = base.get(key)
    if isinstance(old, str) and old.split() == words.split():
        document[key] = old
    elif key in _NEEDED or (words and (key in base or USUAL.get(key) != words)):
        document[key] = words


def _put_tempo(
    document: dict[str, Any], typed: Mapping[str, str], base: Mapping[str, Any], old: Mapping[str, str]
) -> None:
    if typed.get("tempo", "").strip() == old.get("tempo"):
        document["tempo"] = base["tempo"]
    elif (phases := phases_of(typed.get("tempo", ""))) is not None:
        document["tempo"] = phases
    words = [word.strip() for word in typed.get("tempo_words", "").split(",")]
    if ", ".join(words) != USUAL["tempo_words"] or "tempo_words" in base:
        document["tempo_words"] = words


def _order(repeated: bool) -> list[str]:
    fields = RepsExercise.model_fields if repeated else HeldExercise.model_fields
    first = [
        "name",
        "kind",
        *(name for name in ExerciseDocument.model_fields if name not in ("name", *DOSE_FIELDS)),
    ]
    return [*first, *(name for name in (*DOSE_FIELDS, "tempo", "tempo_words") if name in fields)]
