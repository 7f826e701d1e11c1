"""A file that a person wrote keeps what the editor does not change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from server.resources import shipped
from server.routine.editing.emit import to_yaml
from server.routine.editing.patch import CannotKeep, patch_text
from server.routine.editing.routine_form import draft_of, old_step_indexes, routine_document
from server.routine.parsing.reading import parse

BY_HAND = """\
# What I do after work.

name: After work   # on weekdays
purpose: >-
  Two stretches,
  and a walk.
# The order matters.
steps:
  # the sore one first
  - exercise: gastroc   # left is worse
    seconds: {default: 90, min: 30, max: 120}   # since May

  # then
  # the deep one
  - exercise: soleus
    rest: 3
    # no more than that
  - exercise: heel-raise-two
    tempo: [3, 1, 3, 0]

# On short days
presets:
  - name: Short   # ten minutes
    doses:
      gastroc: {seconds: 30}
      soleus: {rest: 5}   # quick
# the end
"""


def held(text: str | bytes) -> Any:
    return parse(Path("x.yaml"), text.encode() if isinstance(text, str) else text).data


def rewritten(text: str, document: Mapping[str, Any], old_indexes: list[int | None]) -> str:
    return patch_text(text.encode(), document, old_indexes)


def test_without_a_change_no_character_changes() -> None:
    assert rewritten(BY_HAND, held(BY_HAND), [0, 1, 2]) == BY_HAND


@pytest.mark.parametrize("path", sorted(shipped("routines").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_shipped_file_goes_through_the_form_unchanged(path: Path) -> None:
    content = path.read_bytes()
    data = held(content)
    draft = draft_of(data)
    document, indexes = routine_document(draft, data), old_step_indexes(draft, data)
    assert patch_text(content, document, indexes).encode() == content


def test_one_changed_figure_changes_one_line() -> None:
    data = held(BY_HAND)
    data["steps"][1] = {**data["steps"][1], "rest": 8}
    assert rewritten(BY_HAND, data, [0, 1, 2]) == BY_HAND.replace("    rest: 3\n", "    rest: 8\n")


def test_a_changed_name_keeps_its_comment() -> None:
    text = rewritten(BY_HAND, {**held(BY_HAND), "name": "Evening"}, [0, 1, 2])
    assert re.search(r"^name: Evening +# on weekdays$", text, re.MULTILINE)
    assert text.splitlines()[3:] == BY_HAND.splitlines()[3:]


def test_comments_move_with_their_steps() -> None:
    data = held(BY_HAND)
    first, second, third = data["steps"]
    text = rewritten(BY_HAND, {**data, "steps": [second, third, first]}, [1, 2, 0])
    lines = [line.strip() for line in text.splitlines()]
    assert (
        lines.index("# the deep one") < lines.index("- exercise: soleus") < lines.index("# no more than that")
    )
    assert lines.index("- exercise: heel-raise-two") < lines.index("# the sore one first")
    assert lines[lines.index("# the sore one first") + 1] == "- exercise: gastroc   # left is worse"
    assert text.index("left is worse") < text.index("# On short days")
    assert held(text) == {**data, "steps": [second, third, first]}


def test_a_removed_step_takes_only_its_own_comments() -> None:
    data = held(BY_HAND)
    text = rewritten(BY_HAND, {**data, "steps": data["steps"][1:]}, [1, 2])
    assert "sore one" not in text
    for kept in (
        "# What I do after work.",
        "# The order matters.",
        "# the deep one",
        "# On short days",
        "# the end",
    ):
        assert kept in text


def test_a_new_step_and_a_new_key_stand_where_a_person_would_put_them() -> None:
    data = held(BY_HAND)
    new = {"exercise": "quad", "seconds": {"default": 40, "min": 20}}
    document = {
        "name": data["name"],
        "purpose": data["purpose"],
        "needs": ["a wall"],
        "steps": [*data["steps"], new],
    }
    text = rewritten(BY_HAND, {**document, "presets": data["presets"]}, [0, 1, 2, None])
    assert "\nneeds: [a wall]\n# The order matters.\nsteps:\n" in text
    assert "  - exercise: quad\n    seconds: {default: 40, min: 20}\n\n# On short days" in text


def test_a_new_dose_of_an_exercise_stands_in_a_line_of_its_own() -> None:
    text = "name: Lean\nseconds: 30\n"
    assert rewritten(text, {**held(text), "sets": 3}, []) == text + "sets: 3\n"
    assert to_yaml({"sets": 3}) == "sets: 3\n"


def test_other_ways_of_writing_are_kept() -> None:
    text = (
        "name: A\r\npurpose: B\r\nsteps:\r\n- exercise: gastroc\r\n# two\r\n- {exercise: soleus, rest: 3}\r\n"
    )
    data = held(text)
    data["steps"] = [{**data["steps"][1], "rest": 4}, data["steps"][0]]
    changed = rewritten(text, data, [1, 0])
    assert changed.endswith("steps:\r\n# two\r\n- {exercise: soleus, rest: 4}\r\n- exercise: gastroc\r\n")


def test_steps_in_one_line_are_rewritten() -> None:
    text = "name: A\npurpose: B\nsteps: [{exercise: gastroc}, {exercise: soleus}]\n"
    data = held(text)
    data["steps"] = data["steps"][::-1]
    assert held(rewritten(text, data, [1, 0])) == data


@pytest.mark.parametrize(
    "text",
    ["{name: A, purpose: B, steps: [{exercise: gastroc}]}\n", "---\n? name\n: A\nsteps:\n - exercise: a\n"],
)
def test_what_cannot_be_kept_is_refused_not_damaged(text: str) -> None:
    with pytest.raises(CannotKeep, match="text editor"):
        rewritten(text, {**held(text), "name": "B"}, [0])


@pytest.mark.parametrize(
    "name",
    ["yes", "12", "a: b", "- x", "# no", "'", '"', "null", "é", "{a}", "x" * 200, "word " * 40, "!tag", "&a"],
)
def test_any_text_comes_back_as_it_was(name: str) -> None:
    name = name.strip()
    assert held(to_yaml({"name": name})) == {"name": name}
    assert held(rewritten(BY_HAND, {**held(BY_HAND), "name": name}, [0, 1, 2]))["name"] == name


BLOCKS = """\
name: Runs
purpose: P
steps:
  # the runs
  - rounds: 8   # all of them
    steps:
      # slowly
      - exercise: run   # flat
        seconds: 60   # a minute
      # then rest
      - exercise: walk
        seconds: 90
      - pause: 5   # drink
  - exercise: gastroc
