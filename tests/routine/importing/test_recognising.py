"""Files of other apps are told apart, and what is damaged, too large or nested too deeply is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from server.errors import BadInput
from server.routine.importing import LARGEST_FOREIGN, foreign_routines
from server.routine.importing.reading import MOST_TIMERS
from tests.helpers.foreign import FILES, group, jawt_set, routines_in, step, taken, timer, workout


def test_every_sample_is_recognised() -> None:
    apps = {file.name: {each.app for each in routines_in(file).values()} for file in FILES}
    assert apps == {
        "jawt-backup.json": {"Just Another Workout Timer"},
        "jawt-workout.json": {"Just Another Workout Timer"},
        "timer-machine-backup.json": {"TimeR Machine"},
        "timer-machine-shared.json": {"TimeR Machine"},
    }


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"name: Legs\nsteps:\n  - exercise: gastroc\n",
        b'{"name": "Legs", "purpose": "P", "steps": [{"exercise": "gastroc"}]}',
        b"{name: Legs, steps: [{exercise: gastroc}]}",
    ],
)
def test_what_may_be_a_routine_of_soleus_is_left_alone(content: bytes) -> None:
    assert foreign_routines(content, "legs.yaml") is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"title": "Legs", "sets": [', '"x.json" is damaged or cut off'),
        (b'{"a": 1}', '"x.json" is neither a routine of Soleus nor a file of Just Another Workout Timer'),
        (b"[1, 2]", '"x.json" is neither'),
        (b"[" * 60 + b"]" * 60, '"x.json" is nested too deeply'),
        (b"[" * 100_000, '"x.json" is nested too deeply'),
        (b" " * (LARGEST_FOREIGN + 1), '"x.json" is too large; the limit is 1 MB'),
        (b'{"workouts": []}', 'There is no routine in "x.json"'),
        (b'{"timers": []}', 'There is no routine in "x.json"'),
        (b'{"timers": [], "workouts": 3}', 'There is no routine in "x.json"'),
        (b'{"workouts": [3]}', "The backup: workouts is not a list"),
    ],
)
def test_what_cannot_be_read_is_said_plainly(content: bytes, message: str) -> None:
    with pytest.raises(BadInput) as error:
        foreign_routines(content, "x.json")
    assert str(error.value).startswith(message)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (workout({"repetitions": 1}), "nothing to do"),
        (workout({"repetitions": "2", "exercises": [{"name": "A", "duration": 9}]}), "Set 1 of"),
        (workout({"repetitions": 2, "exercises": {"name": "A"}}), "exercises is not a list"),
        (workout({"repetitions": 2, "exercises": [{"name": 7, "duration": 9}]}), "name is not a text"),
        (workout({"repetitions": 2, "exercises": [{"name": "A", "duration": "9"}]}), "not a whole number"),
        (workout({"repetitions": True, "exercises": [{"name": "A", "duration": 9}]}), "not a whole number"),
        (workout({"repetitions": 2, "exercises": [{"name": "A", "duration": 1e300}]}), "not a whole number"),
        (timer({"step_type": "step", "label": "A"}), "length is missing"),
        (timer(step("A", 9), startStep=3), "startStep is not a group"),
        (timer(step("A", 9, {"label": "x"})), "type is missing"),
    ],
)
def test_a_value_of_the_wrong_kind_is_named(document: dict[str, Any], message: str) -> None:
    try:
        said = " ".join(taken(document)[0].not_taken)
    except BadInput as error:
        said = str(error)
    assert message in said


def test_groups_inside_groups_are_bounded() -> None:
    nested = step("A", 9)
    for _ in range(12):
        nested = group(2, nested)
    with pytest.raises(BadInput, match="groups inside groups"):
        taken(timer(nested))


def test_the_timers_of_a_file_are_bounded() -> None:
    with pytest.raises(BadInput, match=f"at most {MOST_TIMERS}"):
        taken({"workouts": [workout()] * (MOST_TIMERS + 1)})


def test_one_workout_that_cannot_be_taken_over_leaves_the_others() -> None:
    large = workout(jawt_set(1, *[("A", 9)] * 61), title="Large")
    bad, good = taken({"workouts": [large, workout(jawt_set(1, ("A", 9)))]})
    assert not bad.usable
    assert bad.not_taken[0].startswith("It has 61 steps, rests and rounds; a routine has at most 60")
    assert good.usable
    assert good.not_taken == ()


def test_giant_numbers_cost_nothing() -> None:
    nested = step("A", 9)
    for _ in range(7):
        nested = group(10**9, nested, step("B", 9))
    (found,) = taken(timer(nested, loop=10**9))
    assert not found.usable
    assert "so nothing of it can be taken over" in found.not_taken[0]


def test_a_file_is_read_whatever_its_name() -> None:
    content = json.dumps(workout(jawt_set(1, ("A", 9)))).encode()
    assert foreign_routines(b"\xef\xbb\xbf" + content, "") is not None
