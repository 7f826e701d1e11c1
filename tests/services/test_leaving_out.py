"""What a person leaves out of all routines: kept, done, brought back for one of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.errors import BadInput
from server.resources import shipped
from server.routine.choices import Avoided, PersonalRoutine
from server.routine.library import Library
from server.services.preferences import PreferencesService
from server.store import Store
from tests.helpers.preferences import keep_choices
from tests.services.test_preferences import TwoVoices

LIBRARY = Library(shipped("routines"))
HIPS = LIBRARY.routine("hips-hamstrings")
COOL_DOWN = LIBRARY.routine("runners-cool-down")
STEP = "hip-flexor"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'soleus.db'}")
    yield opened
    opened.close()


@pytest.fixture
def anna(store: Store) -> int:
    return store.add_person("Anna").id


@pytest.fixture
def service(store: Store, anna: int) -> PreferencesService:
    opened = PreferencesService(store, TwoVoices(), LIBRARY)
    opened.leave_out(anna, "positions", ["kneeling"])
    return opened


def done(personal: PersonalRoutine) -> str:
    """Return what is done in the step; empty if it is left out."""
    exercise = next(step.exercise.id for step in personal.routine.steps if step.id == STEP)
    return "" if personal.doses[STEP].skip else exercise


def test_what_is_left_out_is_one_persons_and_of_all_routines(
    service: PreferencesService, store: Store, anna: int
) -> None:
    chosen = service.chosen_for_all(anna, (HIPS, COOL_DOWN))
    assert [done(each) for each in chosen.values()] == ["quad", ""]
    assert chosen[HIPS.id] == service.chosen(anna, HIPS)
    assert done(service.chosen(store.add_person("Bert").id, HIPS)) == STEP
    service.leave_out(anna, "positions", [])
    assert done(service.chosen(anna, HIPS)) == STEP
    assert store.settings(anna) == {}


def test_the_groups_do_not_touch_each_other(service: PreferencesService, anna: int) -> None:
    service.leave_out(anna, "body", ["toe"])
    service.leave_out(anna, "exercises", ["quad"])
    avoided = service.avoided(anna)
    assert avoided == Avoided(frozenset({"kneeling"}), frozenset({"toe"}), frozenset({"quad"}))
    assert done(service.chosen(anna, HIPS)) == "", "what would be done instead is left out too"
    with pytest.raises(BadInput):
        service.leave_out(anna, "body", ["nose"])
    assert service.avoided(anna) == avoided


def test_other_changes_keep_nothing_of_it(service: PreferencesService, store: Store, anna: int) -> None:
    for routine in (HIPS, COOL_DOWN):
        before = service.chosen(anna, routine)
        changed = service.change_as_typed(anna, routine, [("hamstring.seconds", "45"), ("rate", "180")])
        assert (changed.because, done(changed)) == (before.because, done(before))
        assert store.preferences(anna, routine.id).choices == {"doses": {"hamstring": {"seconds": 45}}}
        assert changed == service.chosen(anna, routine)


@pytest.mark.parametrize(
    ("routine", "field"),
    [
        (HIPS, (f"{STEP}.instead", "")),
        (HIPS, (f"{STEP}.instead", STEP)),
        (HIPS, (f"{STEP}.anyway", "yes")),
        (COOL_DOWN, (f"{STEP}.skip", "no")),
        (COOL_DOWN, (f"{STEP}.anyway", "yes")),
    ],
    ids=str,
)
def test_a_step_is_brought_back_for_one_routine(
    service: PreferencesService, anna: int, routine: object, field: tuple[str, str]
) -> None:
    assert routine in (HIPS, COOL_DOWN)
    one, other = (HIPS, COOL_DOWN) if routine == HIPS else (COOL_DOWN, HIPS)
    before = done(service.chosen(anna, one))
    assert done(service.change_as_typed(anna, one, [field])) == STEP
    assert done(service.chosen(anna, one)) == STEP
    assert done(service.chosen(anna, other)) != STEP
    assert done(service.change_as_typed(anna, one, [("hamstring.seconds", "45")])) == STEP
    assert done(service.change_as_typed(anna, one, [(f"{STEP}.anyway", "no")])) == before


def test_all_that_is_reset_is_as_in_all_routines(
    service: PreferencesService, store: Store, anna: int
) -> None:
    service.change_as_typed(anna, HIPS, [(f"{STEP}.seconds", "35"), ("hamstring.seconds", "45")])
    service.change_as_typed(anna, HIPS, [(f"{STEP}.anyway", "yes")])
    reset = service.change_as_typed(anna, HIPS, [("reset", "1")])
    assert done(reset) == "quad"
    assert store.preferences(anna, HIPS.id).choices == {"doses": {}}
    assert not reset.is_changed


def test_each_exercise_of_a_step_keeps_its_own_dose(service: PreferencesService, anna: int) -> None:
    service.leave_out(anna, "positions", [])
    service.change_as_typed(anna, HIPS, [(f"{STEP}.seconds", "45")])
    service.leave_out(anna, "positions", ["kneeling"])
    assert service.chosen(anna, HIPS).doses[STEP].seconds == 45, "it fits"
    assert service.change_as_typed(anna, HIPS, [(f"{STEP}.seconds", "35")]).doses[STEP].seconds == 35
    assert service.chosen(anna, HIPS).doses[STEP].seconds == 35
    assert service.change_as_typed(anna, HIPS, [(f"{STEP}.instead", "")]).doses[STEP].seconds == 45
    service.leave_out(anna, "positions", [])
    assert service.chosen(anna, HIPS).doses[STEP].seconds == 45


def test_a_step_is_swapped_and_left_out_as_any_other(service: PreferencesService, anna: int) -> None:
    swapped = service.change_as_typed(anna, COOL_DOWN, [(f"{STEP}.instead", "butterfly")])
    assert done(swapped) == "butterfly"
    assert STEP not in swapped.because
    out = service.change_as_typed(anna, HIPS, [(f"{STEP}.skip", "yes"), (f"{STEP}.why", "late")])
    assert (done(out), out.choices.reasons) == ("", {STEP: "late"})
    service.leave_out(anna, "positions", [])
    assert done(service.chosen(anna, COOL_DOWN)) == "butterfly"
    assert service.chosen(anna, HIPS).choices.reasons == {STEP: "late"}


def test_what_is_shared_says_nothing_of_the_person(service: PreferencesService, anna: int) -> None:
    assert done(service.chosen_for_it(anna, HIPS)) == STEP


@pytest.mark.parametrize(
    "damaged",
    [{"anyway": 1}, {"anyway": [1, "nowhere"]}, {"replaced": [1]}, {"replaced": {STEP: {"quad": 1}}}],
)
def test_damaged_choices_are_dropped(
    service: PreferencesService, store: Store, anna: int, damaged: dict[str, object]
) -> None:
    usual = service.chosen(anna, HIPS)
    keep_choices(store, anna, HIPS.id, damaged)
    assert service.chosen(anna, HIPS) == usual
    assert done(service.change_as_typed(anna, HIPS, [("hamstring.seconds", "45")])) == "quad"
