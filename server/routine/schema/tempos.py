"""How a rep is paced in a file: a tempo of four phases, or phases that have words of their own."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from server.routine.doses import PHASE
from server.routine.pacing import LONGEST_TEMPO_PHASE, TEMPO_GRID_S, tempo_fault
from server.routine.schema.limits import MOST_PHASES
from server.routine.schema.ranges import Between, Document, figure_type, with_fields
from server.routine.schema.texts import Said, TempoWord


def _rep_length(phases_s: list[float]) -> list[float]:
    fault = tempo_fault(phases_s)
    if fault:
        raise ValueError(fault)
    return phases_s


TempoPhase = Annotated[float, Field(multiple_of=TEMPO_GRID_S), Between(0, LONGEST_TEMPO_PHASE, "phase")]
Tempo = Annotated[list[TempoPhase], Field(min_length=4, max_length=4), AfterValidator(_rep_length)]
TempoWords = Annotated[list[TempoWord], Field(min_length=4, max_length=4)]
_OnePhase = Annotated[int, Between(PHASE.lowest, PHASE.highest, PHASE.noun, PHASE.timed)]
#: The seconds of phases, where the exercise says the rest of them.
PhaseSeconds = Annotated[list[_OnePhase], Field(min_length=1, max_length=MOST_PHASES)]


@with_fields({"seconds": (Annotated[figure_type(PHASE), Field(description=PHASE.description)], ...)})
class PhaseDocument(Document):
    """A part of a rep that is announced and counted by itself."""

    say: Annotated[Said, Field(description="Spoken when it begins.")] = ""
    countdown: Annotated[bool, Field(description="true counts its last three seconds.")] = False
    marks: Annotated[bool, Field(description="true says halfway and ten seconds before its end.")] = False
