"""Rows of steps, pauses and blocks: grouped, copied, moved, and written as a file."""

from __future__ import annotations

from typing import Any

import pytest

from server.errors import BadInput
from server.routine.editing.routine_form import RoutineDraft, draft_of, old_step_indexes, routine_document
from server.routine.editing.rows import StepRow, row_at, settled
from server.routine.schema.limits import MOST_STEPS

BASE: dict[str, Any] = {
    "name": "Mine",
    "purpose": "P",
    "steps": [
        {
            "rounds": {"default": 3, "max": 8},
            "rest": {"default": 60, "say": "Walk."},
            "steps": [
                {"exercise": "burpees", "move": 0, "say": "Now."},
                {"sides": "each", "steps": [{"exercise": "calf", "seconds": [20, "0:30"]}]},
            ],
        },
        {"pause": "1 min", "say": "Drink."},
        {"exercise": "contract", "phases": [6, 20], "form_cue": ["One.", "Two."], "wait": True},
        {"pause": 5},
    ],
    "presets": [{"name": "Hard", "doses": {"rounds": {"rounds": 5}, "pause-2": {"skip": True}}}],
}
#: a step, a block of two steps, and a step.
ROWS = (
    StepRow(0, "a"),
    StepRow(1, kind="block", inputs={"rounds": "2"}),
    StepRow(2, "b", depth=1),
    StepRow(3, "c", depth=1),
    StepRow(4, "d"),
)


def drawn(draft: RoutineDraft) -> str:
    """Return the rows as letters, with what blocks hold in brackets."""
    text, depth = "", 0
    for row in draft.rows:
        text += ")" * (depth - row.depth)
        depth = row.depth
        if row.kind == "block":
            text, depth = text + "(", depth + 1
        else:
            text += row.exercise or "-"
    return text + ")" * depth


def test_a_form_that_nobody_touched_is_the_same_file() -> None:
    draft = draft_of(BASE)
    assert [(row.old_id, row.kind, row.depth) for row in draft.rows] == [
        ("rounds", "block", 0),
        ("burpees", "step", 1),
        ("sides", "block", 1),
        ("calf", "step", 2),
        ("pause", "pause", 0),
        ("contract", "step", 0),
        ("pause-2", "pause", 0),
    ]
    assert routine_document(draft, BASE) == BASE
    assert old_step_indexes(draft, BASE) == [0, 1, 2, 3]


def test_a_form_that_shows_nothing_changes_nothing() -> None:
    shown = draft_of(BASE)
    hidden = tuple(
        StepRow(row.key, row.exercise, row.old_id, kind=row.kind, depth=row.depth) for row in shown.rows
    )
    assert routine_document(RoutineDraft(rows=hidden), BASE) == BASE


def test_what_is_typed_for_blocks_and_pauses_is_written() -> None:
    draft = RoutineDraft(
        {"name": "N", "purpose": "P"},
        (
            StepRow(0, kind="block", inputs={"rounds": "8", "rest": "1:30", "rest.say": "Walk back."}),
            StepRow(1, "run", depth=1, inputs={"seconds": "1 min", "skip": "", "wait": "yes"}),
            StepRow(2, "walk", depth=1, inputs={"seconds": "20, 30", "form_cue": "One.\nTwo."}),
            StepRow(3, kind="pause", inputs={"pause": "60", "say": " Drink  water. "}),
            StepRow(4, "press", inputs={"phases": "6, 30", "announce": "name", "skip": "yes"}),
        ),
    )
    assert routine_document(draft, {})["steps"] == [
        {
            "rounds": 8,
            "rest": {"default": "1:30", "say": "Walk back."},
            "steps": [
                {"exercise": "run", "seconds": "1 min", "wait": True},
                {"exercise": "walk", "seconds": [20, 30], "form_cue": ["One.", "Two."]},
            ],
        },
        {"pause": 60, "say": "Drink water."},
        {"exercise": "press", "phases": [6, 30], "skip": True, "announce": "name"},
    ]


