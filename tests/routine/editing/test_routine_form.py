"""What is typed, and the file that it makes."""

from __future__ import annotations

from typing import Any

import pytest

from server.errors import BadInput
from server.routine.editing.routine_form import (
    RoutineDraft,
    draft_of,
    old_step_indexes,
    routine_document,
)
from server.routine.editing.rows import StepRow
from server.routine.schema.limits import MOST_STEPS

BASE: dict[str, Any] = {
    "name": "Legs",
    "purpose": "For the legs.",
    "order": 7,
    "needs": ["a wall", "a ball, soft"],
    "steps": [{"exercise": "gastroc", "seconds": {"default": 45, "min": 20}}, {"exercise": "soleus"}],
    "presets": [{"name": "Short", "doses": {"gastroc": {"seconds": 20}}}],
}
TEXTS = {"name": "Legs", "purpose": "For the legs."}


def steps(*rows: StepRow, base: dict[str, Any] | None = None) -> Any:
    return routine_document(RoutineDraft(TEXTS, rows), base or {})["steps"]


def test_a_form_that_nobody_touched_is_the_same_file() -> None:
    assert routine_document(draft_of(BASE), BASE) == BASE


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ({}, {}),
        ({"seconds": "45"}, {"seconds": 45}),
        ({"seconds": " 45 ", "seconds.max": "90"}, {"seconds": {"default": 45, "max": 90}}),
        ({"seconds.min": "10"}, {"seconds": {"min": 10}}),
        ({"seconds": "soon"}, {"seconds": "soon"}),
        ({"seconds": "1.5"}, {"seconds": 1.5}),
        ({"tempo": "3 - 1 - 3 - 0"}, {"tempo": [3, 1, 3, 0]}),
        ({"tempo": "0.5,0,0.5,0"}, {"tempo": [0.5, 0, 0.5, 0]}),
        ({"tempo": "1,5 - 0 - 1,5 - 0"}, {"tempo": [1.5, 0, 1.5, 0]}),
        ({"tempo": "1,5 - 1,5"}, {"tempo": "1,5 - 1,5"}),
        ({"tempo": "slow"}, {"tempo": "slow"}),
        ({"seconds": "20,30"}, {"seconds": [20, 30]}),
        ({"seconds": "1,5"}, {"seconds": "1,5"}),
        ({"reps": "1,5"}, {"reps": 1.5}),
    ],
)
def test_only_what_is_typed_is_written(typed: dict[str, str], written: dict[str, Any]) -> None:
    assert steps(StepRow(0, "gastroc", inputs=typed)) == [{"exercise": "gastroc", **written}]


def test_an_unusual_way_to_write_a_dose_stays() -> None:
    base = {"steps": [{"exercise": "raise", "reps": {"default": 12}, "tempo": [2.0, 1, 2.0, 0]}]}
    assert routine_document(draft_of(base), base)["steps"] == base["steps"]
    assert repr(routine_document(draft_of(base), base)["steps"][0]["tempo"]) == "[2.0, 1, 2.0, 0]"


def test_an_emptied_dose_is_the_exercises_own_again() -> None:
    emptied = {"seconds": "", "seconds.min": " "}
    assert steps(StepRow(0, "gastroc", "gastroc", emptied), base=BASE) == [{"exercise": "gastroc"}]


def test_what_a_form_does_not_show_stays() -> None:
    assert steps(StepRow(0, "gastroc", "gastroc", {"rest": "3"}), base=BASE) == [
        {"exercise": "gastroc", "seconds": {"default": 45, "min": 20}, "rest": 3}
    ]


def test_an_exercise_that_comes_twice_gets_an_id() -> None:
    rows = (StepRow(0, "gastroc"), StepRow(1, "gastroc", "gastroc"), StepRow(2, "gastroc"))
    assert [step.get("id") for step in steps(*rows, base=BASE)] == ["gastroc-2", None, "gastroc-3"]


def test_a_removed_step_leaves_the_presets_too() -> None:
    assert "presets" not in routine_document(draft_of(BASE).without({0}), BASE)


def test_rows_move_and_stay_themselves() -> None:
    draft = RoutineDraft().with_added("a").with_added("b").with_added("c")
    moved = draft.with_moved(2, -1).with_moved(0, 1).with_moved(2, -5).with_moved(9, 1)
    assert [row.exercise for row in moved.rows] == ["c", "a", "b"]
    assert [row.key for row in moved.without({0}).rows] == [2, 1]


def test_too_many_steps_are_refused() -> None:
    draft = RoutineDraft(rows=tuple(StepRow(key, "a") for key in range(MOST_STEPS)))
    with pytest.raises(BadInput, match="at most 60"):
        draft.with_added("b")


@pytest.mark.parametrize("wrong", [3, ["gastroc"], [{"seconds": 3}], "x", None])
def test_steps_that_no_form_can_show_are_reported(wrong: object) -> None:
    with pytest.raises(BadInput, match="text editor"):
        draft_of({"steps": wrong})
    for of_base in (routine_document, old_step_indexes):
        with pytest.raises(BadInput, match="text editor"):
            of_base(RoutineDraft(TEXTS, (StepRow(0, "gastroc", "gastroc"),)), {"steps": wrong})


def test_a_row_that_became_a_step_takes_nothing_of_its_block() -> None:
    base = {"steps": [{"rounds": 3, "id": "main", "steps": [{"exercise": "gastroc"}]}]}
    draft = RoutineDraft({"name": "x", "purpose": "y"}, (StepRow(0, "soleus", old_id="main"),))
    assert routine_document(draft, base)["steps"] == [{"exercise": "soleus", "id": "main"}]
