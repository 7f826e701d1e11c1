"""The documents: exercises, routines and a person's choices. This package exports the model, which is pure.

Its parts, each above the one before: ``schema`` and ``choices``, ``parsing``, ``library``, ``editing``.
"""

from server.routine.doses import DOSE_FIELD_SPECS, listed_fields, spoken_noun
from server.routine.model import (
    DOSE_FIELDS,
    Amount,
    Choices,
    Dose,
    DoseField,
    Exercise,
    Kind,
    Limb,
    Position,
    Routine,
    Side,
    SideChoice,
    Sides,
    Step,
    Tempo,
    Tones,
    Verbosity,
)

__all__ = [
    "DOSE_FIELDS",
    "DOSE_FIELD_SPECS",
    "Amount",
    "Choices",
    "Dose",
    "DoseField",
    "Exercise",
    "Kind",
    "Limb",
    "Position",
    "Routine",
    "Side",
    "SideChoice",
    "Sides",
    "Step",
    "Tempo",
    "Tones",
    "Verbosity",
    "listed_fields",
    "spoken_noun",
]
