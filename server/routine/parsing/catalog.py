"""Make exercises of files, and put together the ones that a routine may use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from server.routine.model import DOSE_FIELDS, Amount, Exercise, Tempo
from server.routine.parsing.diagnostics import Fault, Faulty
from server.routine.parsing.reading import Source
from server.routine.parsing.validating import validated
from server.routine.schema.documents import HeldExercise, RepsExercise

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Shelf:
    """The exercises that a routine may use, and those that it may not."""

    files: Mapping[str, Path]
    exercises: Mapping[str, Exercise]
    #: Exercises that exist but cannot be used, with the reasons.
    broken: Mapping[str, tuple[Fault, ...]]

    def beside(self, base: Shelf) -> Shelf:
        """Return these exercises, filled up with those of the base that have other ids."""
        return Shelf(
            files={**base.files, **self.files},
            exercises={**_without(base.exercises, self.files), **self.exercises},
            broken={**_without(base.broken, self.files), **self.broken},
        )

    def added_to(self, base: Shelf) -> Shelf:
        """Return these exercises and those of the base; an id that both have cannot be used at all."""
        twice = {
            name: (same_id("exercise", path, base.files[name]),)
            for name, path in self.files.items()
            if name in base.files
        }
        both = self.beside(base)
        return replace(both, exercises=_without(both.exercises, twice), broken={**both.broken, **twice})


NO_EXERCISES = Shelf({}, {}, {})


def same_id(what: str, path: Path, other: Path) -> Fault:
    """Return the fault of a file whose id another file has as well."""
    return Fault(
        path, 1, f'{what} "{path.stem}" is in {other} as well, and neither wins; rename one of the two'
    )


def shelf_of(files: Iterable[Path], read: Callable[[Path], Source]) -> Shelf:
    """Read exercise files."""
    paths = {path.stem: path for path in files}
    exercises, broken = {}, {}
    for name, path in paths.items():
        try:
            exercises[name] = exercise_of(read(path))
        except Faulty as faulty:
            broken[name] = faulty.faults
    return Shelf(paths, exercises, broken)


def exercise_of(source: Source) -> Exercise:
    """Return the exercise of a file. Raises Faulty."""
    kind = source.data.get("kind")
    repeated = kind == "reps" or ("tempo" in source.data and kind not in ("hold", "release", "instruction"))
    model: type[RepsExercise] | type[HeldExercise] = RepsExercise if repeated else HeldExercise
    document, faults = validated(model, source)
    if document is None or source.faults:
        raise Faulty(source.faults + faults)
    return _exercise(source.id, document)


def _exercise(exercise_id: str, document: RepsExercise | HeldExercise) -> Exercise:
    figures = {field: getattr(document, field, None) for field in DOSE_FIELDS}
    texts = document.model_dump(exclude={*DOSE_FIELDS, "tempo", "tempo_words"})
    exercise = Exercise(
        id=exercise_id,
        amounts={field: Amount(it.default, it.min, it.max) for field, it in figures.items() if it},
        **texts,
    )
    if isinstance(document, RepsExercise):
        up, hold, down, pause = document.tempo_words
        return replace(exercise, tempo=Tempo(*document.tempo), tempo_words=(up, hold, down, pause))
    return exercise


def _without(shelf: Mapping[str, _Value], ids: Mapping[str, object]) -> dict[str, _Value]:
    return {name: value for name, value in shelf.items() if name not in ids}
