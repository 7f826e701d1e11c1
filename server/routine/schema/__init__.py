"""What may be written in files: pydantic models, ranges, limits, and the JSON Schemas made from them.

May use the model and the table of dose fields.
"""

from server.routine.schema.documents import (
    DEEPEST_BLOCK,
    BlockDocument,
    BlockHead,
    InnerBlockDocument,
    Occasion,
    PartKind,
    PauseDocument,
    PresetDocument,
    PresetDose,
    RoutineDocument,
    StepDocument,
    part_kind,
)
from server.routine.schema.exercises import ExerciseDocument, HeldExercise, RepsExercise
from server.routine.schema.json_schema import exercise_schema, routine_schema, schema_files
from server.routine.schema.limits import (
    LARGEST_FILE,
    LONGEST_FIGURE,
    LONGEST_ID,
    LONGEST_ID_FROM_NAME,
    LONGEST_NAME,
    LONGEST_SPOKEN,
    LONGEST_TEMPO,
    MOST_NAME_WORDS,
    MOST_PRESETS,
    MOST_SAY_WORDS,
    MOST_STEPS,
    all_limits,
)
from server.routine.schema.ranges import TAG_START, Range, range_models
from server.routine.schema.speakable import as_written, hard_to_say
from server.routine.schema.spoken import spoken_form
from server.routine.schema.tempos import PhaseDocument
from server.routine.schema.texts import ID_PATTERN

__all__ = [
    "DEEPEST_BLOCK",
    "ID_PATTERN",
    "LARGEST_FILE",
    "LONGEST_FIGURE",
    "LONGEST_ID",
    "LONGEST_ID_FROM_NAME",
    "LONGEST_NAME",
    "LONGEST_SPOKEN",
    "LONGEST_TEMPO",
    "MOST_NAME_WORDS",
    "MOST_PRESETS",
    "MOST_SAY_WORDS",
    "MOST_STEPS",
    "TAG_START",
    "BlockDocument",
    "BlockHead",
    "ExerciseDocument",
    "HeldExercise",
    "InnerBlockDocument",
    "Occasion",
    "PartKind",
    "PauseDocument",
    "PhaseDocument",
    "PresetDocument",
    "PresetDose",
    "Range",
    "RepsExercise",
    "RoutineDocument",
    "StepDocument",
    "all_limits",
    "as_written",
    "exercise_schema",
    "hard_to_say",
    "part_kind",
    "range_models",
    "routine_schema",
    "schema_files",
    "spoken_form",
]