def test_steps_are_grouped_where_the_first_of_them_stands() -> None:
    draft = RoutineDraft().with_added("a").with_added("b").with_added("c").with_added("d")
    grouped = draft.grouped({1, 3}, "3")
    assert drawn(grouped) == "a(bd)c"
    document = routine_document(grouped, {})
    assert document["steps"][1] == {"rounds": 3, "steps": [{"exercise": "b"}, {"exercise": "d"}]}
    assert drawn(grouped.ungrouped(4)) == "abdc"
    assert routine_document(draft.grouped_by_side({0}), {})["steps"][0]["sides"] == "each"


def test_a_block_may_be_grouped_once_more_and_no_deeper() -> None:
    twice = RoutineDraft(rows=ROWS).grouped({0, 1}, "2")
    assert drawn(twice) == "(a(bc))d"
    with pytest.raises(BadInput, match="once, not twice"):
        twice.grouped({5}, "2")
    with pytest.raises(BadInput, match="once, not twice"):
        twice.grouped({2}, "2")


def test_what_a_chosen_block_holds_comes_with_it() -> None:
    assert drawn(RoutineDraft(rows=ROWS).grouped({1, 2}, "2")) == "a((bc))d"


def test_steps_of_different_blocks_cannot_be_grouped() -> None:
    with pytest.raises(BadInput, match="the same block"):
        RoutineDraft(rows=ROWS).grouped({0, 2}, "2")
    with pytest.raises(BadInput, match="Select some steps"):
        RoutineDraft(rows=ROWS).grouped(set(), "2")


@pytest.mark.parametrize(
    ("key", "by", "expected"),
    [
        (0, 1, "(abc)d"),
        (0, 2, "(bac)d"),
        (0, 3, "(bca)d"),
        (0, 4, "(bc)ad"),
        (0, 9, "(bc)da"),
        (4, -1, "a(bcd)"),
        (4, -9, "da(bc)"),
        (2, -1, "ab(c)d"),
        (3, 1, "a(b)cd"),
        (1, 1, "ad(bc)"),
        (1, -9, "(bc)ad"),
        (9, 1, "a(bc)d"),
    ],
)
def test_rows_move_into_blocks_and_out_of_them(key: int, by: int, expected: str) -> None:
    moved = RoutineDraft(rows=ROWS).with_moved(key, by)
    assert drawn(moved) == expected
    assert sorted(row.key for row in moved.rows) == [0, 1, 2, 3, 4]
    assert settled(moved.rows) == moved.rows


def test_a_block_moves_past_another_that_it_cannot_enter() -> None:
    nested = RoutineDraft(rows=ROWS).grouped({0, 1}, "2").with_added("e").grouped({6}, "3")
    assert drawn(nested) == "(a(bc))d(e)"
    assert drawn(nested.with_moved(5, 2)) == "d(e)(a(bc))"


def test_a_block_goes_with_what_it_holds() -> None:
    assert drawn(RoutineDraft(rows=ROWS).without({1})) == "ad"
    assert drawn(RoutineDraft(rows=ROWS).duplicated({1})) == "a(bc)(bc)d"


def test_a_block_that_holds_nothing_is_not_written() -> None:
    draft = RoutineDraft(rows=ROWS).without({2, 3})
    assert routine_document(draft, {})["steps"] == [{"exercise": "a"}, {"exercise": "d"}]


def test_a_copy_keeps_all_that_no_form_shows_and_gets_an_id() -> None:
    draft = draft_of(BASE)
    copied = draft.duplicated({5}).duplicated({0})
    steps = routine_document(copied, BASE)["steps"]
    assert steps[0] == BASE["steps"][0]
    assert steps[1] == {
        **BASE["steps"][0],
        "steps": [
            {"exercise": "burpees", "id": "burpees-2", "move": 0, "say": "Now."},
            {"sides": "each", "steps": [{"exercise": "calf", "id": "calf-2", "seconds": [20, "0:30"]}]},
        ],
    }
    assert steps[4] == {**BASE["steps"][2], "id": "contract-2"}
    assert [row.key for row in copied.rows if not row.old_id] == [8, 9, 10, 11, 7]


def test_what_was_in_the_file_keeps_its_id_whatever_comes_before_it() -> None:
    draft = draft_of(BASE).without({4})
    document = routine_document(draft, BASE)
    assert document["steps"][-1] == {"pause": 5, "id": "pause-2"}
    assert document["presets"] == BASE["presets"]
    wrapped = routine_document(draft_of(BASE).grouped({4}, "2").with_moved(7, -4), BASE)
    assert wrapped["steps"][0] == {"rounds": 2, "steps": [{"pause": "1 min", "say": "Drink."}]}
    assert wrapped["steps"][1]["id"] == "rounds"


