"""Changes of a person's choices: doses set, tapped, scaled or reset; settings of the coach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from server.errors import BadInput, Fault
from server.routine.choices.doses import (
    changed_figures,
    doses_of,
    figure_in,
    part_named,
    within_range,
)
from server.routine.choices.figures import Direction, after_tap, limits_of
from server.routine.choices.length import too_long
from server.routine.choices.personal import PersonalRoutine, personal_routine
from server.routine.choices.settings import Settings
from server.routine.choices.swaps import ABOUT_STEP, carried, changed_steps, left_out
from server.routine.model import Amount, Choices, Dose, DoseField, Figure, Kind, Part, Preset, Routine, Step

#: Kinds of work that "all holds" means.
HELD_KINDS: frozenset[Kind] = frozenset({"hold", "release"})
#: How far all holds may be scaled at once, in percent.
LOWEST_PERCENT, HIGHEST_PERCENT = 25, 400


class DoseChange(Protocol):
    """A change of some doses of a routine; a figure never leaves its range."""

    def changed_doses(self, routine: Routine, doses: Mapping[str, Dose]) -> Mapping[str, Dose]:
        """Return the doses that this change sets, by the id of the step or block.

        :param doses: those before the change, of all steps and blocks.
        """
        ...


@dataclass(frozen=True, slots=True)
class SetFigure:
    """One figure of one step or block gets a value."""

    part_id: str
    name: DoseField
    value: Figure

    def changed_doses(self, routine: Routine, doses: Mapping[str, Dose]) -> Mapping[str, Dose]:
        """Return the dose with this figure."""
        part = part_named(routine, self.part_id)
        return {part.id: _with_figures(part, doses[part.id], {self.name: self.value})}


@dataclass(frozen=True, slots=True)
class TapFigure:
    """A tap on minus or plus: from what is chosen now, so that two quick taps both count."""

    part_id: str
    name: DoseField
    direction: Direction

    def changed_doses(self, routine: Routine, doses: Mapping[str, Dose]) -> Mapping[str, Dose]:
        """Return the dose after the tap."""
        part = part_named(routine, self.part_id)
        dose, amount = doses[part.id], limits_of(part, self.name)
        value = figure_in(dose, self.name)
        if amount is None or value is None:
            return {}
        return {
            part.id: _with_figures(
                part, dose, {self.name: after_tap(value, self.name, self.direction, amount)}
            )
        }


@dataclass(frozen=True, slots=True)
class ScaleHolds:
    """Every hold, release and phase at a percentage of what is chosen now: whole seconds, or breaths."""

    percent: int

    def changed_doses(self, routine: Routine, doses: Mapping[str, Dose]) -> Mapping[str, Dose]:
        """Return the doses of all holds."""
        return {
            step.id: _with_figures(step, doses[step.id], _scaled(doses[step.id], held, self.percent))
            for step, held in _held(routine.steps)
        }


@dataclass(frozen=True, slots=True)
class LengthenHolds:
    """Holds and releases from a step on become longer, or shorter: by some seconds, or by one breath."""

    #: Negative to shorten.
    by_s: int
    from_step: str

    def changed_doses(self, routine: Routine, doses: Mapping[str, Dose]) -> Mapping[str, Dose]:
        """Return the doses of the holds from the step on."""
        ids = [step.id for step in routine.steps]
        first = ids.index(part_named(routine, self.from_step).id)
        return {
            step.id: _with_figures(step, doses[step.id], _lengthened(doses[step.id], held, self.by_s))
            for step, held in _held(routine.steps[first:])
        }


@dataclass(frozen=True, slots=True)
class TakePreset:
    """The figures of a preset, over whatever else is chosen."""

    preset: Preset

    def changed_doses(self, routine: Routine, doses: Mapping[str, Dose]) -> Mapping[str, Dose]:
        """Return the doses of the steps and blocks that the preset names."""
        return {
            part_id: _with_figures(part_named(routine, part_id), doses[part_id], figures)
            for part_id, figures in self.preset.doses.items()
        }


@dataclass(frozen=True, slots=True)
class ResetDoses:
    """Every dose back at the routine's default."""

    def changed_doses(self, routine: Routine, doses: Mapping[str, Dose]) -> Mapping[str, Dose]:  # noqa: ARG002
        """Return the default doses."""
        return doses_of(routine.parts, Choices())


