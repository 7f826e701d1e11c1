"""Change and share files: forms, text that keeps comments, bundles.

May use all other parts of ``routine``.
"""

from server.routine.editing.bundle import (
    Bundle,
    from_code,
    from_file,
    to_code,
    to_file,
    with_doses,
    with_free_ids,
)
from server.routine.editing.dose_inputs import STEP_FIGURES
from server.routine.editing.emit import to_yaml
from server.routine.editing.exercise_form import (
    EXERCISE_INPUTS,
    NEW_EXERCISE,
    SPOKEN,
    exercise_document,
    exercise_inputs,
)
from server.routine.editing.hints import hints_on
from server.routine.editing.ids import free_id, id_of
from server.routine.editing.part_inputs import INPUTS
from server.routine.editing.patch import patch_text, without_schema
from server.routine.editing.presets import PresetRow, UsualFigures, dose_of, preset_in
from server.routine.editing.routine_form import (
    TEXTS,
    RoutineDraft,
    draft_of,
    old_step_indexes,
    routine_document,
)
from server.routine.editing.rows import Rows, StepRow, next_key, row_at, settled
from server.routine.editing.taps import with_tap

__all__ = [
    "EXERCISE_INPUTS",
    "INPUTS",
    "NEW_EXERCISE",
    "SPOKEN",
    "STEP_FIGURES",
    "TEXTS",
    "Bundle",
    "PresetRow",
    "RoutineDraft",
    "Rows",
    "StepRow",
    "UsualFigures",
    "dose_of",
    "draft_of",
    "exercise_document",
    "exercise_inputs",
    "free_id",
    "from_code",
    "from_file",
    "hints_on",
    "id_of",
    "next_key",
    "old_step_indexes",
    "patch_text",
    "preset_in",
    "routine_document",
    "row_at",
    "settled",
    "to_code",
    "to_file",
    "to_yaml",
    "with_doses",
    "with_free_ids",
    "with_tap",
    "without_schema",
]
