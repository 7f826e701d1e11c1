"""What the home page and a routine's page show, worked out before any template sees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from server.coach import for_side, sides_in_order
from server.errors import BadInput
from server.routine import (
    DOSE_FIELD_SPECS,
    Amount,
    Block,
    Dose,
    DoseField,
    Figure,
    Kind,
    Part,
    Routine,
    Side,
    Sides,
    Step,
)
from server.routine.choices import PersonalRoutine, after_tap, figure_in, is_text, shown_figure
from server.services import cost_messages
from server.web import formatting
from server.web.outline import block_name, nested

#: The figures that people change most, always shown; the others are one tap away.
_MAIN_FIELDS: dict[Kind, tuple[DoseField, ...]] = {"reps": ("seconds", "phases", "reps", "sets")}
_USUAL_MAIN_FIELDS: tuple[DoseField, ...] = ("seconds", "breaths")
_SIDES: dict[Sides, str] = {"each": "each side", "alternate": "sides in turn", "both": ""}
#: Characters of what was typed into a field that its page shows again.
LONGEST_TYPED = 120


@dataclass(frozen=True, slots=True)
class RoutineCard:
    """A routine on the home page."""

    id: str
    name: str
    #: What it is for in a few words; may be empty.
    short: str
    #: The exercise whose drawing stands for it.
    cover: str
    #: With this person's doses, in whole minutes.
    minutes: int
    #: "yesterday"; empty if never.
    last_done: str
    #: Whether this person has changed its doses.
    changed: bool

    @property
    def length(self) -> str:
        """How long it takes: "14 min"."""
        return f"{self.minutes} min"

    @property
    def facts(self) -> str:
        """The line under its name: its length, and what there is to say besides."""
        besides = f"done {self.last_done}" if self.last_done else self.short
        return ", ".join(filter(None, (self.length, "your times" if self.changed else "", besides)))


@dataclass(frozen=True, slots=True)
class DoseControl:
    """One figure of a step or block, with its minus and plus."""

    #: As on the command line: ``gastroc.seconds``.
    name: str
    label: str
    unit: str
    #: What the input shows: the figure, or what was typed and could not be accepted.
    value: str
    #: How far it may be changed: "15 to 60".
    range: str
    #: The limits of an input for one number; empty where there are several.
    lowest: str
    highest: str
    default: str
    #: Where a tap leads; empty at the end of the range.
    minus: str
    plus: str
    changed: bool
    #: Why what was typed could not be accepted.
    fault: str = ""


@dataclass(frozen=True, slots=True)
class StepCard:
    """A step, a pause or a block on its routine's page."""

    id: str
    #: Empty for what is no step.
    number: str
    #: How many blocks are around it.
    depth: int
    #: Empty for a pause or a block.
    exercise: str
    name: str
    instruction: str
    muscle: str
    felt: str
    safety: str
    #: What the chosen times cost: words that do not fit into them.
    cost: str
    source: str
    #: The line under its name: its sides, and how often a hold is repeated.
    summary: str
    figure_alt: str
    is_block: bool
    #: The first of these stands in the list of steps.
    main: tuple[DoseControl, ...]
    more: tuple[DoseControl, ...]
    #: Whether it is left out, by itself or with the block around it.
    left_out: bool
    #: Whether it can be brought back by itself.
    skipped: bool
    #: Why it is left out; may be empty.
    reason: str
    #: The name of the routine's own exercise where this one is done instead; otherwise empty.
    instead_of: str
    #: Why it is left out or another exercise is done, or why it might be: what is left out of all routines.
    because: str = ""
    #: Whether it is done all the same.
    anyway: bool = False


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
    typed = {name: form[name][:LONGEST_TYPED] for name in form if "." in name and not is_text(name)}
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
        short=routine.short,
        cover=routine.cover_exercise,
        minutes=formatting.whole_minutes(duration_ms),
        last_done=formatting.ago(done_ms, now_ms) if done_ms else "",
        changed=personal.is_changed,
    )


def step_cards(personal: PersonalRoutine, faults: FormFaults, own: Routine) -> tuple[StepCard, ...]:
    """Return the cards of all steps, pauses and blocks in their order, a block before what it holds.

    :param own: the routine as its file has it, without a person's swaps.
    """
    numbers, left_out = count(1), _left_out(personal)
    names = {step.id: step.exercise.name for step in own.steps}
    costs = cost_messages(personal)
    side = sides_in_order(personal.choices.side)[0]
    return tuple(
        replace(
            _card(part, depth, personal.doses[part.id], numbers, faults, side, costs.get(part.id, "")),
            left_out=part.id in left_out,
            reason=personal.choices.reasons.get(part.id, ""),
            instead_of=names.get(part.id, "") if part.id in personal.choices.instead else "",
            because=personal.because.get(part.id, ""),
            anyway=personal.is_done_anyway(part.id),
        )
        for part, depth in nested(personal.routine.sequence)
    )


