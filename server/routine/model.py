"""Exercises, doses, routines and a person's choices, as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from server.routine.lists import BodyPart, Muscle, Prop

#: ``pause``: a bare pause of a routine, which no file of exercises holds.
Kind = Literal["hold", "reps", "release", "instruction", "pause"]
#: ``each``: all sets on one side, then on the other. ``alternate``: the sides take turns, set by set.
#: ``both``: one stream of work for the whole body (legs that take turns within the reps included).
Sides = Literal["both", "each", "alternate"]
Side = Literal["left", "right", "both"]
#: Where the body is; ``floor`` and ``props`` are what older files say instead.
Position = Literal["standing", "sitting", "lying", "kneeling", "all fours", "floor", "props"]
#: What has a side: the coach says "left leg" or "left foot", and "left side" where there is none.
Limb = Literal["foot", "leg", "knee", "hip", "arm", "hand", "shoulder", "none"]
#: How a step is introduced: with its instruction, by its name alone, or not at all.
Announce = Literal["full", "name", "none"]
#: The fields of a dose; ``server.routine.doses`` says what each of them is.
DoseField = Literal[
    "seconds",
    "breaths",
    "reps",
    "sets",
    "rest",
    "set_rest",
    "move",
    "rounds",
    "tempo",
    "phases",
    "skip",
    "say",
]
DOSE_FIELDS: tuple[DoseField, ...] = get_args(DoseField)
#: A figure of a dose: a number, a ladder or other list of numbers, or a sentence.
Figure: TypeAlias = int | tuple[float, ...] | str

SideChoice = Literal["both", "left", "right", "left-first", "right-first"]
Verbosity = Literal["full", "brief", "minimal"]
#: Percent of the time to get into position.
Pace = Literal[100, 150, 200]
Tones = Literal["quiet", "normal", "loud"]
#: When the coach says how much time is left: halfway and ten seconds before the end, every so many seconds,
#: or never.
TimeCalls = Literal["usual", "15", "30", "60", "none"]


@dataclass(frozen=True, slots=True)
class Amount:
    """One figure of a dose: its default, and how far it may be changed.

    A list of numbers has limits for each of them, or one limit for all.
    """

    default: Figure
    lowest: int | tuple[float, ...]
    highest: int | tuple[float, ...]


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
class Phase:
    """A part of a rep that has its own word and is counted down by itself; its seconds are in the dose."""

    #: Spoken when it begins; empty for none.
    say: str
    #: Whether its last three seconds are counted.
    countdown: bool = False
    #: Whether halfway and ten seconds are said.
    marks: bool = False


@dataclass(frozen=True, slots=True)
class Exercise:
    """One movement."""

    id: str
    name: str
    kind: Kind
    sides: Sides
    #: Spoken during set-up; ``{side}`` and ``{other}`` stand for the side that works and the other one.
    instruction: str
    muscle: str = ""
    felt: str = ""
    #: Always on the screen.
    safety: str = ""
    source: str = ""
    #: Spoken during the work, each once, in this order; at most three.
    form_cues: tuple[str, ...] = ()
    #: A short spoken caution, in every verbosity; empty if there is none.
    safety_cue: str = ""
    #: When not to do it at all; spoken once, in the opening of the workout.
    red_flag: str = ""
    #: Tells to let go, in place of the usual words.
    end_cue: str = ""
    #: Whether the coach may remind of breathing.
    breath: bool = True
    position: Position = "standing"
    limb: Limb = "none"
    props: tuple[Prop, ...] = ()
    muscles: tuple[Muscle, ...] = ()
    body: tuple[BodyPart, ...] = ()
    #: The figures that apply to it, with their ranges.
    amounts: Mapping[DoseField, Amount] = field(default_factory=dict)
    #: Spoken at the start of each phase of the tempo; an empty word is not spoken.
    tempo_words: tuple[str, str, str, str] = ("up", "hold", "down", "pause")
    #: Only for reps that have phases of their own in place of a tempo.
    phases: tuple[Phase, ...] = ()
    #: What the drawing shows, for people who cannot see it.
    figure_alt: str = ""

    @property
    def timed(self) -> bool:
        """Whether its work lasts for some seconds; otherwise reps are counted."""
        return "seconds" in self.amounts or "breaths" in self.amounts


@dataclass(frozen=True, slots=True)
class Step:
    """An exercise, or a pause, at one place of a routine, with its own amounts."""

    #: Unique in its routine; the exercise's id unless the file says otherwise.
    id: str
    #: With the texts that the step changes.
    exercise: Exercise
    #: Every field that applies: the exercise's amounts, with those that the routine changes.
    amounts: Mapping[DoseField, Amount]
    announce: Announce = "full"
    #: Whether the sound waits for Play before the work begins.
    wait: bool = False
    skip: bool = False
    #: One more sentence of the introduction, or what a pause is for.
    say: str = ""
    #: What to do in its rests.
    rest_say: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Steps that are repeated, or done on one side and then on the other."""

    id: str
    sequence: tuple[Step | Block, ...]
    #: ``rounds`` and ``rest`` where it has rounds.
    amounts: Mapping[DoseField, Amount] = field(default_factory=dict)
    #: Whether all its steps are done on one side, and then on the other.
    by_side: bool = False
    rest_say: str = ""
    skip: bool = False

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps inside, in their order."""
        return tuple(_steps(self.sequence))


#: Whatever has an id and a dose.
Part: TypeAlias = Step | Block


@dataclass(frozen=True, slots=True)
class Preset:
    """A named set of doses that a routine offers, such as the weeks of a programme."""

    name: str
    #: By the id of a step or a block.
    doses: Mapping[str, Mapping[DoseField, Figure]]


@dataclass(frozen=True, slots=True)
class Routine:
    """An ordered list of steps and blocks."""

    id: str
    name: str
    purpose: str
    how_often: str
    #: When in a runner's day it is done: a heading of the home page.
    occasion: str
    needs: tuple[str, ...]
    source: str
    sequence: tuple[Step | Block, ...]
    presets: tuple[Preset, ...] = ()
    #: Position under its occasion; the lowest comes first.
    order: int = 100
    #: Spoken at the very beginning, after the name and the length.
    opening: str = ""
    #: What it is for in a few words.
    short: str = ""
    #: Id of the exercise whose drawing stands for it; None for the first.
    cover: str | None = None

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps and pauses in their order, also those in blocks, each once."""
        return tuple(_steps(self.sequence))

    @property
    def cover_exercise(self) -> str:
        """Id of the exercise whose drawing stands for the routine; empty where there are only pauses."""
        moves = (step.exercise.id for step in self.steps if step.exercise.kind != "pause")
        return self.cover or next(moves, "")

    @property
    def exercise_ids(self) -> frozenset[str]:
        """The exercises that it uses."""
        return frozenset(step.exercise.id for step in self.steps if step.exercise.kind != "pause")

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks, an outer one before those inside it."""
        return tuple(_blocks(self.sequence))

    @property
    def parts(self) -> tuple[Part, ...]:
        """Everything that has a dose: steps and blocks."""
        return (*self.steps, *self.blocks)


@dataclass(frozen=True, slots=True)
class Dose:
    """What is done in one step, or how often a block, after a person's choices."""

    #: Length of one hold in seconds, or of each rung of a ladder; 0 where reps are counted.
    seconds: int | tuple[int, ...] = 0
    #: Length of one hold in breaths; 0 where it is in seconds.
    breaths: int = 0
    #: Holds per set, or reps per set; 0 for reps that are done for a time.
    reps: int = 0
    sets: int = 1
    #: Seconds between two holds or sets, or between two rounds, exactly.
    rest: int = 0
    #: The least seconds between two sets on the same side; None: as ``rest``.
    set_rest: int | None = None
    #: Seconds to get there from the step before; None: as long as it usually takes.
    move: int | None = None
    rounds: int = 1
    #: Four phases of a rep in seconds; empty where there is no tempo.
    tempo: tuple[float, ...] = ()
    #: Seconds of each phase of an exercise that has phases of its own.
    phases: tuple[int, ...] = ()
    skip: bool = False
    say: str = ""


