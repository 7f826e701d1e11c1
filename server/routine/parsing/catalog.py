"""Build exercises from files, and collect the ones that a routine may use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from server.routine.doses import figures_of
from server.routine.model import DOSE_FIELDS, Amount, Exercise, Phase
from server.routine.pacing import LONGEST_TEMPO_PHASE
from server.routine.parsing.diagnostics import Faulty, FileFault
from server.routine.parsing.reading import Source
from server.routine.parsing.rules import exercise_rules
from server.routine.parsing.steps import document_range, figure_of, form_cues, required_range
from server.routine.parsing.validating import validate
from server.routine.schema import HeldExercise, RepsExercise

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Catalog:
    """The exercises that a routine may use, and those that it may not; all by id."""

    files: Mapping[str, Path]
    exercises: Mapping[str, Exercise]
    #: Exercises that exist but cannot be used, with the reasons.
    broken: Mapping[str, tuple[FileFault, ...]]

    def with_fallback(self, base: Catalog) -> Catalog:
        """Return these exercises, and those of the base that have other ids."""
        return Catalog(
            files={**base.files, **self.files},
            exercises={**_without(base.exercises, self.files), **self.exercises},
            broken={**_without(base.broken, self.files), **self.broken},
        )

    def merged_with(self, base: Catalog) -> Catalog:
        """Return these exercises and those of the base; an id that both have cannot be used at all."""
        duplicates = {
            name: (duplicate_id("exercise", file, base.files[name]),)
            for name, file in self.files.items()
            if name in base.files
        }
        both = self.with_fallback(base)
        return replace(
            both, exercises=_without(both.exercises, duplicates), broken={**both.broken, **duplicates}
        )


EMPTY_CATALOG = Catalog({}, {}, {})


def duplicate_id(kind: str, file: Path, other: Path) -> FileFault:
    """Return the fault of a file that has the same id as another one.

    :param kind: "routine" or "exercise".
    """
    message = f'{kind} "{file.stem}" is also in {other}, so neither is used; rename one of the two'
    return FileFault((), message, file, 1)


def read_catalog(files: Iterable[Path], read: Callable[[Path], Source]) -> Catalog:
    """Return the catalog of exercise files.

    :param read: reads one file; raises Faulty if it cannot.
    """
    by_id = {file.stem: file for file in files}
    exercises, broken = {}, {}
    for name, file in by_id.items():
        try:
            exercises[name] = build_exercise(read(file))
        except Faulty as faulty:
            broken[name] = faulty.faults
    return Catalog(by_id, exercises, broken)


def inner_catalog(source: Source) -> Catalog:
    """Return the exercises that a routine's own file holds, as a shared one does."""
    written = source.data.get("exercises")
    groups = written if isinstance(written, dict) else {}
    parts = {
        name: source.part(("exercises", name)) for name, each in groups.items() if isinstance(each, dict)
    }
    exercises, broken = {}, {}
    for name, part in parts.items():
        try:
            exercises[name] = build_exercise(part)
        except Faulty as faulty:
            broken[name] = faulty.faults
    return Catalog(dict.fromkeys(parts, source.file), exercises, broken)


def build_exercise(source: Source) -> Exercise:
    """Return the exercise of a file.

    :raises Faulty: with every fault of the file.
    """
    kind = source.data.get("kind")
    repeated = kind == "reps" or bool(
        source.data.keys() & {"tempo", "phases"} and kind not in ("hold", "release", "instruction")
    )
    model: type[RepsExercise] | type[HeldExercise] = RepsExercise if repeated else HeldExercise
    document, faults = validate(model, source)
    rules = source.broken((), exercise_rules(source.data, repeated=repeated))
    if document is None or source.faults or rules:
        raise Faulty((*source.faults, *faults, *rules))
    return _exercise(source.id, document)


def _exercise(exercise_id: str, document: RepsExercise | HeldExercise) -> Exercise:
    ranges = {name: document_range(document, name) for name in figures_of(document.kind)}
    amounts = {name: Amount(figure_of(it.default), it.min, it.max) for name, it in ranges.items() if it}
    other = {*DOSE_FIELDS, "tempo_words", "form_cue", "props", "muscles", "body"}
    exercise = Exercise(
        id=exercise_id,
        amounts=amounts,
        form_cues=form_cues(document.form_cue),
        props=tuple(document.props),
        muscles=tuple(document.muscles),
        body=tuple(document.body),
        **document.model_dump(exclude=other),
    )
    return _paced(exercise, document) if isinstance(document, RepsExercise) else exercise


def _paced(exercise: Exercise, document: RepsExercise) -> Exercise:
    """Return repeated work with its tempo or its phases; what is done for a time has neither."""
    amounts = dict(exercise.amounts)
    up, hold, down, pause = document.tempo_words
    phases = document.phases or ()
    if document.tempo:
        amounts["tempo"] = Amount(tuple(document.tempo), 0, LONGEST_TEMPO_PHASE)
    if phases:
        ranges = [required_range(phase, "seconds") for phase in phases]
        amounts["phases"] = Amount(
            *(tuple(each) for each in zip(*((it.default, it.min, it.max) for it in ranges), strict=True))
        )
    return replace(
        exercise,
        amounts=amounts,
        tempo_words=(up, hold, down, pause),
        phases=tuple(Phase(each.say, each.countdown, each.marks) for each in phases),
    )


def _without(values: Mapping[str, _Value], ids: Mapping[str, object]) -> dict[str, _Value]:
    return {name: value for name, value in values.items() if name not in ids}
