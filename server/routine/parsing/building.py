"""Build a routine from a file that was read, or report every fault of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from server.errors import ValuePath
from server.quoting import LONGEST_QUOTE, quoted
from server.routine.choices import doses_of, out_of_range, too_long
from server.routine.model import (
    DOSE_FIELDS,
    Amount,
    Choices,
    DoseField,
    Exercise,
    Preset,
    Routine,
    Step,
    Tempo,
)
from server.routine.parsing.catalog import Catalog
from server.routine.parsing.diagnostics import Faulty, FileFault
from server.routine.parsing.reading import Source
from server.routine.parsing.validating import validate
from server.routine.schema import PresetDose, Range, RoutineDocument, StepDocument
from server.suggestions import suggestion

_Model = TypeVar("_Model", bound=BaseModel)


def build_routine(source: Source, catalog: Catalog) -> Routine:
    """Return the routine of a file.

    :param catalog: the exercises that it may use.
    :raises Faulty: with every fault of the file, and those of broken exercises that it uses.
    """
    document, faults = validate(RoutineDocument, source)
    builder = _RoutineBuilder(source, catalog)
    steps = builder.steps()
    presets = builder.presets(steps)
    if document is None or source.faults or builder.faults:
        raise Faulty((*source.faults, *faults, *builder.faults))
    return Routine(
        id=source.id,
        needs=tuple(document.needs),
        steps=tuple(steps.values()),
        presets=tuple(presets),
        **document.model_dump(exclude={"needs", "steps", "presets"}),
    )


class _RoutineBuilder:
    """Builds as much of a routine as it can, so that a fault in one step hides none in the others."""

    def __init__(self, source: Source, catalog: Catalog) -> None:
        self.source = source
        self.catalog = catalog
        self.faults: list[FileFault] = []
        #: Path of the first step with each id.
        self.step_paths: dict[str, ValuePath] = {}

    def steps(self) -> dict[str, Step]:
        """Return the steps without faults, by their ids."""
        steps = {}
        for path, group in self._groups("steps"):
            exercise = self._exercise(path, group.get("exercise"))
            document = _valid_keys(StepDocument, group)
            self._check_id(path, group)
            if document and exercise:
                step = self._step(path, document, exercise)
                steps[step.id] = step
        fault = too_long(steps.values(), doses_of(steps.values(), Choices()))
        if fault:
            self._fault(("steps",), fault)
        return steps

    def presets(self, steps: Mapping[str, Step]) -> list[Preset]:
        """Return the presets, each with those of its doses that are valid."""
        presets: dict[str, Preset] = {}
        for path, group in self._groups("presets"):
            name, doses = " ".join(str(group.get("name")).split()), group.get("doses")
            if name in presets:
                self._fault((*path, "name"), f"there is already a preset {quoted(name)}; rename one of them")
            doses = doses if isinstance(doses, dict) else {}
            checked = {
                step_id: self._dose((*path, "doses", step_id), step_id, dose, steps)
                for step_id, dose in doses.items()
            }
            presets[name] = Preset(name, checked)
        return list(presets.values())

    def _groups(self, key: str) -> list[tuple[ValuePath, dict[str, Any]]]:
        """Return the entries of a list that are groups of keys, with their paths."""
        value = self.source.data.get(key)
        entries = enumerate(value) if isinstance(value, list) else ()
        return [((key, index), entry) for index, entry in entries if isinstance(entry, dict)]

    def _exercise(self, path: ValuePath, name: object) -> Exercise | None:
        if not isinstance(name, str):
            return None
        if name in self.catalog.broken:
            self.faults.extend(self.catalog.broken[name])
            self._fault((*path, "exercise"), f'"{name}" is broken; fix its file')
        elif name not in self.catalog.exercises:
            known = suggestion(name, self.catalog.exercises)
            self._fault((*path, "exercise"), f"there is no exercise {quoted(name)}{known}")
        return self.catalog.exercises.get(name)

    def _check_id(self, path: ValuePath, group: Mapping[str, Any]) -> None:
        key = "id" if "id" in group else "exercise"
        step_id = group.get(key)
        if not isinstance(step_id, str):
            return
        first = self.step_paths.setdefault(step_id, path)
        if first != path:
            taken = f"the step in line {self.source.line(first)} already has the id {quoted(step_id)}"
            own = f'give this one an id of its own, such as "id: {step_id[:LONGEST_QUOTE]}-2"'
            self._fault((*path, key), f"{taken}; {own}")

    def _step(self, path: ValuePath, document: StepDocument, exercise: Exercise) -> Step:
        amounts = dict(exercise.amounts)
        for field in DOSE_FIELDS:
            written: Range | None = getattr(document, field)
            if written and field not in amounts:
                self._fault((*path, field), f"{exercise.id} has no {field}; delete the line")
            elif written:
                amounts[field] = self._amount((*path, field), exercise, field, written)
        if document.tempo and exercise.tempo:
            exercise = replace(exercise, tempo=Tempo(*document.tempo))
        elif document.tempo:
            self._fault((*path, "tempo"), f"{exercise.id} is held, not repeated; delete the line")
        return Step(id=document.id or document.exercise, exercise=exercise, amounts=amounts)

    def _amount(self, path: ValuePath, exercise: Exercise, field: DoseField, written: Range) -> Amount:
        """Return the amount of a step: what is written there, and the exercise's range where it is not."""
        usual, keys = exercise.amounts[field], written.model_fields_set
        lowest = written.min if "min" in keys else usual.lowest
        highest = written.max if "max" in keys else usual.highest
        amount = Amount(written.default, lowest, highest)
        if not lowest <= written.default <= highest:
            own = f"or give the step its own range, such as {{default: {written.default}, min: …, max: …}}"
            message = out_of_range(amount, written.default, f" of {exercise.id}")
            self._fault((*path, "default"), f"{message}, {own}")
        return amount

    def _dose(
        self, path: ValuePath, step_id: str, written: object, steps: Mapping[str, Step]
    ) -> dict[DoseField, int]:
        """Return the dose of one step of a preset."""
        document = _valid_keys(PresetDose, written) if isinstance(written, dict) else None
        values = {field: getattr(document, field, None) for field in DOSE_FIELDS}
        dose = {field: value for field, value in values.items() if value is not None}
        if step_id not in self.step_paths:
            known = suggestion(step_id, steps)
            self._fault(path, f"there is no step {quoted(step_id)}{known}", label="doses")
        elif step_id in steps:
            self._check_dose(path, steps[step_id], dose)
        return dose

    def _check_dose(self, path: ValuePath, step: Step, dose: Mapping[DoseField, int]) -> None:
        for field, value in dose.items():
            amount = step.amounts.get(field)
            if amount is None:
                self._fault((*path, field), f"{step.id} has no {field}; delete the line")
            elif not amount.lowest <= value <= amount.highest:
                self._fault((*path, field), out_of_range(amount, value, f" of {step.id}"))

    def _fault(self, path: ValuePath, message: str, label: str | None = None) -> None:
        self.faults.append(self.source.fault(path, message, label))


def _valid_keys(model: type[_Model], written: dict[str, Any]) -> _Model | None:
    """Return a group without its faulty keys, which are reported with the faults of the whole file."""
    try:
        return model.model_validate(written)
    except ValidationError as error:
        wrong = {detail["loc"][0] for detail in error.errors()}
        right = {key: value for key, value in written.items() if key not in wrong}
        return _valid_keys(model, right) if len(right) < len(written) else None
