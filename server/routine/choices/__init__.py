"""A person's choices: figures, settings, and changes of them, applied within the routine's ranges. Pure.

May use the model and the table of dose fields.
"""

from server.routine.choices.changes import (
    Changes,
    LengthenHolds,
    ScaleHolds,
    TakePreset,
    apply,
    has_holds,
    is_in_effect,
)
from server.routine.choices.document import choices_document, personal_from_document, settings_from_document
from server.routine.choices.doses import after_tap, doses_of, figure_in, out_of_range, step_named
from server.routine.choices.length import too_long
from server.routine.choices.parsing import parse_assignments, parse_changes
from server.routine.choices.personal import PersonalRoutine, personal_routine
from server.routine.choices.settings import SETTINGS, NumberRange, parse_settings

__all__ = [
    "SETTINGS",
    "Changes",
    "LengthenHolds",
    "NumberRange",
    "PersonalRoutine",
    "ScaleHolds",
    "TakePreset",
    "after_tap",
    "apply",
    "choices_document",
    "doses_of",
    "figure_in",
    "has_holds",
    "is_in_effect",
    "out_of_range",
    "parse_assignments",
    "parse_changes",
    "parse_settings",
    "personal_from_document",
    "personal_routine",
    "settings_from_document",
    "step_named",
    "too_long",
]
