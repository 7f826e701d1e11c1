"""An exercise that somebody is writing: what the form shows, and the values of the file that it makes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.routine.doses import figures_of
from server.routine.editing.dose_inputs import (
    EXERCISE_FIGURES,
    figure_inputs,
    parse_figure,
    parse_tempo,
    range_suffixes,
    shown,
    shown_figures,
    shown_tempo,
)
from server.routine.editing.part_inputs import in_order, one_or_list, shown_lines
from server.routine.schema import ExerciseDocument, HeldExercise, RepsExercise

#: Texts of an exercise as the form names them; ``form_cue`` has one cue in each line.
TEXTS = (
    *("name", "kind", "sides", "position", "limb", "instruction", "form_cue", "safety", "safety_cue"),
    *("red_flag", "end_cue", "muscle", "felt", "source"),
)
#: The words of a tempo, each in a field of its own, with the word that is usual there.
TEMPO_WORDS = {f"tempo_words.{place}": word for place, word in enumerate(("up", "hold", "down", "pause"))}
#: All that can be typed.
EXERCISE_INPUTS = (*TEXTS, *figure_inputs(EXERCISE_FIGURES), "tempo", *TEMPO_WORDS)
#: What the coach says of it.
SPOKEN = ("name", "instruction", "form_cue", "safety_cue", "red_flag", "end_cue")
#: What the form of a new exercise begins with.
NEW_EXERCISE = {
    "kind": "hold",
    "sides": "each",
    "position": "standing",
    "limb": "none",
    "seconds": "30",
    "reps": "1",
    "sets": "1",
    "rest": "5",
    "safety": "Stop if it hurts, tingles or goes numb.",
    "tempo": "2 - 1 - 2 - 0",
    **TEMPO_WORDS,
}
#: Written even if they are empty or have their default.
_REQUIRED = frozenset({"name", "kind", "sides", "instruction", "safety"})
_CHOICES = ("kind", "sides", "position", "limb")


def exercise_inputs(data: Mapping[str, Any]) -> dict[str, str]:
    """Return what the form shows of a file's values."""
    defaults = {key: NEW_EXERCISE[key] for key in (*_CHOICES, *TEMPO_WORDS)}
    texts = {key: str(data[key]) for key in TEXTS if isinstance(data.get(key), str)}
    if isinstance(data.get("form_cue"), list):
        texts["form_cue"] = shown_lines(data["form_cue"])
    words = data.get("tempo_words")
    if isinstance(words, list):
        texts |= dict(zip(TEMPO_WORDS, map(shown, words), strict=False))
    inputs = {**defaults, **texts, **shown_figures(data, EXERCISE_FIGURES)}
    return {**inputs, "tempo": shown_tempo(data["tempo"])} if data.get("tempo") is not None else inputs


def exercise_document(inputs: Mapping[str, str], base: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of the file that the form makes.

    :param inputs: what is not in it was not shown, and stays as it is.
    :param base: values of the file that is edited; gives what no form shows.
    """
    old = exercise_inputs(base) if base else {}
    inputs = {**old, **inputs}
    repeated = inputs.get("kind") == "reps"
    model = RepsExercise if repeated else HeldExercise
    other_kind = {*RepsExercise.model_fields, *HeldExercise.model_fields} - model.model_fields.keys()
    in_form = {*TEXTS, *EXERCISE_FIGURES, "tempo", "tempo_words", *other_kind}
    document: dict[str, Any] = {key: value for key, value in base.items() if key not in in_form}
    for key in TEXTS:
        _put_text(document, key, inputs.get(key, ""), base)
    figures = dict(figures_of("reps" if repeated else "hold"))
    if repeated and inputs.get("tempo", "").strip():
        del figures["seconds"]  # whoever says a tempo counts reps
    for field, figure in figures.items():
        names = [f"{field}{suffix}" for suffix in range_suffixes(field)]
        same = all(inputs.get(name, "").strip() == old.get(name, "") for name in names)
        value = base.get(field) if same else parse_figure(inputs, field)
        if value is not None and (base or value != figure.default):
            document[field] = value
    if repeated:
        _put_tempo(document, inputs, base, old)
    return in_order(document, _order(repeated))


def _put_text(document: dict[str, Any], key: str, typed: str, base: Mapping[str, Any]) -> None:
    words: Any = one_or_list(typed) if key == "form_cue" else " ".join(typed.split())
    old = base.get(key)
    if old is not None and _same_text(old, words):
        document[key] = old
    elif key in _REQUIRED or (words and (key in base or NEW_EXERCISE.get(key) != words)):
        document[key] = words


def _same_text(old: Any, words: Any) -> bool:
    if isinstance(old, str) and isinstance(words, str):
        return old.split() == words.split()
    return bool(old == words)


def _put_tempo(
    document: dict[str, Any], inputs: Mapping[str, str], base: Mapping[str, Any], old: Mapping[str, str]
) -> None:
    if "tempo" in base and inputs.get("tempo", "").strip() == old.get("tempo"):
        document["tempo"] = base["tempo"]
    elif (phases := parse_tempo(inputs.get("tempo", ""))) is not None:
        document["tempo"] = phases
    words = {name: " ".join(inputs.get(name, usual).split()) for name, usual in TEMPO_WORDS.items()}
    written = base.get("tempo_words")
    if isinstance(written, list) and list(words.values()) == [shown(word) for word in written]:
        document["tempo_words"] = written
    elif written is not None or words != TEMPO_WORDS:
        document["tempo_words"] = list(words.values())


def _order(repeated: bool) -> tuple[str, ...]:
    fields = RepsExercise.model_fields if repeated else HeldExercise.model_fields
    figures = (*EXERCISE_FIGURES, "tempo", "tempo_words", "phases")
    words = (name for name in ExerciseDocument.model_fields if name not in ("name", *figures))
    return ("name", "kind", *words, *(name for name in figures if name in fields))
