from __future__ import annotations

from tools.figures.covers import chosen


def test_a_cover_shows_the_first_exercise_that_no_other_routine_has() -> None:
    assert chosen({"warm": ["walk", "march", "hop"], "cool": ["walk", "sit"]}) == {
        "warm": "march",
        "cool": "sit",
    }


def test_routines_of_the_same_exercises_still_have_different_covers() -> None:
    assert chosen({"desk": ["pull", "lean"], "bed": ["pull"], "wall": ["lean", "pull", "raise"]}) == {
        "bed": "pull",
        "desk": "lean",
        "wall": "raise",
    }


def test_a_routine_with_nothing_left_shares_its_cover() -> None:
    assert chosen({"bed": ["pull"], "chair": ["pull"]}) == {"bed": "pull", "chair": "pull"}
