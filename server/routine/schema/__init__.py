"""What may be written in files: pydantic models, ranges, limits, and the JSON Schemas made from them.

May use the model and the table of dose fields.
"""

from server.routine.schema.documents import (
    ID_PATTERN,
    ExerciseDocument,
    HeldExercise,
    Occasion,
    PresetDocument,
    PresetDose,
    RepsExercise,
    RoutineDocument,
    StepDocument,
)
from server.routine.schema.json_schema import exercise_schema, routine_schema, schema_files
from server.routine.schema.limits import (
    LARGEST_FILE,
    LONGEST_ID,
    LONGEST_ID_FROM_NAME,
    LONGEST_NAME,
    LONGEST_NUMBER,
    LONGEST_SPOKEN,
    MOST_STEPS,
    all_limits,
)
from server.routine.schema.ranges import Range, range_models

__all__ = [
    "ID_PATTERN",
    "LARGEST_FILE",
    "LONGEST_ID",
    "LONGEST_ID_FROM_NAME",
    "LONGEST_NAME",
    "LONGEST_NUMBER",
    "LONGEST_SPOKEN",
    "MOST_STEPS",
    "ExerciseDocument",
    "HeldExercise",
    "Occasion",
    "PresetDocument",
    "PresetDose",
    "Range",
    "RepsExercise",
    "RoutineDocument",
    "StepDocument",
    "all_limits",
    "exercise_schema",
    "range_models",
    "routine_schema",
    "schema_files",
]