"""


@pytest.mark.parametrize(
    ("key", "typed", "before", "after"),
    [
        (0, {"rounds": "4"}, "rounds: 8 ", "rounds: 4 "),
        (1, {"seconds": "45"}, "seconds: 60 ", "seconds: 45 "),
        (3, {"pause": "9"}, "pause: 5 ", "pause: 9 "),
    ],
)
def test_a_change_in_a_block_keeps_all_else(key: int, typed: dict[str, str], before: str, after: str) -> None:
    draft = draft_of(held(BLOCKS))
    rows = tuple(
        replace(row, inputs={**row.inputs, **typed}) if row.key == key else row for row in draft.rows
    )
    changed = replace(draft, rows=rows)
    text = rewritten(BLOCKS, routine_document(changed, held(BLOCKS)), old_step_indexes(changed, held(BLOCKS)))
    assert text == BLOCKS.replace(before, after)


def test_a_step_that_comes_into_a_block_or_leaves_it_leaves_the_comments_of_the_others() -> None:
    draft = draft_of(held(BLOCKS))
    for changed in (draft.with_moved(4, -1), draft.duplicated({1}), draft.without({2})):
        document = routine_document(changed, held(BLOCKS))
        text = rewritten(BLOCKS, document, old_step_indexes(changed, held(BLOCKS)))
        assert held(text) == document
        for comment in ("# the runs", "# all of them", "# slowly", "# flat", "# a minute", "# drink"):
            assert comment in text
