from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from server.resources import shipped
from server.routine.library import Library, routine_from_values
from server.routine.parsing import Faulty
from tests.helpers.short_routine import write_short_routine

LIBRARY = Library(shipped("routines"))


@pytest.mark.parametrize("routine", LIBRARY.routines(), ids=lambda routine: routine.id)
def test_a_shipped_routine_comes_back_from_its_values(routine: Any) -> None:
    found, values = LIBRARY.routine_with_values(routine.id)
    assert found == routine
    assert routine_from_values(json.loads(json.dumps(values))) == routine


def test_the_values_hold_a_persons_own_exercises_and_outlive_the_files(tmp_path: Path) -> None:
    write_short_routine(tmp_path)
    library = Library(shipped("routines"), tmp_path / "routines")
    routine, values = library.routine_with_values("short")
    assert sorted(values["exercises"]) == ["first-lean", "second-lean"]
    (tmp_path / "routines" / "short.yaml").unlink()
    assert routine_from_values(values) == routine


def test_values_with_words_that_this_release_does_not_know_are_refused() -> None:
    values = LIBRARY.routine_with_values("desk-break")[1]
    with pytest.raises(Faulty, match="unknown key"):
        routine_from_values({**values, "routine": {**values["routine"], "of-tomorrow": 1}})


@pytest.mark.parametrize("values", [{}, {"id": "short"}, {"id": "short", "routine": [], "exercises": {}}])
def test_what_is_no_copy_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(Faulty, match="not the copy of a routine"):
        routine_from_values(values)
