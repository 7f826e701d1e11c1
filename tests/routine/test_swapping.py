"""Another exercise in a step: the routine, the dose, and what is kept of it."""

from __future__ import annotations

import pytest

from server.errors import BadInput
from server.resources import shipped
from server.routine.choices import (
    Changes,
    apply,
    choices_document,
    dose_of,
    parse_assignments,
    parse_changes,
    parse_swaps,
    personal_from_document,
    personal_routine,
    replacements,
    swapped,
)
from server.routine.choices.swaps import LONGEST_REASON
from server.routine.library import Library, routine_from_values
from server.routine.model import Choices, Routine

LIBRARY = Library(shipped("routines"))
ROUTINE = LIBRARY.routine("plantar-fasciitis")
TOWEL = {"gastroc": "towel-calf"}


def exercises(routine: Routine) -> dict[str, str]:
    return {step.id: step.exercise.id for step in routine.steps}


def test_a_swapped_step_keeps_its_id_and_its_place() -> None:
    routine = LIBRARY.swap(ROUTINE, TOWEL)
    assert exercises(routine) == {**exercises(ROUTINE), **TOWEL}
    assert list(exercises(routine)) == list(exercises(ROUTINE))
    assert [block.id for block in routine.blocks] == [block.id for block in ROUTINE.blocks]


@pytest.mark.parametrize("routine", LIBRARY.routines(), ids=lambda routine: routine.id)
def test_every_step_can_be_swapped_for_an_exercise_like_it(routine: Routine) -> None:
    for step in routine.steps:
        for other in replacements(step.exercise, LIBRARY.exercises())[:1]:
            changed = LIBRARY.swap(routine, {step.id: other.id})
            assert exercises(changed)[step.id] == other.id


def test_a_swap_that_cannot_be_made_says_why() -> None:
    with pytest.raises(
        BadInput, match=r"gastroc\.instead: there is no exercise .towel-calff.; did you mean .towel-calf."
    ):
        LIBRARY.swap(ROUTINE, {"gastroc": "towel-calff"})
    with pytest.raises(BadInput, match="nothing in it has a side"):
        LIBRARY.swap(ROUTINE, {"gastroc": "walk", "soleus": "walk"})


def test_kept_swaps_that_cannot_be_made_any_more_are_left_alone() -> None:
    kept = {"gastroc": "gone", "nowhere": "soleus", "soleus": "towel-calf"}
    assert LIBRARY.swap_possible(ROUTINE, kept) == LIBRARY.swap(ROUTINE, {"soleus": "towel-calf"})


def test_a_dose_that_fits_stays() -> None:
    before = apply(personal_routine(ROUTINE, Choices()), parse_changes(ROUTINE, [("gastroc.seconds", "45")]))
    after = swapped(before, LIBRARY.swap(ROUTINE, TOWEL), TOWEL)
    assert (after.doses["gastroc"].seconds, after.doses["gastroc"].reps) == (45, 2)
    back = swapped(after, ROUTINE, {})
    assert back == before


@pytest.mark.parametrize("other", ["heel-raise-two", "hip-flexor"])
def test_a_dose_that_does_not_fit_gives_way_to_that_of_the_other_exercise(other: str) -> None:
    routine = LIBRARY.swap(ROUTINE, {"gastroc": other})
    step = next(step for step in routine.steps if step.id == "gastroc")
    highest = step.amounts["seconds"].highest if "seconds" in step.amounts else 30
    assert isinstance(highest, int)
    seconds = min(60, highest + 5) if "seconds" in step.amounts else 45
    before = apply(
        personal_routine(ROUTINE, Choices()), parse_changes(ROUTINE, [("gastroc.seconds", str(seconds))])
    )
    after = swapped(before, routine, {"gastroc": other})
    if seconds > highest or "seconds" not in step.amounts:
        assert after.doses["gastroc"] == dose_of(step, Choices())


def test_a_presets_figures_are_not_those_of_another_exercise() -> None:
    routine = LIBRARY.routine("heel-raise-strength")
    step = routine.steps[0]
    changed = LIBRARY.swap(routine, {step.id: "soleus"})
    for preset in changed.presets:
        assert set(preset.doses.get(step.id, {})) <= {"skip"}


