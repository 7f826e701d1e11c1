from __future__ import annotations

from dataclasses import replace

import pytest

from server.errors import BadInput, Fault
from server.routine.choices.changes import (
    Changes,
    DoseChange,
    LengthenHolds,
    ResetDoses,
    ScaleHolds,
    SetFigure,
    TakePreset,
    TapFigure,
    apply,
    has_holds,
    is_in_effect,
)
from server.routine.choices.personal import PersonalRoutine, personal_routine
from server.routine.choices.settings import Settings
from server.routine.model import Amount, Choices, Dose, Step
from tests.helpers.samples import hold, routine

LEGS = routine()
WEEKS_3_4, WEEKS_1_2 = (TakePreset(preset) for preset in LEGS.presets)
USUAL = personal_routine(LEGS, Choices())


def after(*changes: DoseChange, before: PersonalRoutine = USUAL) -> PersonalRoutine:
    return apply(before, Changes(changes))


def seconds(personal: PersonalRoutine) -> dict[str, int | tuple[int, ...]]:
    return {step_id: dose.seconds for step_id, dose in personal.doses.items()}


def test_one_changed_figure_leaves_the_others_alone() -> None:
    changed = after(SetFigure("calf", "seconds", 45), SetFigure("calf", "reps", 3))
    assert changed.doses["calf"] == Dose(seconds=45, reps=3, sets=1, rest=5)
    assert changed.choices.doses == {"calf": {"seconds": 45, "reps": 3}}


def test_the_doses_after_a_change_are_those_of_the_choices_after_it() -> None:
    changed = after(ScaleHolds(150), SetFigure("lift", "sets", 5), TapFigure("walk", "rest", "more"))
    assert changed == personal_routine(LEGS, changed.choices)


def test_a_figure_set_back_to_its_default_is_forgotten() -> None:
    changed = after(SetFigure("calf", "seconds", 45))
    assert after(SetFigure("calf", "seconds", 30), before=changed).choices == Choices()


def test_a_figure_never_leaves_its_range() -> None:
    assert after(SetFigure("calf", "seconds", 500)).doses["calf"].seconds == 60


def test_an_unknown_step_is_refused() -> None:
    with pytest.raises(BadInput, match=r'^legs has no step "calv"; did you mean "calf"\?$'):
        after(SetFigure("calv", "seconds", 30))


def test_a_routine_is_not_stretched_beyond_three_hours() -> None:
    steps = tuple(hold(f"s{n}", Amount(30, 15, 1200)) for n in range(3))
    endless = personal_routine(replace(LEGS, sequence=steps), Choices())
    with pytest.raises(
        BadInput, match=r"^legs: all steps together take 4.0 hours; stay below 3 hours$"
    ) as refused:
        after(*(SetFigure(step.id, "seconds", 1200) for step in steps), before=endless)
    assert refused.value.faults == (
        Fault(("legs",), "all steps together take 4.0 hours; stay below 3 hours"),
    )


def test_changes_are_made_in_their_order() -> None:
    changed = after(
        SetFigure("calf", "seconds", 45), SetFigure("lift", "sets", 5), SetFigure("calf", "seconds", 50)
    )
    assert changed.choices.doses == {"calf": {"seconds": 50}, "lift": {"sets": 5}}


def test_taps_go_from_what_is_chosen() -> None:
    changed = after(SetFigure("calf", "seconds", 32), *[TapFigure("calf", "seconds", "more")] * 2)
    assert changed.doses["calf"].seconds == 40
    assert after(TapFigure("lift", "reps", "more"), TapFigure("lift", "sets", "less")).choices.doses == {
        "lift": {"reps": 13, "sets": 2}
    }


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        (75, {"roll": 23, "calf": 23, "sole": 6}),
        (100, {"roll": 30, "calf": 30, "sole": 8}),
        (125, {"roll": 38, "calf": 38, "sole": 10}),
        (150, {"roll": 45, "calf": 45, "sole": 12}),
        (200, {"roll": 60, "calf": 60, "sole": 15}),
        (25, {"roll": 15, "calf": 15, "sole": 3}),
        (400, {"roll": 60, "calf": 60, "sole": 15}),
    ],
)
def test_scaling_rounds_holds_and_releases_and_keeps_their_ranges(
    percent: int, expected: dict[str, int]
) -> None:
    assert seconds(after(ScaleHolds(percent))) == {**expected, "walk": 30, "lift": 0}


def test_scaling_starts_from_what_one_has_chosen() -> None:
    own = after(SetFigure("calf", "seconds", 35))
    shorter = after(ScaleHolds(75), before=own)
    assert seconds(shorter)["calf"] == 26
    assert after(ScaleHolds(100), before=shorter) == shorter
    assert after(ScaleHolds(100), before=own) == own


def test_holds_are_made_longer_from_a_step_on() -> None:
    assert seconds(after(LengthenHolds(5, "calf"))) == {
        "roll": 30,
        "calf": 35,
        "sole": 13,
        "walk": 30,
        "lift": 0,
    }


def test_holds_made_shorter_stop_at_the_lowest() -> None:
    changed = after(LengthenHolds(-20, "roll"))
    assert seconds(changed) == {"roll": 15, "calf": 15, "sole": 3, "walk": 30, "lift": 0}


def test_holds_are_changed_from_what_was_chosen() -> None:
    assert seconds(after(SetFigure("calf", "seconds", 45), LengthenHolds(5, "calf")))["calf"] == 50


def test_a_preset_lays_its_doses_over_the_others() -> None:
    changed = after(SetFigure("lift", "rest", 60), SetFigure("calf", "seconds", 45), WEEKS_3_4)
    assert changed.choices.doses == {"lift": {"rest": 60, "sets": 4, "reps": 10}, "calf": {"seconds": 45}}


def test_a_preset_equal_to_the_defaults_leaves_nothing_changed() -> None:
    assert after(WEEKS_1_2) == USUAL


def test_doses_go_back_to_the_defaults_and_settings_stay() -> None:
    chosen = personal_routine(LEGS, Choices(doses={"calf": {"seconds": 45}}, pace=150))
    assert after(ResetDoses(), before=chosen).choices == Choices(pace=150)


def test_settings_change_and_doses_stay() -> None:
    chosen = personal_routine(LEGS, Choices(doses={"calf": {"seconds": 45}}, pace=150))
    changed = apply(chosen, Changes(settings=Settings(rate=180)))
    assert changed.choices == replace(chosen.choices, rate=180)
    assert changed.doses == chosen.doses


def test_a_change_is_in_effect_while_it_would_change_nothing() -> None:
    assert is_in_effect(WEEKS_1_2, USUAL)
    assert not is_in_effect(WEEKS_3_4, USUAL)
    taken = after(WEEKS_3_4)
    assert is_in_effect(WEEKS_3_4, taken)
    assert is_in_effect(WEEKS_3_4, after(SetFigure("calf", "seconds", 45), before=taken))
    assert not is_in_effect(WEEKS_3_4, after(TapFigure("lift", "reps", "more"), before=taken))


@pytest.mark.parametrize(("steps", "held"), [(LEGS.steps, True), (LEGS.steps[3:], False)])
def test_instructions_and_reps_are_no_holds(steps: tuple[Step, ...], held: bool) -> None:
    assert has_holds(replace(LEGS, sequence=steps)) == held
