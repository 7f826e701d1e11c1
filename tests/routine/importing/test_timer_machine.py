"""Timers of TimeR Machine become routines."""

from __future__ import annotations

from typing import Any

import pytest

from tests.helpers.foreign import FOLDER, group, routines_in, step, taken, timer

BACKUP = FOLDER / "timer-machine-backup.json"


def steps_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the entries of ``steps``, without what all of them have."""
    (found,) = taken(document)
    assert found.bundle.routine
    return [_short(each) for each in found.bundle.routine["steps"]]


def _short(part: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in part.items() if key not in ("move", "announce", "seconds")}
    return {**kept, "steps": [_short(each) for each in part["steps"]]} if "steps" in part else kept


def test_a_timer_that_is_repeated_becomes_a_block_between_its_first_and_its_last_step() -> None:
    run = routines_in(BACKUP)["Run and walk"]
    assert run.bundle.routine
    assert [_short(each) for each in run.bundle.routine["steps"]] == [
        {"exercise": "warm-up-brisk-walk"},
        {"rounds": 8, "steps": [{"exercise": "run"}, {"pause": 5}, {"exercise": "walk"}]},
        {"pause": 10},
    ]
    assert (run.work_s, run.rest_s) == (300 + 8 * (60 + 85), 8 * 5 + 10)


def test_what_it_does_besides_is_listed() -> None:
    found = routines_in(BACKUP)
    assert found["Run and walk"].not_taken == (
        '"Old one" was thrown away there, so it is left out.',
        "When it starts by itself: Soleus starts a workout when you press Play.",
        "Counting down the seconds: the coach counts the last three.",
        "Music: the file holds only its name; the coach has sounds of its own.",
        "Vibration: a track cannot make a phone vibrate.",
        'That "Circuit" starts when it ends.',
    )
    assert list(found) == ["Run and walk", "Circuit", "Physio"]
    assert '"Balance" lasts 2.5 s; here it is 0:03.' in found["Physio"].not_taken
    assert 'That it says "{SName}, {SDuration}": the coach cannot say this.' in found["Circuit"].not_taken


def test_groups_become_blocks_inside_the_block_of_the_timer() -> None:
    assert steps_of(timer(group(4, step("Fast", 30), step("Easy", 90)), step("Rest", 120), loop=2)) == [
        {
            "rounds": 2,
            "steps": [
                {"rounds": 4, "steps": [{"exercise": "fast"}, {"exercise": "easy"}]},
                {"pause": 120},
            ],
        }
    ]


def test_what_is_done_once_needs_no_block() -> None:
    assert steps_of(timer(group(1, group(1, step("A", 9))), group(0, step("B", 9)))) == [{"exercise": "a"}]


def test_deeper_rounds_are_written_out_from_the_outside() -> None:
    inner = group(3, group(4, step("A", 20), step("Rest", 10)), step("Rest", 60))
    (found,) = taken(timer(inner, loop=2))
    assert found.not_taken == ("Rounds inside rounds, more than 2 deep: the outer ones are written out.",)
    assert found.bundle.routine
    one, two = found.bundle.routine["steps"]
    assert (one["rounds"], one["steps"][0]["rounds"]) == (3, 4)
    assert two["steps"][0]["steps"][0]["id"] == "a-2"
    assert (found.work_s, found.rest_s) == (2 * 3 * 4 * 20, 2 * 3 * (4 * 10 + 60))


@pytest.mark.parametrize(
    ("behaviour", "say"),
    [
        ({"type": "VOICE"}, ""),
        ({"type": "VOICE", "label": "A"}, ""),
        ({"type": "VOICE", "label": "Chest to the floor."}, "Chest to the floor."),
        ({"type": "VOICE", "label": "Old $step_name"}, ""),
        ({"type": "VOICE", "label": "Old", "content": "New"}, "New"),
        ({"type": "VOICE", "content": "Now {SName}"}, ""),
        ({"type": "VOICE", "content": "word " * 19}, ""),
    ],
)
def test_what_it_says_is_said_as_well(behaviour: dict[str, Any], say: str) -> None:
    assert steps_of(timer(step("A", 30, behaviour)))[0].get("say", "") == say


def test_a_reminder_is_a_pause_that_says_its_name() -> None:
    document = timer(
        step("A", 30), step("Change feet", 5, kind="NOTIFIER"), step("Notifier", 5, kind="NOTIFIER")
    )
    assert steps_of(document)[1:] == [{"pause": 5, "say": "Change feet"}, {"pause": 5}]


def test_a_behaviour_of_a_later_version_is_listed() -> None:
    (found,) = taken(timer(step("A", 30, {"type": "SMOKE"})))
    assert found.not_taken == ('"SMOKE", which Soleus does not know.',)


def test_old_steps_have_no_type() -> None:
    assert steps_of(timer({"label": "A", "length": 9000})) == [{"exercise": "a"}]
