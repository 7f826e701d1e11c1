"""The figures of a dose, each described once: files, forms, command line and pages read this table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from server.routine.model import DOSE_FIELDS, DoseField, Kind

#: Holds of a ladder.
MOST_RUNGS = 30
#: Characters of a sentence that is spoken.
LONGEST_SENTENCE = 240


@dataclass(frozen=True, slots=True)
class FigureSpec:
    """One figure as an exercise, a step or a block has it.

    The limits are generous bounds against typing errors, not medical advice.
    """

    #: Names its range in the JSON Schema: ``Holds`` for ``HoldsRange``.
    title: str
    description: str
    #: As a message names it: "the highest number of holds".
    noun: str
    lowest: int
    highest: int
    #: What applies where a file does not state it; None if there is nothing by itself.
    default: int | None = None
    #: Whether it is a length of time, which may be written as 1:30 too.
    timed: bool = False


@dataclass(frozen=True, slots=True)
class DoseFieldSpec:
    """One field of a dose, wherever it may stand."""

    #: Behind the number on a page; empty for a count.
    unit: str
    #: A tap on minus or plus leads to the next multiple of this; 0 if there is no minus and plus.
    tap: int
    #: In a step or a preset, where the kind of exercise is not known.
    description: str
    #: On a page, unless the kind of exercise has its own.
    label: str
    #: As exercises have it that are held: ``hold``, ``release`` and ``instruction``.
    held: FigureSpec | None = None
    #: As exercises of the kind ``reps`` have it.
    repeated: FigureSpec | None = None
    #: As a step or a preset has it, where the kind of exercise is not known.
    step: FigureSpec | None = None
    block: FigureSpec | None = None
    labels: Mapping[Kind, str] = field(default_factory=dict)

    def label_for(self, kind: Kind) -> str:
        """Return what the field is called on a page."""
        return self.labels.get(kind, self.label)


_SECONDS = FigureSpec(
    title="Seconds",
    description="Seconds of one hold, release or instruction.",
    noun="hold",
    lowest=1,
    highest=1800,
    timed=True,
)
_REPS_FOR_SECONDS = FigureSpec(
    title="RepsForSeconds",
    description="Seconds in which one does as many as one can, in place of reps and tempo.",
    noun="time",
    lowest=1,
    highest=1800,
    timed=True,
)
_BREATHS = FigureSpec(
    title="Breaths",
    description="Length of one hold in breaths, in place of seconds.",
    noun="number of breaths",
    lowest=1,
    highest=60,
)
_HOLDS = FigureSpec(
    title="Holds",
    description="Holds in a set.",
    noun="number of holds",
    lowest=1,
    highest=30,
    default=1,
)
_REPS = FigureSpec(
    title="Reps",
    description="Repetitions in a set.",
    noun="number of reps",
    lowest=1,
    highest=100,
)
_SETS = FigureSpec(
    title="Sets",
    description="Sets on each side.",
    noun="number of sets",
    lowest=1,
    highest=10,
    default=1,
)
_REST = FigureSpec(
    title="Rest",
    description="Seconds between two holds or sets.",
    noun="rest",
    lowest=0,
    highest=600,
    default=5,
    timed=True,
)
_REST_OF_ROUNDS = FigureSpec(
    title="RestOfRounds",
    description="Seconds between two rounds.",
    noun="rest",
    lowest=0,
    highest=600,
    default=0,
    timed=True,
)
_SET_REST = FigureSpec(
    title="SetRest",
    description="Seconds between two sets, where they differ from the rest between two holds.",
    noun="rest between sets",
    lowest=0,
    highest=900,
    timed=True,
)
_MOVE = FigureSpec(
    title="Move",
    description="Seconds to get there from the step before; 0 joins them.",
    noun="time to get there",
    lowest=0,
    highest=600,
    timed=True,
)
_ROUNDS = FigureSpec(
    title="Rounds",
    description="How often all steps of a block are done.",
    noun="number of rounds",
    lowest=1,
    highest=100,
)
#: One phase of a rep that has phases of its own.
PHASE = FigureSpec(
    title="PhaseSeconds",
    description="Seconds of one phase.",
    noun="phase",
    lowest=1,
    highest=600,
    timed=True,
)
#: A bare pause of a routine.
PAUSE = FigureSpec(
    title="Pause",
    description="Seconds in which nothing is to be done.",
    noun="pause",
    lowest=1,
    highest=1800,
    timed=True,
)

#: In the order of ``Dose``, for which ``server.routine.model`` has the types.
DOSE_FIELD_SPECS: Mapping[DoseField, DoseFieldSpec] = {
    "seconds": DoseFieldSpec(
        unit="s",
        tap=5,
        description="Seconds of one hold, release or instruction; of reps, in which one does as many as one "
        "can. A list is a ladder: one hold after the other, in place of `reps`.",
        label="Time",
        labels={"hold": "Hold", "pause": "Pause"},
        held=_SECONDS,
        repeated=_REPS_FOR_SECONDS,
        step=_SECONDS,
    ),
    "breaths": DoseFieldSpec(
        unit="",
        tap=1,
        description=_BREATHS.description,
        label="Breaths",
        held=_BREATHS,
        step=_BREATHS,
    ),
    "reps": DoseFieldSpec(
        unit="",
        tap=1,
        description="Reps, or holds, in a set.",
        label="Times",
        labels={"hold": "Holds", "reps": "Reps"},
        held=_HOLDS,
        repeated=_REPS,
        step=_REPS,
    ),
    "sets": DoseFieldSpec(
        unit="",
        tap=1,
        description=_SETS.description,
        label="Sets",
        held=_SETS,
        repeated=_SETS,
        step=_SETS,
    ),
    "rest": DoseFieldSpec(
        unit="s",
        tap=5,
        description=_REST.description,
        label="Rest",
        held=_REST,
        repeated=_REST,
        step=_REST,
        block=_REST_OF_ROUNDS,
    ),
    "set_rest": DoseFieldSpec(
        unit="s",
        tap=15,
        description=_SET_REST.description,
        label="Rest between sets",
        held=_SET_REST,
        repeated=_SET_REST,
        step=_SET_REST,
    ),
    "move": DoseFieldSpec(
        unit="s",
        tap=0,
        description=_MOVE.description,
        label="Time to get there",
        step=_MOVE,
    ),
    "rounds": DoseFieldSpec(
        unit="",
        tap=1,
        description=_ROUNDS.description,
        label="Rounds",
        block=_ROUNDS,
    ),
    "tempo": DoseFieldSpec(
        unit="s",
        tap=0,
        description="Seconds of one rep: [up, hold, down, pause], in quarters of a second.",
        label="Tempo",
    ),
    "phases": DoseFieldSpec(
        unit="s",
        tap=1,
        description="Seconds of each phase, of an exercise that has phases of its own.",
        label="Phases",
        step=PHASE,
    ),
    "skip": DoseFieldSpec(
        unit="",
        tap=0,
        description="true leaves it out.",
        label="Left out",
    ),
    "say": DoseFieldSpec(
        unit="",
        tap=0,
        description="One more sentence that is spoken when it is introduced.",
        label="Also said",
    ),
}

#: The figures of an exercise by their fields.
Figures: TypeAlias = Mapping[DoseField, FigureSpec]


def figures_of(kind: Kind) -> Figures:
    """Return the figures that an exercise of a kind may state as numbers."""
    specs = DOSE_FIELD_SPECS.items()
    figures = {name: spec.repeated if kind == "reps" else spec.held for name, spec in specs}
    return {name: figure for name, figure in figures.items() if figure}


def step_figures() -> Figures:
    """Return the figures that a step may state as numbers."""
    specs = DOSE_FIELD_SPECS.items()
    return {name: spec.step for name, spec in specs if spec.step and name != "phases"}


def block_figures() -> Figures:
    """Return the figures that a block may state."""
    return {name: spec.block for name, spec in DOSE_FIELD_SPECS.items() if spec.block}


def listed_fields() -> str:
    """Return all fields as the command line lists them: ".seconds, .reps, .sets or .rest"."""
    *others, last = (f".{name}" for name in DOSE_FIELDS)
    return f"{', '.join(others)} or {last}"
