"""What is typed for an exercise, and the file that it makes."""

from __future__ import annotations

from typing import Any

import pytest

from server.routine.editing.exercise_form import NEW_EXERCISE, exercise_document, exercise_inputs

PHASED: dict[str, Any] = {
    "name": "Contract",
    "kind": "reps",
    "sides": "each",
    "position": "lying",
    "limb": "leg",
    "props": ["mat"],
    "muscles": ["hamstrings"],
    "instruction": "{side} leg up.",
    "form_cue": ["One.", "Two."],
    "safety": "Mind.",
    "red_flag": "Not today.",
    "breath": False,
    "reps": 3,
    "set_rest": 60,
    "phases": [{"seconds": {"default": 6, "min": 3}, "say": "push"}],
}
TIMED: dict[str, Any] = {
    "name": "Burpees",
    "kind": "reps",
    "sides": "both",
    "instruction": "Down and up.",
    "safety": "Mind.",
    "seconds": "1:30",
}
TEMPO: dict[str, Any] = {
    "name": "Raise",
    "kind": "reps",
    "sides": "both",
    "instruction": "Up and down.",
    "safety": "Mind.",
    "reps": 10,
    "tempo": [2, 1, 2, 0],
}
POSE: dict[str, Any] = {
    "name": "Down dog",
    "kind": "hold",
    "sides": "both",
    "instruction": "Hips high.",
    "safety": "Mind.",
    "breaths": 5,
}


@pytest.mark.parametrize("base", [PHASED, TIMED, TEMPO, POSE], ids=lambda base: str(base["name"]))
def test_a_form_that_nobody_touched_is_the_same_file(base: dict[str, Any]) -> None:
    assert exercise_document(exercise_inputs(base), base) == base
    assert exercise_document({"name": base["name"]}, base) == base


def test_what_belongs_to_another_kind_goes_with_it() -> None:
    held = exercise_document({"kind": "hold", "seconds": "30"}, PHASED)
    assert not held.keys() & {"phases", "tempo", "tempo_words"}
    assert held["seconds"] == 30
    assert "breaths" not in exercise_document({"kind": "reps", "tempo": "1-0-1-0", "reps": "5"}, POSE)


@pytest.mark.parametrize(
    "words",
    [
        ["up", "hold", "down", ""],
        ["up, up", "hold", "down", ""],
        ["up, up; up | up / up", "", "", ""],
    ],
)
def test_a_word_of_a_tempo_may_hold_any_mark(words: list[str]) -> None:
    base = {**TEMPO, "tempo_words": words}
    assert [exercise_inputs(base)[f"tempo_words.{place}"] for place in range(4)] == words
    assert exercise_document(exercise_inputs(base), base) == base
    changed = exercise_document({"tempo_words.2": " sink,  then "}, base)
    assert changed["tempo_words"] == [*words[:2], "sink, then", words[3]]


def test_too_few_words_of_a_tempo_are_made_four() -> None:
    base = {**TEMPO, "tempo_words": ["rise", "stay"]}
    assert exercise_document(exercise_inputs(base), base)["tempo_words"] == ["rise", "stay", "down", "pause"]


def test_form_cues_stand_in_lines_of_their_own() -> None:
    assert exercise_inputs(PHASED)["form_cue"] == "One.\nTwo."
    assert exercise_document({"form_cue": "One.\n\n Two. \nThree."}, PHASED)["form_cue"] == [
        "One.",
        "Two.",
        "Three.",
    ]
    assert exercise_document({"form_cue": "One."}, PHASED)["form_cue"] == "One."
    assert "form_cue" not in exercise_document({"form_cue": ""}, POSE)


def test_reps_at_a_tempo_leave_the_seconds_of_a_new_form_behind() -> None:
    typed = {
        **NEW_EXERCISE,
        "kind": "reps",
        "name": "X",
        "instruction": "Do.",
        "safety": "Mind.",
        "reps": "9",
    }
    document = exercise_document(typed, {})
    assert document["tempo"] == [2, 1, 2, 0]
    assert "seconds" not in document
    timed = exercise_document({**typed, "tempo": "", "reps": "", "seconds": "1:30"}, {})
    assert (timed["seconds"], "tempo" in timed, "reps" in timed) == ("1:30", False, False)
