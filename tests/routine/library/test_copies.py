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
    values = json.loads(json.dumps(LIBRARY.values_of(routine)))
    assert routine_from_values(values) == routine


def test_the_values_hold_a_persons_own_exercises_and_outlive_the_files(tmp_path: Path) -> None:
    write_short_routine(tmp_path)
    library = Library(shipped("routines"), tmp_path / "routines")
    routine = library.routine("short")
    values = library.values_of(routine)
    assert sorted(values["exercises"]) == ["first-lean", "second-lean"]
    (tmp_path / "routines" / "short.yaml").unlink()
    assert routine_from_values(values) == routine


def test_values_with_words_that_this_release_does_not_know_are_refused() -> None:
    values = LIBRARY.values_of(LIBRARY.routine("desk-break"))
    with pytest.raises(Faulty, match="unknown key"):
        routine_from_values({**values, "routine": {**values["routine"], "of-tomorrow": 1}})
