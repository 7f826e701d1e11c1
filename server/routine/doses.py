"""The figures of a dose, each described once: files, forms, command line and coach read this table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from server.routine.model import DOSE_FIELDS, DoseField, Exercise, Kind


@dataclass(frozen=True, slots=True)
class FigureSpec:
    """One figure as an exercise has it.

    The limits are generous bounds against typing errors, not medical advice.
    """

    #: Names its range in the JSON Schema: ``Holds`` for ``HoldsRange``.
    title: str
    description: str
    #: As a message names it: "the highest number of holds".
    noun: str
    #: What the coach counts in: "three sets".
    spoken: str
    lowest: int
    highest: int
    #: What applies where an exercise's file does not state it; None if the file must.
    default: int | None = None


@dataclass(frozen=True, slots=True)
class DoseFieldSpec:
    """One field of a dose, for the exercises that are held and for those that are repeated at a tempo."""

    #: Behind the number on a page; empty for a count.
    unit: str
    #: A tap on minus or plus leads to the next multiple of this.
    tap: int
    #: In a step or a preset, where the kind of exercise is not known.
    description: str
    #: On a page, unless the kind of exercise has its own.
    label: str
    #: As exercises have it that are held: ``hold``, ``release`` and ``instruction``.
    held: FigureSpec
    #: As exercises of the kind ``reps`` have it; None if they do not.
    repeated: FigureSpec | None
    labels: Mapping[Kind, str] = field(default_factory=dict)

    def label_for(self, kind: Kind) -> str:
        """Return what the field is called on a page."""
        return self.labels.get(kind, self.label)

    @property
    def widest(self) -> FigureSpec:
        """The figure as it may be written where the kind of exercise is not known."""
        return self.repeated or self.held


_SECONDS = FigureSpec(
    title="Seconds",
    description="Seconds of one hold, release or instruction.",
    noun="hold",
    spoken="second",
    lowest=3,
    highest=600,
)
_HOLDS = FigureSpec(
    title="Holds",
    description="Holds in a set.",
    noun="number of holds",
    spoken="time",
    lowest=1,
    highest=10,
    default=1,
)
_REPS = FigureSpec(
    title="Reps",
    description="Repetitions in a set.",
    noun="number of reps",
    spoken="rep",
    lowest=1,
    highest=100,
)
_SETS = FigureSpec(
    title="Sets",
    description="Sets on each side.",
    noun="number of sets",
    spoken="set",
    lowest=1,
    highest=10,
    default=1,
)
_REST = FigureSpec(
    title="Rest",
    description="Seconds between two holds or sets.",
    noun="rest",
    spoken="second",
    lowest=0,
    highest=300,
    default=5,
)

#: In the order of ``Dose``, for which ``server.routine.model`` has the types.
DOSE_FIELD_SPECS: Mapping[DoseField, DoseFieldSpec] = {
    "seconds": DoseFieldSpec(
        unit="s",
        tap=5,
        description=_SECONDS.description,
        label="Time",
        labels={"hold": "Hold"},
        held=_SECONDS,
        repeated=None,
    ),
    "reps": DoseFieldSpec(
        unit="",
        tap=1,
        description="Reps, or holds, in a set.",
        label="Times",
        labels={"hold": "Holds", "reps": "Reps"},
        held=_HOLDS,
        repeated=_REPS,
    ),
    "sets": DoseFieldSpec(
        unit="", tap=1, description=_SETS.description, label="Sets", held=_SETS, repeated=_SETS
    ),
    "rest": DoseFieldSpec(
        unit="s", tap=5, description=_REST.description, label="Rest", held=_REST, repeated=_REST
    ),
}


def figures_of(kind: Kind) -> Mapping[DoseField, FigureSpec]:
    """Return the figures that exercises of a kind have."""
    specs = DOSE_FIELD_SPECS.items()
    figures = {name: spec.repeated if kind == "reps" else spec.held for name, spec in specs}
    return {name: figure for name, figure in figures.items() if figure}


def spoken_noun(exercise: Exercise, name: DoseField) -> str:
    """Return what the coach counts in: "rep", or "time" for a hold."""
    return figures_of(exercise.kind)[name].spoken


def listed_fields() -> str:
    """Return all fields as the command line lists them: ".seconds, .reps, .sets or .rest"."""
    *others, last = (f".{name}" for name in DOSE_FIELDS)
    return f"{', '.join(others)} or {last}"