def test_choices_come_back_from_json_with_swaps_and_reasons() -> None:
    before = swapped(personal_routine(ROUTINE, Choices()), LIBRARY.swap(ROUTINE, TOWEL), TOWEL)
    out = [("soleus.skip", "yes"), ("soleus.why", "  sore   knee ")]
    after = apply(before, parse_changes(before.routine, out))
    assert after.choices.reasons == {"soleus": "sore knee"}
    assert personal_from_document(after.routine, choices_document(after.choices)) == after


def test_a_swap_counts_only_in_a_routine_in_which_it_was_made() -> None:
    document = choices_document(Choices(instead=TOWEL))
    assert personal_from_document(ROUTINE, document).choices.instead == {}


@pytest.mark.parametrize("damaged", [{"instead": 1}, {"instead": {"gastroc": 2}}, {"reasons": ["x"]}])
def test_damaged_swaps_and_reasons_are_dropped(damaged: dict[str, object]) -> None:
    assert personal_from_document(ROUTINE, damaged) == personal_routine(ROUTINE, Choices())


def test_documents_without_swaps_read_as_before() -> None:
    assert {"instead", "reasons"}.isdisjoint(choices_document(Choices()))


def test_a_reason_goes_with_what_it_was_about() -> None:
    usual = personal_routine(ROUTINE, Choices())
    out = apply(usual, parse_changes(ROUTINE, [("soleus.skip", "yes"), ("soleus.why", "sore knee")]))
    assert apply(out, parse_changes(ROUTINE, [("soleus.skip", "no")])) == usual
    assert apply(usual, parse_changes(ROUTINE, [("soleus.why", "sore knee")])) == usual
    assert apply(out, parse_changes(ROUTINE, [("soleus.why", "")])).choices.reasons == {}


@pytest.mark.parametrize(
    ("field", "message"),
    [
        (("soleus.why", "x" * (LONGEST_REASON + 1)), "soleus.why: write at most 80 characters"),
        (("soleus.why", "a\0b"), "soleus.why: write at most 80 characters"),
        (("nowhere.why", "sore"), "plantar-fasciitis has no step"),
        (("calf.instead", "soleus"), "calf is no exercise"),
        (("nowhere.instead", "soleus"), "plantar-fasciitis has no step"),
    ],
)
def test_what_cannot_be_accepted_says_why(field: tuple[str, str], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        parse_changes(ROUTINE, [field])


def test_a_command_line_swaps_before_it_reads_figures() -> None:
    assignments = ["gastroc.instead=heel-raise-two", "gastroc.reps=15", "soleus.skip=yes", "soleus.why=knee"]
    instead = parse_swaps(ROUTINE, assignments)
    assert instead == {"gastroc": "heel-raise-two"}
    changes = parse_assignments(LIBRARY.swap(ROUTINE, instead), assignments)
    assert len(changes.doses) == 2
    assert (changes.swaps, changes.reasons) == (instead, {"soleus": "knee"})


def test_all_that_is_reset_is_back() -> None:
    changes = parse_changes(ROUTINE, [("reset", "1")])
    assert changes.swaps == dict.fromkeys(exercises(ROUTINE), "")
    assert Changes(swaps=TOWEL).of_routine
    assert not Changes().of_routine


def test_the_copy_of_a_swapped_routine_is_the_swapped_routine() -> None:
    routine, values = LIBRARY.routine_with_values(ROUTINE.id, TOWEL)
    assert routine == LIBRARY.swap(ROUTINE, TOWEL)
    assert routine_from_values(values) == routine


def test_what_replaces_an_exercise_works_the_same_muscles_most_alike_first() -> None:
    gastroc = next(each for each in LIBRARY.exercises() if each.id == "gastroc")
    found = replacements(gastroc, LIBRARY.exercises())
    assert all(set(each.muscles) & set(gastroc.muscles) for each in found)
    assert gastroc not in found
    assert found[0].kind == "hold"
