"""What an exercise file may hold."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, Discriminator, Field, Tag

from server.routine.doses import figures_of
from server.routine.lists import BodyPart, Muscle, Prop
from server.routine.model import Limb, Position, Sides
from server.routine.schema.limits import (
    LONGEST_NAME,
    MOST_CUE_WORDS,
    MOST_END_CUE_WORDS,
    MOST_FORM_CUES,
    MOST_INSTRUCTION_WORDS,
    MOST_LISTED,
    MOST_NAME_WORDS,
    MOST_PHASES,
    MOST_RED_FLAG_WORDS,
    MOST_SAFETY_CUE_WORDS,
)
from server.routine.schema.ranges import (
    ONE,
    SEVERAL,
    Document,
    exercise_field,
    one_or_several,
    with_fields,
)
from server.routine.schema.tempos import PhaseDocument, Tempo, TempoWords
from server.routine.schema.texts import Label, Spoken, Text, at_most_words

_Word = TypeVar("_Word")


def _each_once(words: list[_Word]) -> list[_Word]:
    twice = next((word for word in words if words.count(word) > 1), None)
    if twice is not None:
        raise ValueError(f'"{twice}" is written twice; keep one of them')
    return words


SpokenName = Annotated[Spoken, at_most_words(MOST_NAME_WORDS), Field(min_length=1, max_length=LONGEST_NAME)]
Instruction = Annotated[Spoken, at_most_words(MOST_INSTRUCTION_WORDS), Field(min_length=1)]
FormCue = Annotated[Spoken, at_most_words(MOST_CUE_WORDS)]
#: One form cue, or several that take turns.
FormCues = Annotated[
    Annotated[FormCue, Tag(ONE)]
    | Annotated[Annotated[list[FormCue], Field(max_length=MOST_FORM_CUES)], Tag(SEVERAL)],
    Discriminator(one_or_several),
]
SafetyCue = Annotated[Spoken, at_most_words(MOST_SAFETY_CUE_WORDS)]
EndCue = Annotated[Spoken, at_most_words(MOST_END_CUE_WORDS)]
Props = Annotated[list[Prop], AfterValidator(_each_once), Field(max_length=MOST_LISTED)]

_held, _repeated = figures_of("hold"), figures_of("reps")
_shared = {name for name, figure in _held.items() if _repeated.get(name) is figure}
#: The figures of each kind of exercise, built from their table: type and default.
_SHARED_FIELDS = {name: exercise_field(_held[name]) for name in _held if name in _shared}
_HELD_FIELDS = {name: exercise_field(_held[name]) for name in _held if name not in _shared}
_REPEATED_FIELDS = {name: exercise_field(_repeated[name]) for name in _repeated if name not in _shared}


@with_fields(_SHARED_FIELDS)
class ExerciseDocument(Document):
    """What every exercise file holds; its id is the file's name."""

    name: Annotated[SpokenName, Field(description=f"Shown and spoken; at most {MOST_NAME_WORDS} words.")]
    sides: Annotated[
        Sides,
        Field(
            description="each: all sets on one side, then on the other; alternate: the sides take turns, "
            "set by set; both: one stream of work (also where the legs take turns within the reps)."
        ),
    ]
    position: Annotated[
        Position,
        Field(
            description="Where the body is; the coach says the way from one position to the next. "
            "Older files say floor or props."
        ),
    ] = "standing"
    limb: Annotated[
        Limb,
        Field(description='What has a side: "left leg"; "left side" where it is left out.'),
    ] = "none"
    props: Annotated[Props, Field(default_factory=list, description="Things to have at hand.")]
    muscles: Annotated[
        list[Muscle],
        AfterValidator(_each_once),
        Field(default_factory=list, max_length=MOST_LISTED, description="The muscles that it works on."),
    ]
    body: Annotated[
        list[BodyPart],
        AfterValidator(_each_once),
        Field(
            default_factory=list,
            max_length=MOST_LISTED,
            description="Parts of the body that are loaded or used.",
        ),
    ]
    instruction: Annotated[
        Instruction,
        Field(
            description=f"Spoken before the work begins; at most {MOST_INSTRUCTION_WORDS} words. {{side}} "
            "and {other} stand for the side that works and the other one."
        ),
    ]
    form_cue: Annotated[
        FormCues,
        Field(
            description=f"Spoken during the work, once each; at most {MOST_CUE_WORDS} words, "
            f"or a list of up to {MOST_FORM_CUES}."
        ),
    ] = ""
    safety: Annotated[
        Text, Field(min_length=1, description="Always on the screen: what to watch for, and when to stop.")
    ]
    safety_cue: Annotated[
        SafetyCue, Field(description=f"A short spoken caution; at most {MOST_SAFETY_CUE_WORDS} words.")
    ] = ""
    red_flag: Annotated[
        Spoken,
        at_most_words(MOST_RED_FLAG_WORDS),
        Field(
            description="When not to do it at all, spoken in the opening of a routine; "
            f"at most {MOST_RED_FLAG_WORDS} words."
        ),
    ] = ""
    end_cue: Annotated[
        EndCue,
        Field(
            description=f"Tells to let go, in place of the usual words; at most {MOST_END_CUE_WORDS} words."
        ),
    ] = ""
    breath: Annotated[bool, Field(description="false: the coach never reminds of breathing.")] = True
    muscle: Annotated[Label, Field(description="The muscle it works on, as the page shows it.")] = ""
    felt: Annotated[Label, Field(description="Where it is felt.")] = ""
    source: Annotated[Text, Field(description="Where the movement and its dose come from.")] = ""
    figure_alt: Annotated[
        Text, Field(description="What the drawing shows, for people who cannot see it.")
    ] = ""


@with_fields(_HELD_FIELDS)
class HeldExercise(ExerciseDocument):
    """A position that is held, a self-massage, or an instruction, for some seconds or breaths."""

    kind: Annotated[
        Literal["hold", "release", "instruction"],
        Field(
            description="hold: a stretch; release: self-massage; instruction: anything else that is timed."
        ),
    ]


@with_fields(_REPEATED_FIELDS)
class _RepeatedExercise(ExerciseDocument):
    kind: Annotated[Literal["reps"], Field(description="reps: a movement that is repeated.")]


class RepsExercise(_RepeatedExercise):
    """A movement that is repeated: at a tempo, in phases, or as often as one can in some seconds."""

    tempo: Annotated[
        Tempo | None,
        Field(description="Seconds of one rep: [up, hold, down, pause], in quarters of a second."),
    ] = None
    tempo_words: Annotated[
        TempoWords,
        Field(
            default_factory=lambda: ["up", "hold", "down", "pause"],
            description='Spoken at the start of each phase; "" for a phase without a word. '
            "By default: up, hold, down, pause.",
        ),
    ]
    phases: Annotated[
        list[PhaseDocument] | None,
        Field(
            min_length=1,
            max_length=MOST_PHASES,
            description="In place of a tempo: the parts of one rep, each with its own word.",
        ),
    ] = None
