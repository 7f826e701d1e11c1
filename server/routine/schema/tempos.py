"""How a rep is paced in a file: a tempo of four phases, or phases that have words of their own."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from server.routine.doses import PHASE
from server.routine.numbers import two_meanings
from server.routine.pacing import LONGEST_TEMPO_PHASE, TEMPO_GRID_S, read_tempo, tempo_fault
from server.routine.schema.limits import MOST_PHASES
from server.routine.schema.ranges import Between, Document, figure_type, with_fields
from server.routine.schema.texts import Said, TempoWord


def _rep_length(phases_s: list[float]) -> list[float]:
    fault = tempo_fault(phases_s)
    if fault:
        raise ValueError(fault)
    return phases_s


def _as_list(written: Any) -> Any:
    """Refuse a tempo that is written as a text.

    :raises ValueError: saying how it is understood, or why it is not.
    """
    if isinstance(written, str):
        phases = ", ".join(f"{phase_s:g}" for phase_s in read_tempo(written))
        raise ValueError(f"write it as a list: [{phases}]")  # noqa: TRY004 # becomes a fault of the file
    return written


def _phases_as_list(written: Any) -> Any:
    """Refuse a text that may be one number or two.

    :raises ValueError: saying so.
    """
    fault = two_meanings(written) if isinstance(written, str) else ""
    if fault:
        raise ValueError(fault)
    return written


TempoPhase = Annotated[float, Field(multiple_of=TEMPO_GRID_S), Between(0, LONGEST_TEMPO_PHASE, "phase")]
_FourPhases = Annotated[list[TempoPhase], Field(min_length=4, max_length=4)]
Tempo = Annotated[
    _FourPhases,
    BeforeValidator(_as_list, json_schema_input_type=_FourPhases),
    AfterValidator(_rep_length),
]
TempoWords = Annotated[list[TempoWord], Field(min_length=4, max_length=4)]
_OnePhase = Annotated[int, Between(PHASE.lowest, PHASE.highest, PHASE.noun, PHASE.timed)]
_ListOfPhases = Annotated[list[_OnePhase], Field(min_length=1, max_length=MOST_PHASES)]
#: The seconds of phases, where the exercise says the rest of them.
PhaseSeconds = Annotated[
    _ListOfPhases, BeforeValidator(_phases_as_list, json_schema_input_type=_ListOfPhases)
]


@with_fields({"seconds": (Annotated[figure_type(PHASE), Field(description=PHASE.description)], ...)})
class PhaseDocument(Document):
    """A part of a rep that is announced and counted by itself."""

    say: Annotated[Said, Field(description="Spoken when it begins.")] = ""
    countdown: Annotated[bool, Field(description="true counts its last three seconds.")] = False
    marks: Annotated[bool, Field(description="true says halfway and ten seconds before its end.")] = False
