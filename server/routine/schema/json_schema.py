"""The JSON Schemas of routine and exercise files for text editors, made from the models that check them."""

from __future__ import annotations

import json
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from server.routine.schema.documents import RoutineDocument
from server.routine.schema.exercises import HeldExercise, RepsExercise

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_Exercise = Annotated[HeldExercise | RepsExercise, Field(discriminator="kind")]


def routine_schema() -> dict[str, Any]:
    """Return the JSON Schema of a routine file."""
    return {"$schema": _DIALECT, **RoutineDocument.model_json_schema(), "title": "Soleus routine"}


def exercise_schema() -> dict[str, Any]:
    """Return the JSON Schema of an exercise file."""
    return {"$schema": _DIALECT, **TypeAdapter(_Exercise).json_schema(), "title": "Soleus exercise"}


def schema_files() -> dict[str, str]:
    """Return the text of each schema file by its path in the folder of routines."""
    schemas = {
        "routine.schema.json": routine_schema(),
        "exercises/exercise.schema.json": exercise_schema(),
    }
    return {name: json.dumps(schema, indent=2) + "\n" for name, schema in schemas.items()}
