"""What an exercise file and a routine file may hold; the JSON Schemas are made from these models."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, Field, StringConstraints, create_model

from server.routine.doses import DOSE_FIELD_SPECS, figures_of
from server.routine.model import DoseField, Limb, Position, Sides
from server.routine.schema.limits import (
    LONGEST_ID,
    LONGEST_NAME,
    MOST_CUE_WORDS,
    MOST_INSTRUCTION_WORDS,
    MOST_NAME_WORDS,
    MOST_NEEDS,
    MOST_PRESETS,
    MOST_SAFETY_CUE_WORDS,
    MOST_STEPS,
)
from server.routine.schema.ranges import (
    Between,
    Document,
    exercise_field,
    figure_type,
    number_type,
    optional_field,
)
from server.routine.schema.texts import Label, Spoken, TempoWord, Text, at_most_words

_Model = TypeVar("_Model", bound=Document)

ID_PATTERN = rf"^[a-z0-9][a-z0-9-]{{0,{LONGEST_ID - 1}}}$"
#: Length of one rep in seconds.
SHORTEST_REP, LONGEST_REP = 0.5, 60

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
#: The headings of the home page, in their order.
Occasion = Literal[
    "before the first step", "before a run", "after a run", "strength", "at the desk", "my own"
]


def _rep_length(phases: list[float]) -> list[float]:
    if not SHORTEST_REP <= sum(phases) <= LONGEST_REP:
        raise ValueError(
            f"one rep takes {sum(phases):g} s; "
            f"the four phases must add up to {SHORTEST_REP} to {LONGEST_REP} s"
        )
    return phases


Phase = Annotated[float, Field(multiple_of=0.25), Between(0, 30, "phase")]
Tempo = Annotated[list[Phase], Field(min_length=4, max_length=4), AfterValidator(_rep_length)]
TempoWords = Annotated[list[TempoWord], Field(min_length=4, max_length=4)]

_held, _repeated = figures_of("hold"), figures_of("reps")
_shared = {name for name, figure in _held.items() if _repeated.get(name) is figure}
_specs = DOSE_FIELD_SPECS.items()
#: The figures of each kind of document, built from their table: type and default.
_SHARED_FIELDS = {name: exercise_field(_held[name]) for name in _held if name in _shared}
_HELD_FIELDS = {name: exercise_field(_held[name]) for name in _held if name not in _shared}
_REPEATED_FIELDS = {name: exercise_field(_repeated[name]) for name in _repeated if name not in _shared}
_STEP_FIELDS = {name: optional_field(figure_type(spec.widest), spec.description) for name, spec in _specs}
_PRESET_FIELDS = {name: optional_field(number_type(spec.widest), spec.description) for name, spec in _specs}


def _with_fields(fields: Mapping[DoseField, tuple[Any, Any]]) -> Callable[[type[_Model]], type[_Model]]:
    """Add fields to a model, after its own."""

    def extend(model: type[_Model]) -> type[_Model]:
        more: dict[str, Any] = {str(name): given for name, given in fields.items()}
        return create_model(
            model.__name__, __base__=model, __doc__=model.__doc__, __module__=model.__module__, **more
        )

    return extend


@_with_fields(_SHARED_FIELDS)
class ExerciseDocument(Document):
    """What every exercise file holds; its id is the file's name."""

    name: Annotated[
        Spoken,
        at_most_words(MOST_NAME_WORDS),
        Field(
            min_length=1,
            max_length=LONGEST_NAME,
            description=f"Shown and spoken; at most {MOST_NAME_WORDS} words.",
        ),
    ]
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
            description="Where the body is, which decides how long getting ready takes: standing, floor, "
            "or props (a ball, towel, strap or step to set up)."
        ),
    ] = "standing"
    limb: Annotated[Limb, Field(description='The coach says "left leg" or "left foot".')] = "leg"
    instruction: Annotated[
        Spoken,
        at_most_words(MOST_INSTRUCTION_WORDS),
        Field(
            min_length=1,
            description=f"Spoken before the work begins; at most {MOST_INSTRUCTION_WORDS} words.",
        ),
    ]
    form_cue: Annotated[
        Spoken,
        at_most_words(MOST_CUE_WORDS),
        Field(min_length=1, description=f"Spoken once during the work; at most {MOST_CUE_WORDS} words."),
    ]
    safety: Annotated[
        Text, Field(min_length=1, description="Always on the screen: what to watch for, and when to stop.")
    ]
    safety_cue: Annotated[
        Spoken,
        at_most_words(MOST_SAFETY_CUE_WORDS),
        Field(description=f"A short spoken caution; at most {MOST_SAFETY_CUE_WORDS} words."),
    ] = ""
    muscle: Annotated[Label, Field(description="The muscle it works on.")] = ""
    felt: Annotated[Label, Field(description="Where it is felt.")] = ""
    source: Annotated[Text, Field(description="Where the movement and its dose come from.")] = ""
    figure_alt: Annotated[
        Text, Field(description="What the drawing shows, for people who cannot see it.")
    ] = ""