@dataclass(frozen=True, slots=True)
class IntervalChange:
    """One piece of work that is longer or shorter than its dose says, in one workout."""

    step: str
    side: Side
    #: How many came before it in its step on the same side.
    nth: int
    #: Seconds of a hold, or reps of a set.
    amount: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What one person changed about a routine, every figure within its range."""

    #: Id of a step or block to the figures that differ from the default.
    doses: Mapping[str, Mapping[DoseField, Figure]] = field(default_factory=dict)
    #: Time to get into position, in percent of the usual.
    pace: Pace = 100
    side: SideChoice = "both"
    verbosity: Verbosity = "full"
    #: Id of a voice; None for the engine's default voice.
    voice: str | None = None
    #: Speaking rate in words a minute.
    rate: int = 160
    tones: Tones = "normal"
    time_calls: TimeCalls = "usual"
    #: Length of one breath in seconds.
    breath: int = 4
    intervals: tuple[IntervalChange, ...] = ()


def _steps(sequence: tuple[Step | Block, ...]) -> Iterator[Step]:
    for part in sequence:
        if isinstance(part, Block):
            yield from _steps(part.sequence)
        else:
            yield part


def _blocks(sequence: tuple[Step | Block, ...]) -> Iterator[Block]:
    for part in sequence:
        if isinstance(part, Block):
            yield part
            yield from _blocks(part.sequence)
