from __future__ import annotations

import re
from pathlib import Path
from types import GenericAlias
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from server.routine.library.check import check_files
from server.routine.schema.documents import RoutineDocument
from server.routine.schema.exercises import HeldExercise, RepsExercise
from server.routine.schema.limits import LARGEST_FILE
from tests.helpers.samples import write
from tools.reference import MARKED, PAGE, field_tables

TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = [text for text in re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL) if "name:" in text]


def models(model: type[BaseModel]) -> set[type[BaseModel]]:
    """Return a model and all models inside it."""
    found = {model}
    for field in model.model_fields.values():
        found |= {inner for part in parts(field.annotation) for inner in models(part)}
    return found


def parts(annotation: Any) -> set[type[BaseModel]]:
    if isinstance(annotation, type) and not isinstance(annotation, GenericAlias):
        return {annotation} if issubclass(annotation, BaseModel) else set()
    return {part for argument in get_args(annotation) for part in parts(argument)}


def test_the_page_has_the_tables_that_the_models_make() -> None:
    written = MARKED.search(TEXT)
    assert written
    assert field_tables().strip() in written[0], "run: python -m tools.reference"


@pytest.mark.parametrize("document", [RoutineDocument, HeldExercise, RepsExercise])
def test_every_field_is_in_the_tables(document: type[BaseModel]) -> None:
    fields = {name for model in models(document) for name in model.model_fields}
    assert len(fields) > 8
    assert {name for name in fields if f"`{name}`" not in field_tables()} == set()


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.split("\n")[0].removeprefix("name: "))
def test_the_examples_of_the_page_are_sound(text: str, tmp_path: Path) -> None:
    assert check_files([write(tmp_path / "example.yaml", text)]) == ()


def test_the_page_names_the_size_that_the_check_allows() -> None:
    assert f"{LARGEST_FILE // 1024} KB" in TEXT
    assert len(EXAMPLES) == 8