@_with_fields(_HELD_FIELDS)
class HeldExercise(ExerciseDocument):
    """A position that is held, a self-massage, or an instruction, for some seconds."""

    kind: Annotated[
        Literal["hold", "release", "instruction"],
        Field(
            description="hold: a stretch; release: self-massage; instruction: anything else that is timed."
        ),
    ]


@_with_fields(_REPEATED_FIELDS)
class _RepeatedExercise(ExerciseDocument):
    kind: Annotated[Literal["reps"], Field(description="reps: a movement that is repeated at a tempo.")]


class RepsExercise(_RepeatedExercise):
    """A movement that is repeated at a tempo."""

    tempo: Annotated[
        Tempo, Field(description="Seconds of one rep: [up, hold, down, pause], in quarters of a second.")
    ]
    tempo_words: Annotated[
        TempoWords,
        Field(
            default_factory=lambda: ["up", "hold", "down", "pause"],
            description='Spoken at the start of each phase; "" for a phase without a word. '
            "By default: up, hold, down, pause.",
        ),
    ]


@_with_fields(_STEP_FIELDS)
class _StepFigures(Document):
    exercise: Annotated[str, Field(description="Id of the exercise: the name of its file.")]
    id: Annotated[
        Id | None,
        Field(description="Needed only where an exercise comes twice; by default the exercise's id."),
    ] = None


class StepDocument(_StepFigures):
    """One step of a routine: an exercise, with the figures in which it differs here."""

    tempo: Annotated[Tempo | None, Field(description="Seconds of one rep: [up, hold, down, pause].")] = None


@_with_fields(_PRESET_FIELDS)
class PresetDose(Document):
    """The figures of one step in a preset."""


class PresetDocument(Document):
    """A named set of doses, such as the weeks of a programme."""

    name: Annotated[
        Label, Field(min_length=1, max_length=LONGEST_NAME, description='On its button, such as "Weeks 1-2".')
    ]
    doses: Annotated[
        dict[str, PresetDose], Field(min_length=1, description="The figures of each step, by its id.")
    ]


class RoutineDocument(Document):
    """What a routine file holds; its id is the file's name."""

    name: Annotated[
        Label, Field(min_length=1, max_length=LONGEST_NAME, description="Shown as the routine's title.")
    ]
    purpose: Annotated[
        Text, Field(min_length=1, description="What it is for; name the source of every claim.")
    ]
    how_often: Annotated[Label, Field(description="For example: once or twice a day.")] = ""
    occasion: Annotated[Occasion, Field(description='Its heading on the home page; "my own" by default.')] = (
        "my own"
    )
    order: Annotated[
        int,
        Between(0, 1000, "order"),
        Field(description="Position under its heading; the lowest number comes first."),
    ] = 100
    needs: Annotated[
        list[Label],
        Field(
            default_factory=list,
            max_length=MOST_NEEDS,
            description="Things to have at hand, for example: a wall.",
        ),
    ]
    source: Annotated[Text, Field(description="Where the routine comes from.")] = ""
    steps: Annotated[
        list[StepDocument], Field(min_length=1, max_length=MOST_STEPS, description="The exercises, in order.")
    ]
    presets: Annotated[
        list[PresetDocument],
        Field(default_factory=list, max_length=MOST_PRESETS, description="Sets of doses to choose from."),
    ]