@dataclass(frozen=True, slots=True)
class Changes:
    """What a form or a command line asks for."""

    #: Of one routine, in their order.
    doses: tuple[DoseChange, ...] = ()
    #: Of the coach; a setting that is not named stays.
    settings: Settings = field(default_factory=Settings)
    #: Id of a step to the exercise that is done instead; empty for the routine's own.
    swaps: Mapping[str, str] = field(default_factory=dict)
    #: Id of a step or block to why it is left out.
    reasons: Mapping[str, str] = field(default_factory=dict)
    #: Id of a step to whether it is done although its person leaves it out of all routines.
    anyway: Mapping[str, bool] = field(default_factory=dict)

    @property
    def of_routine(self) -> bool:
        """Whether anything but settings is changed."""
        return bool(self.doses or self.swaps or self.reasons or self.anyway)


def apply(before: PersonalRoutine, changes: Changes) -> PersonalRoutine:
    """Return the routine after all of the changes, but for the swaps: they need the other exercises.

    :raises BadInput: if it would take too long.
    """
    after = replace(before, choices=replace(before.choices, **changes.settings))
    if not changes.of_routine and after.choices.breath <= before.choices.breath:
        return after
    routine, doses = before.routine, dict(before.doses)
    for change in changes.doses:
        doses.update(change.changed_doses(routine, doses))
    fault = too_long(routine.sequence, doses, after.choices.breath)
    if fault:
        raise BadInput(faults=[Fault((routine.id,), fault)])
    reasons = left_out({**before.choices.reasons, **changes.reasons}, doses)
    choices = replace(after.choices, doses=changed_figures(routine.parts, doses), reasons=reasons)
    return replace(before, choices=choices, doses=doses)


def swapped(before: PersonalRoutine, after: Routine, instead: Mapping[str, str]) -> PersonalRoutine:
    """Return what a person has chosen after steps got other exercises: each keeps its dose if that fits.

    :param after: the routine with the swaps made.
    :param instead: all swaps that are in it.
    """
    doses = {part: dict(figures) for part, figures in before.choices.doses.items()}
    for old, new in changed_steps(before.routine, after):
        kept = {name: figure for name, figure in doses.get(old.id, {}).items() if name in ABOUT_STEP}
        doses[old.id] = {**carried(old, before.doses[old.id], new), **kept}
    chosen = personal_routine(after, replace(before.choices, doses=doses, instead=instead))
    figures = changed_figures(after.parts, chosen.doses)
    return replace(chosen, choices=replace(chosen.choices, doses=figures))


def is_in_effect(change: DoseChange, personal: PersonalRoutine) -> bool:
    """Tell whether a change would leave every dose as it is."""
    return change.changed_doses(personal.routine, personal.doses).items() <= personal.doses.items()


def has_holds(routine: Routine) -> bool:
    """Tell whether there is anything to scale in a routine."""
    return any(True for _ in _held(routine.steps))


def _held(steps: Iterable[Step]) -> Iterator[tuple[Step, Mapping[DoseField, Amount]]]:
    """Yield the steps that are held or have phases, with the amounts that say how long."""
    for step in steps:
        names: tuple[DoseField, ...] = (
            ("seconds", "breaths") if step.exercise.kind in HELD_KINDS else ("phases",)
        )
        held = {name: step.amounts[name] for name in names if name in step.amounts}
        if held:
            yield step, held


def _with_figures(part: Part, dose: Dose, figures: Mapping[DoseField, Figure]) -> Dose:
    within: dict[str, Any] = {name: within_range(part, name, value) for name, value in figures.items()}
    return replace(dose, **{name: value for name, value in within.items() if value is not None})


def _lengthened(dose: Dose, held: Iterable[DoseField], by_s: int) -> Mapping[DoseField, Figure]:
    if "breaths" in held:
        return {"breaths": dose.breaths + (1 if by_s > 0 else -1)}
    if "seconds" not in held:  # phases keep their pace
        return {}
    if isinstance(dose.seconds, tuple):
        return {"seconds": tuple(rung + by_s for rung in dose.seconds)}
    return {"seconds": dose.seconds + by_s}


def _scaled(dose: Dose, held: Iterable[DoseField], percent: int) -> Mapping[DoseField, Figure]:
    """Return the figures that say how long a step is held, scaled; half a second rounds up."""
    figures = {name: figure_in(dose, name) for name in held}
    return {name: _percent_of(value, percent) for name, value in figures.items() if value}


def _percent_of(value: Figure, percent: int) -> Figure:
    if isinstance(value, tuple):
        return tuple(_percent_of_one(int(each), percent) for each in value)
    return value if isinstance(value, str) else _percent_of_one(value, percent)


def _percent_of_one(value: int, percent: int) -> int:
    return (value * percent + 50) // 100