def test_a_removed_block_leaves_the_presets_too() -> None:
    document = routine_document(draft_of(BASE).without({0}), BASE)
    assert document["presets"] == [{"name": "Hard", "doses": {"pause-2": {"skip": True}}}]


def test_a_preset_is_made_of_what_is_typed() -> None:
    draft = draft_of(BASE).with_added("raise")
    rows = tuple(
        StepRow(row.key, row.exercise, inputs={"reps": "8", "tempo": "3-1-3-0"})
        if row.exercise == "raise"
        else row
        for row in draft.rows
    )
    made = RoutineDraft(draft.texts, rows, draft.presets).with_preset("Week 1", {})
    assert routine_document(made, BASE)["presets"] == [
        *BASE["presets"],
        {
            "name": "Week 1",
            "doses": {
                "rounds": {"rest": 60, "rounds": 3},
                "burpees": {"move": 0, "say": "Now."},
                "calf": {"seconds": [20, "0:30"]},
                "pause": {"seconds": "1 min", "say": "Drink."},
                "contract": {"phases": [6, 20]},
                "pause-2": {"seconds": 5},
                "raise": {"reps": 8, "tempo": [3, 1, 3, 0]},
            },
        },
    ]


def test_presets_are_made_and_removed() -> None:
    draft = draft_of(BASE).with_preset("Week 1", {})
    assert [preset.name for preset in draft.presets or ()] == ["Hard", "Week 1"]
    assert "presets" not in routine_document(draft.without_preset(1).without_preset(0), BASE)
    assert draft.without_preset(2) == draft
    with pytest.raises(BadInput, match="name"):
        draft.with_preset(" ", {})
    with pytest.raises(BadInput, match="Add a step"):
        RoutineDraft().with_preset("Empty", {})


def test_a_preset_has_what_the_exercise_says_where_nothing_is_typed() -> None:
    rows = (StepRow(0, "a"), StepRow(1, "a", inputs={"breaths": "4"}), StepRow(2, "b"))
    usual = {"a": {"seconds": 30, "reps": 2}, "b": {"reps": 12}}
    made = RoutineDraft({}, rows).with_preset("Now", usual)
    assert made.presets
    assert made.presets[0].doses == {
        "#0": {"seconds": 30, "reps": 2},
        "#1": {"breaths": 4, "reps": 2},
        "#2": {"reps": 12},
    }
    assert made.without({0}).presets != made.presets


def test_too_many_rows_are_refused_however_they_come() -> None:
    draft = RoutineDraft(rows=tuple(StepRow(key, "a") for key in range(MOST_STEPS)))
    for more in (draft.with_pause, lambda: draft.duplicated({0}), lambda: draft.grouped({0}, "2")):
        with pytest.raises(BadInput, match="at most 60"):
            more()


def test_rows_from_a_form_are_no_deeper_than_their_blocks_allow() -> None:
    rows = [StepRow(0, "a", depth=2), StepRow(1, kind="block", depth=7), StepRow(2, "b", depth=7)]
    assert [row.depth for row in settled(rows)] == [0, 0, 1]


def test_a_path_of_a_fault_leads_to_its_row() -> None:
    rows = draft_of(BASE).rows
    row, rest = row_at(rows, ("steps", 0, "steps", 1, "steps", 0, "seconds", "default"))
    assert row
    assert (row.key, rest) == (3, ("seconds", "default"))
    row, rest = row_at(rows, ("steps", 3, "pause"))
    assert row
    assert (row.key, rest) == (6, ("pause",))
    assert row_at(rows, ("name",)) == (None, ("name",))


@pytest.mark.parametrize(
    "steps",
    [
        [{"rounds": 2, "steps": [{"rounds": 2, "steps": [{"rounds": 2, "steps": []}]}]}],
        [{"rounds": 2, "steps": [3]}],
        [{"rounds": 2, "steps": [{"seconds": 3}]}],
    ],
)
def test_blocks_that_no_form_can_show_are_reported(steps: object) -> None:
    with pytest.raises(BadInput, match="text editor"):
        draft_of({"steps": steps})
