"""Changes of a person's choices: doses set, tapped, scaled or reset; settings of the coach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from server.errors import BadInput, Fault
from server.routine.choices.doses import (
    Direction,
    after_tap,
    changed_figures,
    clamped,
    doses_of,
    figure_in,
    step_named,
)
from server.routine.choices.length import too_long
from server.routine.choices.personal import PersonalRoutine
from server.routine.choices.settings import Settings
from server.routine.model import Choices, Dose, DoseField, Kind, Preset, Routine, Step

#: Kinds of work that "all holds" means.
HELD_KINDS: frozenset[Kind] = frozenset({"hold", "release"})
#: How far all holds may be scaled at once, in percent.
LOWEST_PERCENT, HIGHEST_PERCENT = 25, 400
#: A scaled hold is a multiple of this; one below ``_SHORT_HOLD_S`` is a whole number of seconds.
_SCALED_MULTIPLE_S = 5
_SHORT_HOLD_S = 10


class DoseChange(Protocol):
    """A change of some doses of a routine; a figure never leaves its range."""

    def changed_doses(self, routine: Routine, doses: Mapping[str, Dose]) -> Mapping[str, Dose]:
        """Return the doses that this change sets, by step id.

        :param doses: those before the change, of all steps.
        """
        ...


@dataclass(frozen=True, slots=True)
class SetFigure:
    """One figure of one step gets a value."""

    step_id: str
    name: DoseField
    value: int

    def changed_doses(self, routine: Routine, doses: Mapping[str, Dose]) -> Mapping[str, Dose]:
        """Return the dose with this figure."""
        step = step_named(routine, self.step_id)
        return {step.id: _with_figures(step, doses[step.id], {self.name: self.value})}


@dataclass(frozen=True, slots=True)
class TapFigure:
    """A tap on minus or plus: from what is chosen now, so that two quick taps both count."""

    step_id: str
    name: DoseField
    direction: Direction

    def changed_doses(self, routine: Routine, doses: Mapping[str, Dose]) -> Mapping[str, Dose]:
        """Return the dose after the tap."""
        step = step_named(routine, self.step_id)
        dose = doses[step.id]
        value = after_tap(figure_in(dose, self.name), self.name, self.direction, step.amounts[self.name])
        return {step.id: _with_figures(step, dose, {self.name: value})}


@dataclass(frozen=True, slots=True)
class ScaleHolds:
    """Every hold and release at a percentage of its default, rounded."""

    percent: int

    def changed_doses(self, routine: Routine, doses: Mapping[str, Dose]) -> Mapping[str, Dose]:
        """Return the doses of all holds."""
        return {
            step.id: _with_figures(
                step, doses[step.id], {"seconds": _scaled_s(step.amounts["seconds"].default, self.percent)}
            )
            for step in _held_steps(routine)
        }


@dataclass(frozen=True, slots=True)
class LengthenHolds:
    """Holds and releases from a step on become longer, or shorter."""

    #: Negative to shorten.
    by_s: int
    from_step: str

    def changed_doses(self, routine: Routine, doses: Mapping[str, Dose]) -> Mapping[str, Dose]:
        """Return the doses of the holds from the step on."""
        first = routine.steps.index(step_named(routine, self.from_step))
        return {
            step.id: _with_figures(step, doses[step.id], {"seconds": doses[step.id].seconds + self.by_s})
            for step in _held_steps(routine, first)
        }


@dataclass(frozen=True, slots=True)
class TakePreset:
    """The figures of a preset, over whatever else is chosen."""

    preset: Preset

    def changed_doses(self, routine: Routine, doses: Mapping[str, Dose]) -> Mapping[str, Dose]:
        """Return the doses of the steps that the preset names."""
        return {
            step_id: _with_figures(step_named(routine, step_id), doses[step_id], figures)
            for step_id, figures in self.preset.doses.items()
        }


@dataclass(frozen=True, slots=True)
class ResetDoses:
    """Every dose back at the routine's default."""

    def changed_doses(self, routine: Routine, doses: Mapping[str, Dose]) -> Mapping[str, Dose]:  # noqa: ARG002
        """Return the default doses."""
        return doses_of(routine.steps, Choices())


@dataclass(frozen=True, slots=True)
class Changes:
    """What a form or a command line asks for."""

    #: Of one routine, in their order.
    doses: tuple[DoseChange, ...] = ()
    #: Of the coach; a setting that is not named stays.
    settings: Settings = field(default_factory=Settings)


def apply(before: PersonalRoutine, changes: Changes) -> PersonalRoutine:
    """Return the routine after all of the changes.

    :raises BadInput: if all steps together would take too long.
    """
    after = replace(before, choices=replace(before.choices, **changes.settings))
    if not changes.doses:
        return after
    routine, doses = before.routine, dict(before.doses)
    for change in changes.doses:
        doses.update(change.changed_doses(routine, doses))
    fault = too_long(routine.steps, doses)
    if fault:
        raise BadInput(faults=[Fault((routine.id,), fault)])
    choices = replace(after.choices, doses=changed_figures(routine.steps, doses))
    return PersonalRoutine(routine, choices, doses)


def is_in_effect(change: DoseChange, personal: PersonalRoutine) -> bool:
    """Tell whether a change would leave every dose as it is."""
    return change.changed_doses(personal.routine, personal.doses).items() <= personal.doses.items()


def has_holds(routine: Routine) -> bool:
    """Tell whether there is anything to scale in a routine."""
    return any(True for _ in _held_steps(routine))


def _held_steps(routine: Routine, first: int = 0) -> Iterator[Step]:
    return (step for step in routine.steps[first:] if step.exercise.kind in HELD_KINDS)


def _with_figures(step: Step, dose: Dose, figures: Mapping[DoseField, int]) -> Dose:
    within = {name: clamped(value, step.amounts[name]) for name, value in figures.items()}
    return replace(dose, **within)


def _scaled_s(seconds: int, percent: int) -> int:
    """Scale seconds; half of a multiple rounds up, and 100 percent changes nothing."""
    if percent == 100:
        return seconds
    hundredths = seconds * percent
    multiple_s = 1 if hundredths < _SHORT_HOLD_S * 100 else _SCALED_MULTIPLE_S
    return (hundredths + multiple_s * 50) // (multiple_s * 100) * multiple_s
