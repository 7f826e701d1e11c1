"""Make a routine of a file that was read, or say every fault that it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from server.routine.choices.changes import dose_of, outside
from server.routine.choices.length import too_long
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
from server.routine.parsing.catalog import Shelf
from server.routine.parsing.diagnostics import Fault, Faulty
from server.routine.parsing.reading import Place, Source
from server.routine.parsing.validating import shortened, shown, validated
from server.routine.schema.documents import (
    PresetDose,
    RoutineDocument,
    StepDocument,
)
from server.routine.schema.ranges import Range
from server.suggestions import suggestion

_Model = TypeVar("_Model", bound=BaseModel)


def routine_of(source: Source, shelf: Shelf) -> Routine:
    """Return the routine of a file. Raises Faulty."""
    document, faults = validated(RoutineDocument, source)
    parts = _Parts(source, shelf)
    steps = parts.steps()
    presets = parts.presets(steps)
    if document is None or source.faults or parts.faults:
        raise Faulty((*source.faults, *faults, *parts.faults))
    return Routine(
        id=source.id,
        needs=tuple(document.needs),
        steps=tuple(steps.values()),
        presets=tuple(presets),
        **document.model_dump(exclude={"needs", "steps", "presets"}),
    )


class _Parts:
    """Builds what can be built of a routine, so that a fault in one step hides none in the others."""

    def __init__(self, source: Source, shelf: Shelf) -> None:
        self.source = source
        self.shelf = shelf
        self.faults: list[Fault] = []
        #: The first step with each id.
        self.ids: dict[str, Place] = {}

    def steps(self) -> dict[str, Step]:
        """Return the sound steps by their ids."""
        steps = {}
        for place, written in self._groups("steps"):
            exercise = self._exercise(place, written.get("exercise"))
            document = _sound(StepDocument, written)
            self._note_id(place, written)
            if document and exercise:
                step = self._step(place, document, exercise)
                steps[step.id] = step
        fault = too_long((step, dose_of(step, Choices())) for step in steps.values())
        if fault:
            self._fault(("steps",), f"steps: {fault}")
        return steps

    def presets(self, steps: Mapping[str, Step]) -> list[Preset]:
        """Return the presets, with what is right in them."""
        presets: dict[str, Preset] = {}
        for place, written in self._groups("presets"):
            name, doses = " ".join(str(written.get("name")).split()), written.get("doses")
            if name in presets:
                self._fault((*place, "name"), f"name: there is a preset {shown(name)} already; rename one")
            doses = doses if isinstance(doses, dict) else {}
            checked = {
                step_id: self._dose((*place, "doses", step_id), it, steps) for step_id, it in doses.items()
            }
            presets[name] = Preset(name, checked)
        return list(presets.values())

    def _groups(self, key: str) -> list[tuple[Place, dict[str, Any]]]:
        written = self.source.data.get(key)
        entries = enumerate(written) if isinstance(written, list) else ()
        return [((key, index), entry) for index, entry in entries if isinstance(entry, dict)]

    def _exercise(self, place: Place, name: object) -> Exercise | None:
        if not isinstance(name, str):
            return None
        if name in self.shelf.broken:
            self.faults.extend(self.shelf.broken[name])
            self._fault((*place, "exercise"), f'exercise: "{name}" is broken; mend its file')
        elif name not in self.shelf.exercises:
            known = suggestion(name, self.shelf.exercises)
            self._fault((*place, "exercise"), f'exercise: there is no exercise "{shortened(name)}"{known}')
        return self.shelf.exercises.get(name)

    def _note_id(self, place: Place, written: Mapping[str, Any]) -> None:
        key = "id" if "id" in written else "exercise"
        step_id = written.get(key)
        if not isinstance(step_id, str):
            return
        first = self.ids.setdefault(step_id, place)
        if first != place:
            taken = f'"{shortened(step_id)}" is the id of the step in line {self.source.line(first)} already'
            self._fault(
                (*place, key), f'{key}: {taken}; add an id of its own, such as "id: {step_id[:40]}-2"'
            )

    def _step(self, place: Place, document: StepDocument, exercise: Exercise) -> Step:
        amounts = dict(exercise.amounts)
        for field in DOSE_FIELDS:
            figure: Range | None = getattr(document, field)
            if figure and field not in amounts:
                self._fault((*place, field), f"{field}: {exercise.id} has no {field}; delete the line")
            elif figure:
                amounts[field] = self._amount((*place, field), exercise, field, figure)
        if document.tempo and exercise.tempo:
            exercise = replace(exercise, tempo=Tempo(*document.tempo))
        elif document.tempo:
            self._fault((*place, "tempo"), f"tempo: {exercise.id} is held, not repeated; delete the line")
        return Step(id=document.id or document.exercise, exercise=exercise, amounts=amounts)

    def _amount(self, place: Place, exercise: Exercise, field: DoseField, figure: Range) -> Amount:
        """Lay a step's figure over the exercise's range."""
        usual, written = exercise.amounts[field], figure.model_fields_set
        lowest = figure.min if "min" in written else usual.lowest
        highest = figure.max if "max" in written else usual.highest
        amount = Amount(figure.default, lowest, highest)
        if not lowest <= figure.default <= highest:
            place = (*place, "default")
            own = f"or give the step its own range, such as {{default: {figure.default}, min: …, max: …}}"
            self._fault(place, f"{field}: {outside(amount, figure.default, f' of {exercise.id}')}, {own}")
        return amount

    def _dose(self, place: Place, written: Any, steps: Mapping[str, Step]) -> dict[DoseField, int]:
        """Return the figures of one step of a preset."""
        step_id = str(place[-1])
        figures = _sound(PresetDose, written) if isinstance(written, dict) else None
        chosen = {field: getattr(figures, field, None) for field in DOSE_FIELDS}
        dose = {field: value for field, value in chosen.items() if value is not None}
        if step_id not in self.ids:
            known = suggestion(step_id, steps)
            self._fault(place, f'doses: there is no step "{shortened(step_id)}"{known}')
        elif step_id in steps:
            self._check_dose(place, steps[step_id], dose)
        return dose

    def _check_dose(self, place: Place, step: Step, dose: Mapping[DoseField, int]) -> None:
        for field, value in dose.items():
            amount = step.amounts.get(field)
            if amount is None:
                self._fault((*place, field), f"{field}: {step.id} has no {field}; delete the line")
            elif not amount.lowest <= value <= amount.highest:
                self._fault((*place, field), f"{field}: {outside(amount, value, f' of {step.id}')}")

    def _fault(self, place: Place, message: str) -> None:
        self.faults.append(self.source.fault(place, message))


def _sound(model: type[_Model], written: dict[str, Any]) -> _Model | None:
    """Return what is right in a part; what is wrong is reported with the faults of the whole file."""
    try:
        return model.model_validate(written)
    except ValidationError as error:
        wrong = {detail["loc"][0] for detail in error.errors()}
        right = {key: value for key, value in written.items() if key not in wrong}
        return _sound(model, right) if len(right) < len(written) else None
