"""Exercises, doses, routines and a person's choices, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Kind = Literal["hold", "reps", "release", "instruction"]
#: ``each``: all sets on one side, then on the other. ``alternate``: the sides take turns, set by set.
#: ``both``: one stream of work for the whole body (legs that take turns within the reps included).
Sides = Literal["both", "each", "alternate"]
Side = Literal["left", "right", "both"]
#: Where the body is, which decides how long getting into position takes.
Position = Literal["standing", "floor", "props"]
#: What has a side: the coach says "left leg" or "left foot".
Limb = Literal["leg", "foot"]
#: The fields of a dose; ``server.routine.doses`` says what each of them is.
DoseField = Literal["seconds", "reps", "sets", "rest"]
DOSE_FIELDS: tuple[DoseField, ...] = get_args(DoseField)

SideChoice = Literal["both", "left", "right", "left-first", "right-first"]
Verbosity = Literal["full", "brief", "minimal"]
#: Percent of the time to get into position.
Pace = Literal[100, 150, 200]
Tones = Literal["quiet", "normal", "loud"]


@dataclass(frozen=True, slots=True)
class Amount:
    """One figure of a dose: its default, and how far it may be changed."""

    default: int
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class Tempo:
    """How one rep is paced, each phase in seconds (multiples of 0.25; zero: no such phase)."""

    up: float
    hold: float
    down: float
    pause: float

    @property
    def phases_s(self) -> tuple[float, float, float, float]:
        """The four phases in their order, in seconds."""
        return (self.up, self.hold, self.down, self.pause)

    @property
    def rep_s(self) -> float:
        """Length of one rep in seconds."""
        return sum(self.phases_s)


@dataclass(frozen=True, slots=True)
class Exercise:
    """One movement."""

    id: str
    name: str
    kind: Kind
    sides: Sides
    #: Spoken during set-up, at most 18 words.
    instruction: str
    #: Spoken once during the work, a few words.
    form_cue: str
    muscle: str
    felt: str
    #: Always on the screen.
    safety: str
    source: str
    #: A short spoken caution; empty if there is none.
    safety_cue: str = ""
    position: Position = "standing"
    limb: Limb = "leg"
    #: ``seconds`` for hold, release and instruction; ``reps`` and ``sets`` always; ``rest`` in seconds.
    amounts: Mapping[DoseField, Amount] = field(default_factory=dict)
    #: Only where the kind is ``reps``.
    tempo: Tempo | None = None
    #: Spoken at the start of each phase of the tempo; an empty word is not spoken.
    tempo_words: tuple[str, str, str, str] = ("up", "hold", "down", "pause")
    #: What the drawing shows, for people who cannot see it.
    figure_alt: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """An exercise at one place of a routine, with its own amounts."""

    #: Unique in its routine; the exercise's id unless the file says otherwise.
    id: str
    exercise: Exercise
    #: Every field that applies: the exercise's amounts, with those that the routine changes.
    amounts: Mapping[DoseField, Amount]


@dataclass(frozen=True, slots=True)
class Preset:
    """A named set of doses that a routine offers, such as the weeks of a programme."""

    name: str
    doses: Mapping[str, Mapping[DoseField, int]]


@dataclass(frozen=True, slots=True)
class Routine:
    """An ordered list of steps."""

    id: str
    name: str
    purpose: str
    how_often: str
    #: When in a runner's day it is done: a heading of the home page.
    occasion: str
    needs: tuple[str, ...]
    source: str
    steps: tuple[Step, ...]
    presets: tuple[Preset, ...] = ()
    #: Position under its occasion; the lowest comes first.
    order: int = 100


@dataclass(frozen=True, slots=True)
class Dose:
    """What is done in one step, after a person's choices."""

    #: Length of one hold in seconds; 0 for reps.
    seconds: int
    #: Holds per set, or reps per set.
    reps: int
    sets: int
    #: Seconds between two holds or sets, exactly.
    rest: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What one person changed about a routine, every figure within its range."""

    #: Step id to the figures that differ from the default.
    doses: Mapping[str, Mapping[DoseField, int]] = field(default_factory=dict)
    #: Time to get into position, in percent of the usual.
    pace: Pace = 100
    side: SideChoice = "both"
    verbosity: Verbosity = "full"
    #: Id of a voice; None for the engine's default voice.
    voice: str | None = None
    #: Speaking rate in words a minute.
    rate: int = 160
    tones: Tones = "normal"
