"""What the home page and a routine's page show, worked out before any template sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from server.routine.choices.changes import clamped, dose_of, taps
from server.routine.model import Choices, DoseField, Kind, Routine, Sides, Step
from server.web import formatting

_LABELS: dict[tuple[Kind, DoseField], str] = {
    ("hold", "seconds"): "Hold",
    ("hold", "reps"): "Holds",
    ("reps", "reps"): "Reps",
}
_USUAL_LABELS: dict[DoseField, str] = {"seconds": "Time", "reps": "Times", "sets": "Sets", "rest": "Rest"}
#: What a person changes most, on top; the rest is one tap away.
_FIRST: dict[Kind, tuple[DoseField, ...]] = {"reps": ("reps", "sets")}
_SIDES: dict[Sides, str] = {"each": "each side", "alternate": "sides in turn", "both": ""}
_IN_SECONDS: frozenset[DoseField] = frozenset({"seconds", "rest"})


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
    #: What the input shows: the dose, or what was typed and could not be taken.
    value: str
    lowest: int
    highest: int
    default: int
    #: What a tap makes of it; nothing at the end of the range.
    minus: int | None
    plus: int | None
    changed: bool
    #: Why what was typed could not be taken.
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
    first: tuple[DoseControl, ...]
    more: tuple[DoseControl, ...]
    #: Whether the controls that matter less are shown at once.
    more_open: bool


@dataclass(frozen=True, slots=True)
class Faults:
    """What of a form could not be taken, by field name, and what had been typed there."""

    messages: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)


def routine_card(
    routine: Routine, choices: Choices, duration_ms: int, done_ms: int | None, now_ms: int
) -> RoutineCard:
    """Return the card of a routine.

    :param done_ms: when this person last finished it, milliseconds since 1970.
    """
    return RoutineCard(
        id=routine.id,
        name=routine.name,
        purpose=formatting.split_first_sentence(routine.purpose)[0],
        length=formatting.minutes(duration_ms),
        last_done=formatting.ago(done_ms, now_ms) if done_ms else "",
        changed=bool(choices.doses),
    )


def step_cards(
    routine: Routine, choices: Choices, faults: Faults, touched: Sequence[str] = ()
) -> tuple[StepCard, ...]:
    """Return the cards of all steps.

    :param touched: names of the fields that were just changed; what holds them stays open.
    """
    return tuple(
        _step_card(number, step, choices, faults, touched)
        for number, step in enumerate(routine.steps, start=1)
    )


def _step_card(number: int, step: Step, choices: Choices, faults: Faults, touched: Sequence[str]) -> StepCard:
    exercise = step.exercise
    first_fields = _FIRST.get(exercise.kind, ("seconds",))
    controls = {name: _control(step, name, choices, faults) for name in step.amounts}
    more = tuple(
        control for name, control in controls.items() if name not in first_fields and _can_change(step, name)
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
        first=tuple(controls[name] for name in first_fields if name in controls),
        more=more,
        more_open=any(control.changed or control.fault or control.name in touched for control in more),
    )


def _can_change(step: Step, name: DoseField) -> bool:
    return step.amounts[name].lowest < step.amounts[name].highest


def _control(step: Step, name: DoseField, choices: Choices, faults: Faults) -> DoseControl:
    amount = step.amounts[name]
    value = getattr(dose_of(step, choices), name)
    full_name = f"{step.id}.{name}"
    less, more = (clamped(tapped, amount) for tapped in taps(value, name))
    return DoseControl(
        name=full_name,
        label=_LABELS.get((step.exercise.kind, name), _USUAL_LABELS[name]),
        unit="s" if name in _IN_SECONDS else "",
        value=faults.typed.get(full_name, str(value)),
        lowest=amount.lowest,
        highest=amount.highest,
        default=amount.default,
        minus=less if less != value else None,
        plus=more if more != value else None,
        changed=value != amount.default,
        fault=faults.messages.get(full_name, ""),
    )
