"""Build one step, pause or block from what was written, with a fault for everything that cannot be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from server.errors import ValuePath
from server.routine.choices import out_of_range
from server.routine.doses import block_figures, step_figures
from server.routine.model import Amount, Block, DoseField, Exercise, Figure, Part, Step
from server.routine.pacing import LONGEST_TEMPO_PHASE
from server.routine.parsing.rules import NO_REPS, SIDED, side_rules
from server.routine.schema import BlockHead, PauseDocument, Range, StepDocument

#: Reports what is wrong with the value at a path from the step.
Report = Callable[[ValuePath, str], None]

#: How reps are paced; one in place of the other.
_PACES: tuple[DoseField, ...] = ("tempo", "phases")
#: What a step may have of its own, in place of its exercise's.
_OWN = ("name", "instruction", "safety_cue", "end_cue", "sides", "position")


def build_pause(part_id: str, document: PauseDocument) -> Step:
    """Return a bare pause."""
    amounts: Mapping[DoseField, Amount] = {"seconds": _amount_of(required_range(document, "pause"))}
    pause = Exercise(id="pause", name="Pause", kind="pause", sides="both", instruction="", amounts=amounts)
    return Step(part_id, pause, amounts, say=document.say, skip=document.skip)


def build_block(part_id: str, document: BlockHead, sequence: Sequence[Part]) -> Block:
    """Return a block of steps that were built before."""
    amounts: dict[DoseField, Amount] = {}
    for name, figure in block_figures().items() if document_range(document, "rounds") else ():
        written = document_range(document, name)
        if written:
            amounts[name] = _amount_of(written)
        elif figure.default is not None:
            amounts[name] = Amount(figure.default, figure.lowest, figure.highest)
    return Block(
        id=part_id,
        sequence=tuple(sequence),
        amounts=amounts,
        by_side=document.sides == "each",
        rest_say=getattr(document_range(document, "rest"), "say", ""),
        skip=document.skip,
    )


def build_step(part_id: str, document: StepDocument, exercise: Exercise, report: Report) -> Step:
    """Return a step.

    :param exercise: as its file has it.
    :param report: is called for every fault.
    """
    exercise = _with_texts(exercise, document)
    texts = {key: getattr(exercise, key) for key in SIDED}
    for (key, *_), message in side_rules(texts) if exercise.sides == "both" else ():
        # What is wrong is what the step writes: the text, or else its sides.
        report((key if getattr(document, str(key), None) is not None else "sides",), message)
    amounts = _StepAmounts(document, exercise, report).amounts()
    phases = exercise.phases if "phases" in amounts else ()
    return Step(
        id=part_id,
        exercise=replace(exercise, amounts=amounts, phases=phases),
        amounts=amounts,
        announce=document.announce,
        wait=document.wait,
        skip=document.skip,
        say=document.say,
        rest_say=getattr(document_range(document, "rest"), "say", ""),
    )


def document_range(document: object, name: DoseField) -> Range | None:
    """Return a figure of a document as it was written; None if it was not."""
    written: Range | None = getattr(document, name, None)
    return written


def required_range(document: object, name: str) -> Range:
    """Return a figure that a document always has."""
    written: Range = getattr(document, name)
    return written


def figure_of(written: Any) -> Figure:
    """Return a value of a document as a dose has it."""
    figure: Figure = tuple(written) if isinstance(written, list) else written
    return figure


def _with_texts(exercise: Exercise, document: StepDocument) -> Exercise:
    own = {name: getattr(document, name) for name in _OWN}
    changed: dict[str, Any] = {name: value for name, value in own.items() if value is not None}
    if document.props is not None:
        changed["props"] = tuple(document.props)
    if document.form_cue is not None:
        changed["form_cues"] = form_cues(document.form_cue)
    return replace(exercise, **changed)


def form_cues(written: str | list[str]) -> tuple[str, ...]:
    """Return the form cues of a document, without empty ones."""
    return tuple(cue for cue in ([written] if isinstance(written, str) else written) if cue)


def _amount_of(written: Range) -> Amount:
    return Amount(figure_of(written.default), written.min, written.max)


@dataclass(frozen=True, slots=True)
class _StepAmounts:
    """What a step writes, over what its exercise has."""

    document: StepDocument
    exercise: Exercise
    report: Report

    def amounts(self) -> Mapping[DoseField, Amount]:
        """Return the amounts of the step."""
        amounts = self._usual()
        for name in step_figures():
            written = document_range(self.document, name)
            fault = self._misplaced(name, amounts) if written else ""
            if fault:
                self.report((name,), fault)
            elif written:
                amounts[name] = self._amount(name, written, amounts.get(name))
        if "seconds" in amounts and isinstance(amounts["seconds"].default, tuple):
            amounts.pop("reps", None)  # a ladder has as many holds as rungs
        self._set_pace(amounts)
        return amounts

    @property
    def _repeated(self) -> bool:
        return self.exercise.kind == "reps"

    def _usual(self) -> dict[DoseField, Amount]:
        """Return the exercise's amounts without those that the step has another measure for."""
        usual, written = self.exercise.amounts, self.document
        seconds, breaths, reps = (document_range(written, name) for name in ("seconds", "breaths", "reps"))
        replaced: tuple[DoseField, ...] = ()
        if self._repeated and seconds and "seconds" not in usual:
            replaced = ("reps", "tempo", "phases")
        elif self._repeated and reps and written.tempo:
            replaced = ("seconds",)
        elif not self._repeated and (seconds or breaths):
            replaced = ("seconds",) if breaths else ("breaths",)
        return {name: amount for name, amount in usual.items() if name not in replaced}

    def _misplaced(self, name: DoseField, amounts: Mapping[DoseField, Amount]) -> str:
        """Return why a step cannot have a figure; an empty string if it can."""
        match name:
            case "breaths" if self._repeated:
                return f"{self.exercise.id} has no breaths; delete the line"
            case "reps" if "reps" not in amounts and "seconds" in amounts:
                if "seconds" not in self.exercise.amounts:
                    return f"{NO_REPS}; delete the line, or the seconds"
                if not self.document.tempo:
                    return f"{self.exercise.id} is done for a time; write its tempo too"
        return ""

    def _amount(self, name: DoseField, written: Range, usual: Amount | None) -> Amount:
        """Return the amount of a step: what is written there, and the exercise's range where it is not."""
        keys, amount = written.model_fields_set, _amount_of(written)
        if usual is None:
            return amount
        lowest = written.min if "min" in keys else usual.lowest
        highest = written.max if "max" in keys else usual.highest
        amount = replace(amount, lowest=lowest, highest=highest)
        fault = out_of_range(amount, amount.default, f" of {self.exercise.id}")
        if fault:
            shown = list(amount.default) if isinstance(amount.default, tuple) else amount.default
            own = f"or give the step its own range, such as {{default: {shown}, min: …, max: …}}"
            self.report((name, "default"), f"{fault}, {own}")
        return amount

    def _set_pace(self, amounts: dict[DoseField, Amount]) -> None:
        """Replace tempo or phases by those of the step."""
        written = {"tempo": self.document.tempo, "phases": self.document.phases}
        for name in _PACES:
            pace = written[name]
            if pace is None:
                continue
            fault = self._misplaced_pace(name, amounts)
            if fault:
                self.report((name,), fault)
                continue
            usual = amounts.get(name, Amount((), 0, LONGEST_TEMPO_PHASE))
            amounts[name] = replace(usual, default=tuple(pace))
            fault = self._pace_fault(name, tuple(pace), usual)
            if fault:
                self.report((name,), fault)

    def _misplaced_pace(self, name: DoseField, amounts: Mapping[DoseField, Amount]) -> str:
        exercise = self.exercise
        if not self._repeated:
            return f"{exercise.id} is held, not repeated; delete the line"
        if "seconds" in amounts:
            stated = "seconds" in exercise.amounts
            return (
                f"{exercise.id} is done for a time; write its reps too"
                if stated
                else f"{NO_REPS}; delete the line"
            )
        if name == "tempo" and "phases" in amounts:
            return f"{exercise.id} has phases in place of a tempo; write phases"
        if name == "phases" and "phases" not in amounts:
            return f"{exercise.id} has a tempo in place of phases; write tempo"
        return ""

    def _pace_fault(self, name: DoseField, pace: tuple[float, ...], usual: Amount) -> str:
        count = len(self.exercise.phases)
        if name == "phases" and len(pace) != count:
            return f"{self.exercise.id} has {count} phases; write as many numbers"
        return out_of_range(usual, pace, f" of {self.exercise.id}")
