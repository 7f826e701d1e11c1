from __future__ import annotations

import pytest

from server.routine.editing.hints import hints_on


@pytest.mark.parametrize(
    ("name", "typed", "hint"),
    [
        ("tempo", "1,5 - 0 - 1,5 - 0", "one rep takes 3 s: up 1.5, hold 0, down 1.5, pause 0"),
        ("tempo", "1,5 - 1,5", '"1,5 - 1,5" is understood as 2 numbers, 1.5 and 1.5; write four numbers'),
        ("seconds", "20, 30, 40", "3 holds, one after the other: 20, 30 and 40"),
        ("phases", "6,30", "2 phases: 6 and 30"),
        ("seconds", "1,5", '"1,5" is 1.5, or 1 and then 5'),
        ("instruction", "L/R", "“L/R” is read with the word “slash”"),
        ("form_cue", "Heel down.\nKnee → toes.", "“→”, rightwards arrow"),
        ("tempo_words.1", "w/ me", "“w/” is read"),
        ("rest.say", "L/R", "“L/R” is read"),
    ],
)
def test_what_is_worth_a_look_is_said(name: str, typed: str, hint: str) -> None:
    (found,) = hints_on(name, typed)
    assert found.startswith(hint)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("tempo", ""),
        ("seconds", "30"),
        ("seconds", ""),
        ("name", "Calf stretch"),
        ("safety", "L/R"),
        ("x", ""),
    ],
)
def test_there_is_no_hint_without_need(name: str, typed: str) -> None:
    assert hints_on(name, typed) == ()
