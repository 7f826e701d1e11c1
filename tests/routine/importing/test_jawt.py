"""Workouts of Just Another Workout Timer become routines."""

from __future__ import annotations

import pytest

from tests.helpers.foreign import FOLDER, jawt_set, routines_in, taken, workout

BACKUP = FOLDER / "jawt-backup.json"


def test_a_set_becomes_a_block_and_a_rest_a_pause() -> None:
    legs = routines_in(FOLDER / "jawt-workout.json")["Legs"]
    calf, lunge, wall = (
        {"exercise": name, "seconds": seconds, "move": 0, "announce": "name"}
        for name, seconds in (("calf-raises", 40), ("lunges", 40), ("wall-sit", 60))
    )
    assert list(legs.bundle.exercises) == ["calf-raises", "lunges", "wall-sit"]
    assert legs.bundle.routine == {
        "name": "Legs",
        "purpose": "Taken over from Just Another Workout Timer.",
        "source": "Just Another Workout Timer",
        "steps": [{"rounds": 3, "steps": [calf, {"pause": 20}, lunge, {"pause": 20}]}, wall],
    }
    assert (legs.work_s, legs.rest_s, legs.not_taken) == (300, 120, ())
    assert legs.matches == {"calf-raises": "heel-raise-two", "lunges": "lunge"}


def test_all_workouts_of_a_backup_are_taken_over() -> None:
    found = routines_in(BACKUP)
    assert list(found) == ["Tabata", "Übungen für Füße", "Odd ones", "Empty"]
    assert (found["Tabata"].work_s, found["Tabata"].rest_s) == (320, 220)
    assert [each.usable for each in found.values()] == [True, True, True, False]


def test_what_has_no_length_or_too_much_of_it_is_listed() -> None:
    odd = routines_in(BACKUP)["Odd ones"]
    assert odd.not_taken == (
        '"Counted sit-ups" has no length there, so it is left out.',
        '"Long run" lasts 45:00; nothing lasts longer than 30:00 at once here, so it is left out.',
    )
    assert list(odd.bundle.exercises) == ["plank"]


def test_the_name_of_a_set_is_listed() -> None:
    (found,) = taken(workout({**jawt_set(2, ("A", 9)), "name": "Main"}))
    assert found.not_taken == ('The set\'s name "Main": rounds are counted, and have no name here.',)


@pytest.mark.parametrize(
    ("name", "say"),
    [
        ("Rest", ""),
        ("  REST ", ""),
        ("Short rest", ""),
        ("Rest 30s", ""),
        ("Rest between sets", ""),
        ("Pause", ""),
        ("Отдых", ""),
        ("Dinlenme", ""),
        ("Switch sides", "Switch sides"),
        ("Get ready!", "Get ready!"),
        ("Water break", "Water break"),
        ("Active rest", None),
        ("Rest pose", None),
        ("Break dance", None),
        ("Between", None),
    ],
)
def test_only_what_its_name_calls_a_rest_is_one(name: str, say: str | None) -> None:
    (found,) = taken(workout(jawt_set(1, ("Squats", 30), (name, 20))))
    assert found.bundle.routine
    part = found.bundle.routine["steps"][1]
    assert ("pause" in part, part.get("say", "")) == (say is not None, say or "")


@pytest.mark.parametrize(
    ("name", "spoken", "note"),
    [
        ("", "Exercise", "an exercise without a name cannot be spoken"),
        ("💪💪", "Exercise", 'The name of "💪💪" cannot be spoken'),
        (
            "one two three four five six seven eight nine",
            "one two three four five six seven eight",
            "too long",
        ),
        ("\x1eB4KE", "B4KE", 'Letters of "B4KE" are missing'),
        ("Plank {side}", "Plank side", ""),
    ],
)
def test_a_name_can_be_spoken_in_the_end(name: str, spoken: str, note: str) -> None:
    (found,) = taken(workout(jawt_set(1, (name, 30))))
    assert [each["name"] for each in found.bundle.exercises.values()] == [spoken]
    assert note in " ".join(found.not_taken)


def test_the_same_exercise_is_one_with_a_length_for_each_step() -> None:
    (found,) = taken(
        workout(jawt_set(1, ("Plank", 30), ("Rest", 5), ("Plank", 45)), jawt_set(1, ("Plank 2", 9)))
    )
    assert list(found.bundle.exercises) == ["plank", "plank-2"]
    assert found.bundle.routine
    steps = [step for step in found.bundle.routine["steps"] if "exercise" in step]
    assert [(each["exercise"], each.get("id"), each.get("seconds")) for each in steps] == [
        ("plank", None, None),
        ("plank", "plank-2", 45),
        ("plank-2", "plank-2-2", 9),
    ]


def test_rounds_beyond_the_limit_are_listed() -> None:
    (found,) = taken(workout(jawt_set(250, ("A", 9))))
    assert found.not_taken == ("250 rounds: here they are 100, which is the most.",)
    assert found.work_s == 900


def test_rounds_of_nothing_but_rest_are_one_rest() -> None:
    (found,) = taken(workout(jawt_set(3, ("Rest", 20)), jawt_set(1, ("A", 9))))
    assert found.bundle.routine
    assert found.bundle.routine["steps"][0] == {"pause": 60}


@pytest.mark.parametrize(
    ("name", "exercise"),
    [
        ("Calf raise", "heel-raise-two"),
        ("calf raises", "heel-raise-two"),
        ("Two leg heel raises", "heel-raise-two"),
        ("Runners calf stretch", "gastroc"),
        ("High-Knees", "high-knees"),
        ("BUTT KICKS!", "butt-kicks"),
        ("Figure 4 stretch", "figure-four"),
        ("Run", "run"),
        ("The walk", "walk"),
        ("Lunge stretch", ""),
        ("Squat", ""),
        ("Hamstring, contract and relax", ""),  # has phases of its own
    ],
)
def test_a_name_that_is_a_shipped_exercises_offers_it(name: str, exercise: str) -> None:
    (found,) = taken(workout(jawt_set(1, (name, 30))))
    assert "".join(found.matches.values()) == exercise
