"""What a routine file may hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from server.routine.doses import DOSE_FIELD_SPECS, MOST_RUNGS, PAUSE, block_figures, step_figures
from server.routine.model import DOSE_FIELDS, Announce, Position, Sides
from server.routine.schema.exercises import (
    EndCue,
    FormCues,
    Instruction,
    Props,
    SafetyCue,
    SpokenName,
)
from server.routine.schema.limits import (
    LONGEST_NAME,
    LONGEST_SHORT,
    MOST_NEEDS,
    MOST_OPENING_WORDS,
    MOST_PRESETS,
    MOST_STEPS,
)
from server.routine.schema.ranges import (
    TAG_START,
    Between,
    Document,
    figure_type,
    ladder_type,
    number_type,
    optional_field,
    with_fields,
)
from server.routine.schema.tempos import PhaseSeconds, Tempo
from server.routine.schema.texts import Id, Label, Said, Spoken, Text, at_most_words

#: The headings of the home page, in their order.
Occasion = Literal[
    "before the first step", "before a run", "after a run", "strength", "at the desk", "my own"
]
PartKind = Literal["step", "pause", "block"]
#: How many blocks may stand around a step.
DEEPEST_BLOCK = 2

_STEP, _PAUSE, _BLOCK = f"{TAG_START}step>", f"{TAG_START}pause>", f"{TAG_START}block>"
_KINDS: Mapping[PartKind, str] = {"step": _STEP, "pause": _PAUSE, "block": _BLOCK}


def part_kind(written: Mapping[str, Any]) -> PartKind:
    """Return what an entry of ``steps`` is meant to be."""
    if "steps" in written:
        return "block"
    if "exercise" in written:
        return "step"
    if "pause" in written:
        return "pause"
    return "block" if "rounds" in written else "step"


def _tag(written: Any) -> str:
    return _KINDS[part_kind(written)] if isinstance(written, dict) else _STEP


def _inner_tag(written: Any) -> str | None:
    tag = _tag(written)
    return None if tag == _BLOCK else tag


_numbers, _of_blocks = step_figures(), block_figures()
_preset_figures = {
    name: _numbers.get(name) or _of_blocks[name] for name in DOSE_FIELDS if name in {*_numbers, *_of_blocks}
}
#: The figures of each kind of document, built from their table: type and default.
_STEP_FIELDS = {
    name: optional_field(
        figure_type(figure, MOST_RUNGS if name == "seconds" else 0, says=name == "rest"),
        DOSE_FIELD_SPECS[name].description,
    )
    for name, figure in _numbers.items()
}
_BLOCK_FIELDS = {
    name: optional_field(figure_type(figure, says=name == "rest"), figure.description)
    for name, figure in _of_blocks.items()
}
_PRESET_FIELDS = {
    name: optional_field(
        ladder_type(figure, MOST_RUNGS) if name == "seconds" else number_type(figure),
        DOSE_FIELD_SPECS[name].description,
    )
    for name, figure in _preset_figures.items()
}
_TEMPO = Annotated[Tempo | None, Field(description=DOSE_FIELD_SPECS["tempo"].description)]
_PHASES = Annotated[PhaseSeconds | None, Field(description=DOSE_FIELD_SPECS["phases"].description)]
_SAY = Annotated[Said, Field(description=DOSE_FIELD_SPECS["say"].description)]
_SKIP = Annotated[bool, Field(description=DOSE_FIELD_SPECS["skip"].description)]


@with_fields(_STEP_FIELDS)
class _StepFigures(Document):
    exercise: Annotated[str, Field(description="Id of the exercise: the name of its file.")]
    id: Annotated[
        Id | None,
        Field(description="Needed only where an exercise comes twice; by default the exercise's id."),
    ] = None


class StepDocument(_StepFigures):
    """One step of a routine: an exercise, with all in which it differs here."""

    tempo: _TEMPO = None
    phases: _PHASES = None
    skip: _SKIP = False
    say: _SAY = ""
    wait: Annotated[bool, Field(description="true: the sound waits for Play before the work begins.")] = False
    announce: Annotated[
        Announce,
        Field(
            description="How it is introduced: full, with its name alone, or not at all. The side and a "
            "caution are spoken all the same."
        ),
    ] = "full"
    name: Annotated[SpokenName | None, Field(description="In place of the exercise's name.")] = None
    instruction: Annotated[
        Instruction | None, Field(description="In place of the exercise's instruction.")
    ] = None
    form_cue: Annotated[FormCues | None, Field(description="In place of the exercise's form cue.")] = None
    safety_cue: Annotated[SafetyCue | None, Field(description="In place of the exercise's safety cue.")] = (
        None
    )
    end_cue: Annotated[EndCue | None, Field(description="In place of the exercise's end cue.")] = None
    sides: Annotated[Sides | None, Field(description="In place of the exercise's sides.")] = None
    position: Annotated[Position | None, Field(description="In place of the exercise's position.")] = None
    props: Annotated[Props | None, Field(description="In place of the exercise's props.")] = None


@with_fields({"pause": (Annotated[figure_type(PAUSE), Field(description=PAUSE.description)], ...)})
class PauseDocument(Document):
    """A pause between two steps, in which nothing is to be done, or something that needs no exercise."""

    say: Annotated[Said, Field(description="What it is for, such as: Drink some water.")] = ""
    id: Annotated[Id | None, Field(description="For presets; pause, pause-2 and so on by default.")] = None
    skip: _SKIP = False


_Flat = Annotated[
    Annotated[StepDocument, Tag(_STEP)] | Annotated[PauseDocument, Tag(_PAUSE)],
    Discriminator(
        _inner_tag,
        custom_error_type="too_deep",
        custom_error_message="a block stands inside a block once, not twice; write its steps here",
    ),
]


@with_fields(_BLOCK_FIELDS)
class BlockHead(Document):
    """What a block says besides its steps."""

    id: Annotated[
        Id | None, Field(description="For presets; rounds, rounds-2 and so on by default, or sides.")
    ] = None
    sides: Annotated[
        Literal["each"] | None,
        Field(description="each: all steps on one side, then all on the other."),
    ] = None
    skip: _SKIP = False


class InnerBlockDocument(BlockHead):
    """A block inside a block."""

    steps: Annotated[
        list[_Flat], Field(min_length=1, max_length=MOST_STEPS, description="Its steps, in order.")
    ]


_Inner = Annotated[
    Annotated[StepDocument, Tag(_STEP)]
    | Annotated[PauseDocument, Tag(_PAUSE)]
    | Annotated[InnerBlockDocument, Tag(_BLOCK)],
    Discriminator(_tag),
]


class BlockDocument(BlockHead):
    """Steps that are repeated, or done on one side and then on the other."""

    steps: Annotated[
        list[_Inner],
        Field(min_length=1, max_length=MOST_STEPS, description="Its steps, in order; a block may be one."),
    ]


_Part = Annotated[
    Annotated[StepDocument, Tag(_STEP)]
    | Annotated[PauseDocument, Tag(_PAUSE)]
    | Annotated[BlockDocument, Tag(_BLOCK)],
    Discriminator(_tag),
]


@with_fields(_PRESET_FIELDS)
class _PresetFigures(Document):
    pass


class PresetDose(_PresetFigures):
    """The figures of one step or block in a preset."""

    tempo: _TEMPO = None
    phases: _PHASES = None
    skip: Annotated[bool | None, Field(description=DOSE_FIELD_SPECS["skip"].description)] = None
    say: Annotated[Said | None, Field(description=DOSE_FIELD_SPECS["say"].description)] = None


class PresetDocument(Document):
    """A named set of doses, such as the weeks of a programme."""

    name: Annotated[
        Label, Field(min_length=1, max_length=LONGEST_NAME, description='On its button, such as "Weeks 1-2".')
    ]
    doses: Annotated[
        dict[str, PresetDose],
        Field(min_length=1, description="The figures of each step or block, by its id."),
    ]


class RoutineDocument(Document):
    """What a routine file holds; its id is the file's name."""

    name: Annotated[
        Label, Field(min_length=1, max_length=LONGEST_NAME, description="Shown as the routine's title.")
    ]
    purpose: Annotated[Text, Field(description="What it is for; name the source of every claim.")] = ""
    short: Annotated[
        Label,
        Field(
            max_length=LONGEST_SHORT, description="What it is for in a few words, beside its name in a list."
        ),
    ] = ""
    cover: Annotated[
        Id | None, Field(description="The exercise whose drawing stands for it; by default the first.")
    ] = None
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
    opening: Annotated[
        Spoken,
        at_most_words(MOST_OPENING_WORDS),
        Field(description=f"Spoken at the very beginning; at most {MOST_OPENING_WORDS} words."),
    ] = ""
    exercises: Annotated[
        dict[Id, dict[str, Any]],
        Field(
            default_factory=dict,
            max_length=MOST_STEPS,
            description="Exercises of this routine alone, by their ids: as in files of their own.",
        ),
    ]
    steps: Annotated[
        list[_Part],
        Field(min_length=1, max_length=MOST_STEPS, description="The steps, pauses and blocks, in order."),
    ]
    presets: Annotated[
        list[PresetDocument],
        Field(default_factory=list, max_length=MOST_PRESETS, description="Sets of doses to choose from."),
    ]