def _left_out(personal: PersonalRoutine) -> frozenset[str]:
    """Return the ids of all that is left out, by itself or with its block."""
    skipped = [part for part in personal.routine.parts if personal.doses[part.id].skip]
    blocks = [nested(block.sequence) for block in skipped if isinstance(block, Block)]
    return frozenset([*(part.id for part in skipped), *(each.id for inside in blocks for each, _ in inside)])


def _card(
    part: Part, depth: int, dose: Dose, numbers: Iterator[int], faults: FormFaults, side: Side, cost: str
) -> StepCard:
    controls = {name: _control(part, name, figure_in(dose, name), faults) for name in _tapped(part, dose)}
    main_fields = _main_fields(part)
    more = tuple(
        control for name, control in controls.items() if name not in main_fields and _can_change(part, name)
    )
    exercise = part.exercise if isinstance(part, Step) and part.exercise.kind != "pause" else None
    return StepCard(
        id=part.id,
        number=str(next(numbers)) if exercise else "",
        depth=depth,
        exercise=exercise.id if exercise else "",
        name=part.exercise.name if isinstance(part, Step) else block_name(part, dose.rounds),
        instruction=for_side(exercise.instruction, side) if exercise else dose.say,
        muscle=exercise.muscle if exercise else "",
        felt=exercise.felt if exercise else "",
        safety=exercise.safety if exercise else "",
        cost=cost,
        source=exercise.source if exercise else "",
        summary=_summary(part, dose),
        figure_alt=exercise.figure_alt if exercise else "",
        main=tuple(controls[name] for name in main_fields if name in controls),
        more=more,
        is_block=isinstance(part, Block),
        left_out=dose.skip,
        skipped=dose.skip,
        reason="",
        instead_of="",
    )


def _summary(part: Part, dose: Dose) -> str:
    """Return a step's sides and how often it is done: "each side, twice"."""
    if isinstance(part, Block):
        return ""
    exercise = part.exercise
    times = dose.sets * (1 if exercise.kind == "reps" else max(1, dose.reps))
    repeated = {1: "", 2: "twice"}.get(times, f"{times} times")
    if exercise.kind == "reps" and times > 1:
        repeated = f"{times} sets"
    return ", ".join(filter(None, (_SIDES[exercise.sides], repeated)))


def shared_cautions(cards: Iterable[StepCard]) -> tuple[str, ...]:
    """Return the cautions that several steps have, each once; the others stand with their steps."""
    counts = Counter(card.safety for card in cards if card.safety)
    return tuple(caution for caution, count in counts.items() if count > 1)


def _main_fields(part: Part) -> tuple[DoseField, ...]:
    if isinstance(part, Block):
        return ("rounds", "rest")
    return _MAIN_FIELDS.get(part.exercise.kind, _USUAL_MAIN_FIELDS)


def _tapped(part: Part, dose: Dose) -> Iterator[DoseField]:
    """Yield the figures that have a minus and a plus; a ladder has as many holds as rungs."""
    for name in part.amounts:
        if DOSE_FIELD_SPECS[name].tap and not (name == "reps" and isinstance(dose.seconds, tuple)):
            yield name


def _can_change(part: Part, name: DoseField) -> bool:
    amount = part.amounts[name]
    return amount.lowest != amount.highest


def _control(part: Part, name: DoseField, value: Figure | None, faults: FormFaults) -> DoseControl:
    amount, spec = part.amounts[name], DOSE_FIELD_SPECS[name]
    full_name = f"{part.id}.{name}"
    value = amount.default if value is None else value
    less, more = after_tap(value, name, "less", amount), after_tap(value, name, "more", amount)
    one = not isinstance(value, tuple)
    return DoseControl(
        name=full_name,
        label=spec.label_for(part.exercise.kind) if isinstance(part, Step) else spec.label,
        unit=spec.unit,
        value=faults.typed.get(full_name, shown_figure(value)),
        range=_range(amount),
        lowest=shown_figure(amount.lowest) if one else "",
        highest=shown_figure(amount.highest) if one else "",
        default=shown_figure(amount.default),
        minus=shown_figure(less) if less != value else "",
        plus=shown_figure(more) if more != value else "",
        changed=value != amount.default,
        fault=faults.by_field.get(full_name, ""),
    )


def _range(amount: Amount) -> str:
    """Return how far a figure may be changed; of several numbers, each by itself where they differ."""
    lowest, highest = (
        limit if isinstance(limit, tuple) else (limit,) for limit in (amount.lowest, amount.highest)
    )
    ranges = [f"{low:g} to {high:g}" for low, high in zip(lowest, highest, strict=True)]
    return ", ".join(ranges if len(set(ranges)) > 1 else ranges[:1])
