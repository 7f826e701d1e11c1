"""What the home page and a routine's page show, worked out before any template sees it."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from server.errors import BadInput
from server.routine import DOSE_FIELD_SPECS, Dose, DoseField, Kind, Sides, Step
from server.routine.choices import PersonalRoutine, after_tap, figure_in
from server.web import formatting

#: The figures that people change most, always shown; the others are one tap away.
_MAIN_FIELDS: dict[Kind, tuple[DoseField, ...]] = {"reps": ("reps", "sets")}
_USUAL_MAIN_FIELDS: tuple[DoseField, ...] = ("seconds",)
_SIDES: dict[Sides, str] = {"each": "each side", "alternate": "sides in turn", "both": ""}
#: Characters of what was typed into a field that its page shows again.
LONGEST_TYPED = 20


@dataclass(frozen=True, slots=True)
class RoutineCard:
    """A routine on the home page."""

    id: str
    name: str
    #: The first sentence of what it is for.
    purpose: str
    #: With this person's doses.
    length: str
    #: "yesterday"; empty if never.
    last_done: str
    #: Whether this person has changed its doses.
    changed: bool


@dataclass(frozen=True, slots=True)
class DoseControl:
    """One figure of a step, with its minus and plus."""

    #: As on the command line: ``gastroc.seconds``.
    name: str
    label: str
    unit: str
    #: What the input shows: the figure, or what was typed and could not be accepted.
    value: str
    lowest: int
    highest: int
    default: int
    #: Where a tap leads; None at the end of the range.
    minus: int | None
    plus: int | None
    changed: bool
    #: Why what was typed could not be accepted.
    fault: str = ""


@dataclass(frozen=True, slots=True)
class StepCard:
    """A step on its routine's page."""

    id: str
    number: int
    exercise: str
    name: str
    instruction: str
    muscle: str
    felt: str
    safety: str
    source: str
    sides: str
    figure_alt: str
    main: tuple[DoseControl, ...]
    more: tuple[DoseControl, ...]
    #: Whether the controls that are one tap away are shown at once.
    more_open: bool


@dataclass(frozen=True, slots=True)
class FormFaults:
    """What in a form could not be accepted."""

    #: By the name of the figure's field, such as ``gastroc.seconds``.
    by_field: Mapping[str, str] = field(default_factory=dict)
    #: About the form as a whole, or about another field.
    general: tuple[str, ...] = ()
    #: What was typed, by the name of the figure's field.
    typed: Mapping[str, str] = field(default_factory=dict)


def form_faults(error: BadInput, form: Mapping[str, str]) -> FormFaults:
    """Return each fault beside the figure that it is about."""
    typed = {name: value[:LONGEST_TYPED] for name, value in form.items() if "." in name}
    named = [(".".join(map(str, fault.path)), fault.message) for fault in error.faults]
    return FormFaults(
        by_field={name: message for name, message in named if name in typed},
        general=tuple(message for name, message in named if name not in typed),
        typed=typed,
    )


def routine_card(
    personal: PersonalRoutine, duration_ms: int, done_ms: int | None, now_ms: int
) -> RoutineCard:
    """Return the card of a routine.

    :param done_ms: when this person last finished it, in milliseconds since 1970.
    """
    routine = personal.routine
    return RoutineCard(
        id=routine.id,
        name=routine.name,
        purpose=formatting.split_first_sentence(routine.purpose)[0],
        length=formatting.minutes(duration_ms),
        last_done=formatting.ago(done_ms, now_ms) if done_ms else "",
        changed=bool(personal.choices.doses),
    )


def step_cards(
    personal: PersonalRoutine, faults: FormFaults, touched: Container[str] = ()
) -> tuple[StepCard, ...]:
    """Return the cards of all steps.

    :param touched: names of the fields that were just changed; what holds them stays open.
    """
    return tuple(
        _step_card(number, step, personal.doses[step.id], faults, touched)
        for number, step in enumerate(personal.routine.steps, start=1)
    )


def _step_card(number: int, step: Step, dose: Dose, faults: FormFaults, touched: Container[str]) -> StepCard:
    exercise = step.exercise
    main_fields = _MAIN_FIELDS.get(exercise.kind, _USUAL_MAIN_FIELDS)
    controls = {name: _control(step, name, figure_in(dose, name), faults) for name in step.amounts}
    more = tuple(
        control for name, control in controls.items() if name not in main_fields and _can_change(step, name)
    )
    return StepCard(
        id=step.id,
        number=number,
        exercise=exercise.id,
        name=exercise.name,
        instruction=exercise.instruction,
        muscle=exercise.muscle,
        felt=exercise.felt,
        safety=exercise.safety,
        source=exercise.source,
        sides=_SIDES[exercise.sides],
        figure_alt=exercise.figure_alt,
        main=tuple(controls[name] for name in main_fields if name in controls),
        more=more,
        more_open=any(control.changed or control.fault or control.name in touched for control in more),
    )


def _can_change(step: Step, name: DoseField) -> bool:
    return step.amounts[name].lowest < step.amounts[name].highest


def _control(step: Step, name: DoseField, value: int, faults: FormFaults) -> DoseControl:
    amount, spec = step.amounts[name], DOSE_FIELD_SPECS[name]
    full_name = f"{step.id}.{name}"
    less, more = after_tap(value, name, "less", amount), after_tap(value, name, "more", amount)
    return DoseControl(
        name=full_name,
        label=spec.label_for(step.exercise.kind),
        unit=spec.unit,
        value=faults.typed.get(full_name, str(value)),
        lowest=amount.lowest,
        highest=amount.highest,
        default=amount.default,
        minus=less if less != value else None,
        plus=more if more != value else None,
        changed=value != amount.default,
        fault=faults.by_field.get(full_name, ""),
    )
