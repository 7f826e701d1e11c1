"""Build exercises from files, and collect the ones that a routine may use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from server.routine.model import DOSE_FIELDS, Amount, Exercise, Tempo
from server.routine.parsing.diagnostics import Faulty, FileFault
from server.routine.parsing.reading import Source
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


def build_exercise(source: Source) -> Exercise:
    """Return the exercise of a file.

    :raises Faulty: with every fault of the file.
    """
    kind = source.data.get("kind")
    repeated = kind == "reps" or ("tempo" in source.data and kind not in ("hold", "release", "instruction"))
    model: type[RepsExercise] | type[HeldExercise] = RepsExercise if repeated else HeldExercise
    document, faults = validate(model, source)
    if document is None or source.faults:
        raise Faulty(source.faults + faults)
    return _exercise(source.id, document)


def _exercise(exercise_id: str, document: RepsExercise | HeldExercise) -> Exercise:
    ranges = {field: getattr(document, field, None) for field in DOSE_FIELDS}
    texts = document.model_dump(exclude={*DOSE_FIELDS, "tempo", "tempo_words"})
    exercise = Exercise(
        id=exercise_id,
        amounts={field: Amount(it.default, it.min, it.max) for field, it in ranges.items() if it},
        **texts,
    )
    if isinstance(document, RepsExercise):
        up, hold, down, pause = document.tempo_words
        return replace(exercise, tempo=Tempo(*document.tempo), tempo_words=(up, hold, down, pause))
    return exercise


def _without(values: Mapping[str, _Value], ids: Mapping[str, object]) -> dict[str, _Value]:
    return {name: value for name, value in values.items() if name not in ids}
