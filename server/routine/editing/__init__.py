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
from server.routine.editing.emit import to_yaml
from server.routine.editing.exercise_form import (
    EXERCISE_INPUTS,
    NEW_EXERCISE,
    SPOKEN,
    exercise_document,
    exercise_inputs,
)
from server.routine.editing.ids import free_id, id_of
from server.routine.editing.patch import patch_text, without_schema
from server.routine.editing.routine_form import (
    STEP_INPUTS,
    TEXTS,
    RoutineDraft,
    StepRow,
    draft_of,
    old_step_indexes,
    routine_document,
)

__all__ = [
    "EXERCISE_INPUTS",
    "NEW_EXERCISE",
    "SPOKEN",
    "STEP_INPUTS",
    "TEXTS",
    "Bundle",
    "RoutineDraft",
    "StepRow",
    "draft_of",
    "exercise_document",
    "exercise_inputs",
    "free_id",
    "from_code",
    "from_file",
    "id_of",
    "old_step_indexes",
    "patch_text",
    "routine_document",
    "to_code",
    "to_file",
    "to_yaml",
    "with_doses",
    "with_free_ids",
    "without_schema",
]
