"""Build a routine from a file that was read, or report every fault of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from server.errors import ValuePath
from server.quoting import LONGEST_QUOTE, quoted
from server.routine.choices import doses_of, exercise_names, figure_fault, too_long
from server.routine.model import (
    DOSE_FIELDS,
    Block,
    Choices,
    DoseField,
    Exercise,
    Figure,
    Part,
    Preset,
    Routine,
    Step,
)
from server.routine.parsing.catalog import Catalog, inner_catalog
from server.routine.parsing.diagnostics import Faulty, FileFault
from server.routine.parsing.parts import WrittenPart, written_parts
from server.routine.parsing.reading import Source
from server.routine.parsing.rules import block_rules, step_rules
from server.routine.parsing.steps import build_block, build_pause, build_step, figure_of
from server.routine.parsing.validating import validate
from server.routine.schema import (
    DEEPEST_BLOCK,
    MOST_STEPS,
    BlockHead,
    PauseDocument,
    PresetDose,
    RoutineDocument,
    StepDocument,
)
from server.suggestions import suggestion

_Model = TypeVar("_Model", bound=BaseModel)


def build_routine(source: Source, catalog: Catalog) -> Routine:
    """Return the routine of a file.

    :param catalog: the exercises that it may use.
    :raises Faulty: with every fault of the file, and those of broken exercises that it uses.
    """
    document, faults = validate(RoutineDocument, source)
    own = inner_catalog(source)
    builder = _RoutineBuilder(source, own, catalog)
    sequence = builder.sequence()
    presets = builder.presets(sequence)
    builder.check_cover(sequence)
    inner_faults = [fault for found in own.broken.values() for fault in found]
    if document is None or source.faults or builder.faults or inner_faults:
        raise Faulty((*source.faults, *faults, *builder.faults, *inner_faults))
    return Routine(
        id=source.id,
        needs=tuple(document.needs),
        sequence=sequence,
        presets=tuple(presets),
        **document.model_dump(exclude={"needs", "steps", "presets", "exercises"}),
    )


class _RoutineBuilder:
    """Builds as much of a routine as it can, so that a fault in one step hides none in the others."""

    def __init__(self, source: Source, own: Catalog, catalog: Catalog) -> None:
        self.source = source
        self.own = own
        self.catalog = own.with_fallback(catalog)
        self.faults: list[FileFault] = []
        self.written = {part.path: part for part in written_parts(source.data)}

    def sequence(self) -> tuple[Part, ...]:
        """Return the steps, pauses and blocks without faults."""
        if len(self.written) > MOST_STEPS and not self._is_long_list():
            fault = f"{len(self.written)} steps, pauses and blocks are too many; write at most {MOST_STEPS}"
            self._fault(("steps",), fault)
        self._check_ids()
        sequence = tuple(self._parts(("steps",)))
        fault = too_long(sequence, doses_of(_all(sequence), Choices()))
        if fault:
            self._fault(("steps",), fault)
        return sequence

    def presets(self, sequence: Sequence[Part]) -> list[Preset]:
        """Return the presets, each with those of its doses that are valid."""
        parts = {part.id: part for part in _all(sequence)}
        presets: dict[str, Preset] = {}
        for path, group in self._groups("presets"):
            name, doses = " ".join(str(group.get("name")).split()), group.get("doses")
            if name in presets:
                self._fault((*path, "name"), f"there is already a preset {quoted(name)}; rename one of them")
            doses = doses if isinstance(doses, dict) else {}
            checked = {
                part_id: self._dose((*path, "doses", part_id), part_id, dose, parts)
                for part_id, dose in doses.items()
            }
            presets[name] = Preset(name, checked)
            self._check_length(path, sequence, presets[name])
        return list(presets.values())

    def check_cover(self, sequence: Sequence[Part]) -> None:
        """Note a fault if the drawing on the cover is that of an exercise which the routine does not use."""
        cover = self.source.data.get("cover")
        used = {part.exercise.id for part in _all(sequence) if isinstance(part, Step)}
        if isinstance(cover, str) and used and cover not in used:
            fault = f"{quoted(cover)} is no exercise of this routine{suggestion(cover, used)}"
            self._fault(("cover",), fault)

    def _is_long_list(self) -> bool:
        """Tell whether the schema already says that there are too many steps."""
        lists = [self.source.data.get("steps"), *(part.group.get("steps") for part in self.written.values())]
        return any(len(steps) > MOST_STEPS for steps in lists if isinstance(steps, list))

    def _groups(self, key: str) -> list[tuple[ValuePath, dict[str, Any]]]:
        """Return the entries of a list that are groups of keys, with their paths."""
        value = self.source.data.get(key)
        entries = enumerate(value) if isinstance(value, list) else ()
        return [((key, index), entry) for index, entry in entries if isinstance(entry, dict)]

    def _parts(self, path: ValuePath, depth: int = 0) -> Iterator[Part]:
        """Yield what stands in a list of steps.

        :param depth: how many blocks are around it.
        """
        for written in self.written.values():
            if written.path[:-1] == path:
                part = self._part(written, depth)
                if part:
                    yield part

    def _part(self, written: WrittenPart, depth: int) -> Part | None:
        match written.kind:
            case "pause":
                pause = _valid_keys(PauseDocument, written.group)
                self._rules(written, step_rules(written.group))
                return build_pause(written.id, pause) if pause else None
            case "block":
                return self._block(written, depth)
            case "step":
                return self._step(written)

    def _block(self, written: WrittenPart, depth: int) -> Block | None:
        if depth >= DEEPEST_BLOCK:
            return None  # reported by the schema
        self._rules(written, block_rules(written.group))
        inside = tuple(self._parts((*written.path, "steps"), depth + 1))
        own = {key: value for key, value in written.group.items() if key != "steps"}
        document = _valid_keys(BlockHead, own)
        if document is None:
            return None
        block = build_block(written.id, document, inside)
        if block.by_side:
            self._check_sides(written, block)
        return block

    def _check_sides(self, written: WrittenPart, block: Block) -> None:
        """Report a block by side that has nothing to do on a side, or that is done on one already."""
        if any(inner.by_side for inner in block.sequence if isinstance(inner, Block)):
            message = "the steps inside are done by side already; write sides only once"
            self._fault((*written.path, "sides"), message)
        if block.steps and all(step.exercise.sides == "both" for step in block.steps):
            message = 'nothing in it has a side; write "rounds: 2" to do it twice'
            self._fault((*written.path, "sides"), message)

    def _step(self, written: WrittenPart) -> Step | None:
        path = written.path
        exercise = self._exercise(path, written.group.get("exercise"))
        document = _valid_keys(StepDocument, written.group)
        self._rules(written, step_rules(written.group))
        if not (document and exercise):
            return None
        return build_step(
            written.id, document, exercise, lambda inner, message: self._fault((*path, *inner), message)
        )

    def _exercise(self, path: ValuePath, name: object) -> Exercise | None:
        if not isinstance(name, str):
            return None
        if name in self.catalog.broken:
            self.faults.extend(self.catalog.broken[name])
            where = "mend it in this file" if name in self.own.broken else "fix its file"
            self._fault((*path, "exercise"), f'"{name}" is broken; {where}')
        elif name not in self.catalog.exercises:
            known = suggestion(name, self.catalog.exercises, self.catalog.descriptions)
            self._fault((*path, "exercise"), f"there is no exercise {quoted(name)}{known}")
        return self.catalog.exercises.get(name)

    def _check_ids(self) -> None:
        first: dict[str, WrittenPart] = {}
        for part in self.written.values():
            other = first.setdefault(part.id, part)
            if other is part or not part.id:
                continue
            key = "id" if part.has_own_id else "exercise"
            line = self.source.line(other.path)
            taken = f"the {other.kind} in line {line} already has the id {quoted(part.id)}"
            own = f'give this one an id of its own, such as "id: {part.id[:LONGEST_QUOTE]}-2"'
            self._fault((*part.path, key), f"{taken}; {own}")

    def _dose(
        self, path: ValuePath, part_id: str, written: object, parts: Mapping[str, Part]
    ) -> dict[DoseField, Figure]:
        """Return the dose of one step or block of a preset."""
        if not isinstance(written, dict):
            return {}
        document = _valid_keys(PresetDose, written)
        values = {name: figure_of(getattr(document, name, None)) for name in DOSE_FIELDS}
        dose = {name: value for name, value in values.items() if value is not None}
        self.faults += self.source.broken(path, step_rules(written))
        if part_id not in {part.id for part in self.written.values()}:
            known = suggestion(part_id, parts, exercise_names(parts.values()))
            self._fault(path, f"there is no step {quoted(part_id)}{known}", label="doses")
        for name, value in dose.items() if part_id in parts else ():
            fault = figure_fault(parts[part_id], name, value, f" of {part_id}")
            if fault:
                self._fault((*path, name), fault)
        return dose

    def _check_length(self, path: ValuePath, sequence: Sequence[Part], preset: Preset) -> None:
        """Report a preset with which the routine would take too long."""
        doses = doses_of(_all(sequence), Choices(doses=preset.doses))
        fault = too_long(sequence, doses)
        if fault and not too_long(sequence, doses_of(_all(sequence), Choices())):
            self._fault(path, fault, label="doses")

    def _rules(self, written: WrittenPart, rules: Iterable[tuple[ValuePath, str]]) -> None:
        self.faults += self.source.broken(written.path, rules)

    def _fault(self, path: ValuePath, message: str, label: str | None = None) -> None:
        self.faults.append(self.source.fault(path, message, label))


def _all(sequence: Iterable[Part]) -> Iterator[Part]:
    """Yield steps and blocks, also those in blocks."""
    for part in sequence:
        yield part
        if isinstance(part, Block):
            yield from _all(part.sequence)


def _valid_keys(model: type[_Model], written: Mapping[str, Any]) -> _Model | None:
    """Return a group without its faulty keys, which are reported with the faults of the whole file."""
    try:
        return model.model_validate(written)
    except ValidationError as error:
        wrong = {detail["loc"][0] for detail in error.errors()}
        right = {key: value for key, value in written.items() if key not in wrong}
        return _valid_keys(model, right) if len(right) < len(written) else None
