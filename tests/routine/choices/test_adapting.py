"""A routine without what its person leaves out of all routines."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from server.resources import shipped
from server.routine.choices import (
    Avoided,
    Changes,
    PersonalRoutine,
    adapted,
    apply,
    obstacles,
    parse_changes,
    personal_routine,
    replacements,
    stands_in,
    swapped,
    taken_back,
)
from server.routine.choices.adapting import Replaced
from server.routine.library import Library
from server.routine.model import Choices, Exercise, Routine

LIBRARY = Library(shipped("routines"))
EXERCISES = {exercise.id: exercise for exercise in LIBRARY.exercises()}
HIPS = LIBRARY.routine("hips-hamstrings")
COOL_DOWN = LIBRARY.routine("runners-cool-down")
NO_KNEELING = Avoided(positions=frozenset({"kneeling"}))
WHY = "you leave out kneeling"


def done(
    own: PersonalRoutine, avoided: Avoided, anyway: Collection[str] = (), replaced: Replaced | None = None
) -> PersonalRoutine:
    """Return a routine as it is done."""
    usual = LIBRARY.routine(own.routine.id)
    found = obstacles(own, avoided, LIBRARY.exercises_for(usual), anyway)
    others = {part: each.instead for part, each in found.items() if each.instead}
    made = LIBRARY.swap_possible(usual, {**own.choices.instead, **others})
    return adapted(own, made, found, replaced or {})


def chosen(routine: Routine, fields: dict[str, str]) -> PersonalRoutine:
    """Return a routine with changes that were chosen for it."""
    usual = personal_routine(routine, Choices())
    return apply(
        usual, parse_changes(routine, [(name.replace("__", "."), each) for name, each in fields.items()])
    )


def test_a_step_in_the_way_has_another_stretch_for_the_same_muscle() -> None:
    after = done(personal_routine(HIPS, Choices()), NO_KNEELING)
    assert after.choices.instead == {"hip-flexor": "quad"}
    assert after.because == {"hip-flexor": WHY}
    assert [step.exercise.id for step in after.routine.steps if step.id == "hip-flexor"] == ["quad"]
    assert not after.is_changed


def test_a_step_without_a_replacement_is_left_out_with_the_reason() -> None:
    after = done(personal_routine(COOL_DOWN, Choices()), NO_KNEELING)
    assert after.routine == COOL_DOWN, "quad is in it already"
    assert after.choices.reasons == {"hip-flexor": WHY}
    assert after.doses["hip-flexor"].skip
    assert not after.is_changed


def test_what_was_chosen_for_the_routine_comes_first() -> None:
    out = chosen(HIPS, {"hip-flexor.skip": "yes", "hip-flexor.why": "late"})
    assert done(out, NO_KNEELING) == out
    own = {"hip-flexor": "figure-four"}
    other = swapped(personal_routine(HIPS, Choices()), LIBRARY.swap(HIPS, own), own)
    assert done(other, Avoided(exercises=frozenset({"figure-four", "hip-flexor"}))).choices.instead[
        "hip-flexor"
    ] == ("figure-four")


def test_a_step_is_done_all_the_same_and_says_so() -> None:
    own = personal_routine(HIPS, Choices())
    after = done(own, NO_KNEELING, {"hip-flexor"})
    assert (after.routine, after.choices, after.doses) == (own.routine, own.choices, own.doses)
    assert after.because == {"hip-flexor": WHY}
    assert after.is_done_anyway("hip-flexor")
    assert after.is_changed


def test_the_dose_goes_with_the_step_where_it_fits() -> None:
    after = done(chosen(HIPS, {"hip-flexor.seconds": "45"}), NO_KNEELING)
    assert after.doses["hip-flexor"].seconds == 45
    after = done(
        chosen(HIPS, {"hip-flexor.seconds": "45"}),
        NO_KNEELING,
        (),
        {"hip-flexor": {"quad": {"seconds": 35}}},
    )
    assert after.doses["hip-flexor"].seconds == 35


@pytest.mark.parametrize("routine", LIBRARY.routines(), ids=lambda routine: routine.id)
@pytest.mark.parametrize(
    "avoided",
    [
        NO_KNEELING,
        Avoided(positions=frozenset({"standing"})),
        Avoided(body=frozenset({"toe", "knee"})),
        Avoided(props=frozenset({"wall", "step", "ball"})),
        Avoided(positions=frozenset({"standing", "sitting", "lying", "kneeling"})),
    ],
)
def test_nothing_that_is_avoided_is_done(routine: Routine, avoided: Avoided) -> None:
    after = done(personal_routine(routine, Choices()), avoided)
    for step in after.routine.steps:
        assert after.doses[step.id].skip or step.exercise.kind == "pause" or not avoided.reason(step.exercise)
        if after.doses[step.id].skip and step.id in after.because:
            assert after.choices.reasons[step.id] == after.because[step.id]
    used = [after.choices.instead[part] for part in after.because if part in after.choices.instead]
    assert len({*used, *routine.exercise_ids}) == len(used) + len(routine.exercise_ids), "none comes twice"


def test_nothing_avoided_changes_nothing() -> None:
    for routine in LIBRARY.routines():
        own = personal_routine(routine, Choices())
        assert done(own, Avoided()) == own


def test_a_change_is_kept_without_what_is_in_the_way() -> None:
    own = chosen(COOL_DOWN, {"hip-flexor.seconds": "45"})
    before = done(own, NO_KNEELING)
    changes = parse_changes(before.routine, [("gastroc.seconds", "40")])
    document, replaced = taken_back(own, before, apply(before, changes), changes)
    assert document["doses"] == {"hip-flexor": {"seconds": 45}, "gastroc": {"seconds": 40}}
    assert (document["instead"], document["reasons"], replaced) == ({}, {}, {})


def test_the_dose_of_what_is_done_instead_is_kept_beside_that_of_the_step() -> None:
    own = chosen(HIPS, {"hip-flexor.seconds": "45"})
    before = done(own, NO_KNEELING)
    changes = parse_changes(before.routine, [("hip-flexor.seconds", "35")])
    document, replaced = taken_back(own, before, apply(before, changes), changes)
    assert document["doses"] == own.choices.doses
    assert replaced["hip-flexor"]["quad"]["seconds"] == 35
    assert done(own, NO_KNEELING, (), replaced).doses["hip-flexor"].seconds == 35


def test_another_swap_of_the_step_is_chosen_for_the_routine() -> None:
    own = personal_routine(HIPS, Choices())
    before = done(own, NO_KNEELING)
    instead = {"hip-flexor": "gastroc"}
    changes = Changes(swaps=instead)
    after = swapped(before, LIBRARY.swap(HIPS, instead), instead)
    assert taken_back(own, before, after, changes)[0]["instead"] == instead


def exercise(name: str) -> Exercise:
    return EXERCISES[name]


@pytest.mark.parametrize("stretch", ["gastroc", "soleus", "hip-flexor", "hamstring", "pf-stretch", "quad"])
def test_a_stretch_comes_first_in_place_of_a_stretch(stretch: str) -> None:
    kinds = [each.kind for each in replacements(exercise(stretch), EXERCISES.values())]
    moving = [number for number, kind in enumerate(kinds) if kind in ("reps", "instruction")]
    still = [number for number, kind in enumerate(kinds) if kind in ("hold", "release")]
    assert not (moving and still) or max(still) < min(moving)


@pytest.mark.parametrize(
    ("name", "other", "stands"),
    [
        ("gastroc", "towel-calf", True),
        ("gastroc", "run", False),
        ("soleus", "calf-release", True),
        ("heel-raise-two", "ankle-pumps", True),
        ("heel-raise-two", "pogo", False),
        ("heel-drop-straight", "pogo", False),
        ("heel-drop-straight", "heel-raise-two", True),
        ("topfoot-rotated", "balance", False),
        ("walk", "run", False),
    ],
)
def test_what_stands_in_unasked_is_much_like_it(name: str, other: str, stands: bool) -> None:
    assert stands_in(exercise(name), exercise(other)) == stands
