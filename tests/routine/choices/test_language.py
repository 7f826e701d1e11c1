"""A person's choices about ladders, phases, breaths, pauses and blocks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from server.errors import BadInput
from server.routine.choices.changes import (
    Changes,
    DoseChange,
    LengthenHolds,
    ScaleHolds,
    SetFigure,
    TakePreset,
    TapFigure,
    apply,
    has_holds,
    is_in_effect,
)
from server.routine.choices.document import choices_document, personal_from_document
from server.routine.choices.length import Length, length_of, too_long
from server.routine.choices.parsing import parse_assignments, parse_changes
from server.routine.choices.personal import PersonalRoutine, personal_routine
from server.routine.choices.settings import Settings
from server.routine.choices.typed import shown_figure
from server.routine.model import Choices, DoseField, Figure, Routine
from tests.helpers.language import routine_of

STEPS = """\
  - {rounds: 3, id: main, rest: 60, steps: [{exercise: burpees}, {exercise: contract}]}
  - {exercise: calf, seconds: [20, 30, 40], id: ladder}
  - {exercise: calf}
  - {exercise: pose}
  - {exercise: raise}
  - {pause: 30}
"""
PRESETS = """\
presets:
  - name: Hard
    doses: {main: {rounds: 5}, ladder: {seconds: [30, 60]}, calf: {skip: true}, raise: {say: Heavy.}}
"""


@pytest.fixture
def mine(tmp_path: Path) -> Routine:
    return routine_of(tmp_path, STEPS, PRESETS)


@pytest.fixture
def usual(mine: Routine) -> PersonalRoutine:
    return personal_routine(mine, Choices())


def after(before: PersonalRoutine, *changes: DoseChange) -> PersonalRoutine:
    return apply(before, Changes(changes))


def assigned(before: PersonalRoutine, *assignments: str) -> PersonalRoutine:
    return after(before, *parse_assignments(before.routine, assignments).doses)


@pytest.mark.parametrize(
    ("assignment", "name", "figure"),
    [
        ("ladder.seconds=20, 0:25 ,40", "seconds", (20, 25, 40)),
        ("ladder.seconds=20,30", "seconds", (20, 30)),
        ("ladder.seconds=25", "seconds", (25,)),
        ("ladder.seconds=more", "seconds", (25, 35, 45)),
        ("ladder.seconds=less", "seconds", (15, 25, 35)),
        ("calf.seconds=20,30", "seconds", (20, 30)),
        ("calf.seconds=1 min", "seconds", 60),
        ("main.rounds=2", "rounds", 2),
        ("main.rounds=more", "rounds", 4),
        ("main.rest=1:30", "rest", 90),
        ("main.skip=yes", "skip", True),
        ("contract.phases=8,20", "phases", (8, 20)),
        ("contract.phases=more", "phases", (7, 31)),
        ("raise.tempo=3,1,3,0", "tempo", (3, 1, 3, 0)),
        ("raise.tempo=0.5 - 0 - 0.5 - 0", "tempo", (0.5, 0, 0.5, 0)),
        ("raise.set_rest=2 min", "set_rest", 120),
        ("raise.move=0", "move", 0),
        ("raise.say=Carry two books.", "say", "Carry two books."),
        ("pause.seconds=45", "seconds", 45),
        ("pose.breaths=more", "breaths", 6),
    ],
)
def test_whatever_a_step_says_may_be_chosen(
    usual: PersonalRoutine, assignment: str, name: DoseField, figure: Figure
) -> None:
    part_id = assignment.partition(".")[0]
    changed = assigned(usual, assignment)
    assert getattr(changed.doses[part_id], name) == figure
    assert changed.choices.doses == {part_id: {name: figure}}
    assert changed == personal_routine(usual.routine, changed.choices)


@pytest.mark.parametrize(
    ("assignment", "fault"),
    [
        ("ladder.seconds=20,90", "ladder.seconds: 90 is above the highest, 60; write a number from 15 to 60"),
        ("ladder.seconds=" + ",".join(["20"] * 31), "ladder.seconds: a ladder has at most 30 rungs"),
        ("contract.phases=6", "contract.phases: contract has 2 phases; write as many numbers"),
        ("contract.phases=2,30", "contract.phases: 2 is below the lowest, 3; write a number from 3 to 10"),
        ("raise.tempo=0,0,0,0", "raise.tempo: one rep takes 0 s"),
        ("main.rounds=101", "main.rounds: 101 is above the highest, 100; write a number from 1 to 100"),
        ("main.reps=2", 'main has no figure "reps"; it has rest, rounds, skip'),
        ("pause.seconds=10,20", 'pause.seconds: "10,20": write whole seconds'),
        ("pause.move=3", 'pause has no figure "move"; it has seconds, skip, say'),
        ("calf.skip=more", 'calf.skip: "more": write yes or no'),
        ("man.rounds=2", 'mine has no step "man"; did you mean "main"?'),
    ],
)
def test_what_cannot_be_chosen_is_refused_with_what_can(
    usual: PersonalRoutine, assignment: str, fault: str
) -> None:
    with pytest.raises(BadInput) as refused:
        assigned(usual, assignment)
    assert str(refused.value).startswith(fault)


def test_taps_on_a_ladder_keep_each_rung_in_its_range(usual: PersonalRoutine) -> None:
    changed = after(usual, *[TapFigure("ladder", "seconds", "more")] * 5)
    assert changed.doses["ladder"].seconds == (45, 55, 60)
    assert after(usual, *[TapFigure("ladder", "seconds", "less")] * 9).doses["ladder"].seconds == (15, 15, 15)


def test_a_form_reads_what_it_shows(usual: PersonalRoutine) -> None:
    for figure in ((20, 30, 40), 45, True, "Carry two books."):
        assert shown_figure(figure)
    shown = shown_figure(usual.doses["ladder"].seconds)
    assert shown == "20, 30, 40"
    (change,) = parse_changes(usual.routine, [("ladder.seconds", shown)]).doses
    assert change == SetFigure("ladder", "seconds", (20, 30, 40))


def test_all_holds_scale_rungs_breaths_and_phases(usual: PersonalRoutine) -> None:
    doses = after(usual, ScaleHolds(150)).doses
    assert doses["ladder"].seconds == (30, 45, 60)
    assert doses["calf"].seconds == 45
    assert doses["pose"].breaths == 8
    assert doses["contract"].phases == (9, 45)
    assert doses["burpees"].seconds == 20
    assert doses["pause"].seconds == 30
    assert is_in_effect(ScaleHolds(100), usual)


def test_longer_holds_lengthen_each_rung_and_keep_the_pace_of_phases(usual: PersonalRoutine) -> None:
    doses = after(usual, LengthenHolds(5, "contract")).doses
    assert doses["ladder"].seconds == (25, 35, 45)
    assert doses["calf"].seconds == 35
    assert doses["pose"].breaths == 6
    assert doses["contract"].phases == (6, 30)
    assert after(usual, LengthenHolds(-5, "pose")).doses["pose"].breaths == 4


def test_phases_alone_can_be_scaled(tmp_path: Path) -> None:
    assert has_holds(routine_of(tmp_path, "  - {exercise: contract}\n"))
    assert not has_holds(routine_of(tmp_path, "  - {exercise: burpees}\n  - {pause: 30}\n"))


def test_a_preset_changes_blocks_ladders_and_what_is_said(usual: PersonalRoutine, mine: Routine) -> None:
    hard = TakePreset(mine.presets[0])
    changed = after(usual, hard)
    assert changed.choices.doses == {
        "main": {"rounds": 5},
        "ladder": {"seconds": (30, 60)},
        "calf": {"skip": True},
        "raise": {"say": "Heavy."},
    }
    assert is_in_effect(hard, changed)
    assert not is_in_effect(hard, usual)


def test_choices_of_every_kind_survive_as_json(usual: PersonalRoutine, mine: Routine) -> None:
    chosen = assigned(
        after(usual, TakePreset(mine.presets[0])),
        *("contract.phases=8,20", "raise.tempo=0.5,0,0.5,0", "pose.move=3", "pause.skip=yes"),
    )
    document = json.loads(json.dumps(choices_document(chosen.choices)))
    assert personal_from_document(mine, document) == chosen


@pytest.mark.parametrize(
    "stored",
    [
        {"ladder": {"seconds": "long"}},
        {"ladder": {"seconds": [20.5, 30]}},
        {"ladder": {"seconds": []}},
        {"contract": {"phases": [6]}},
        {"contract": {"phases": 6}},
        {"raise": {"tempo": [0, 0, 0, 0]}},
        {"raise": {"tempo": [0.3, 0, 1, 0]}},
        {"raise": {"say": 3}},
        {"raise": {"skip": 1}},
        {"pause": {"seconds": [10, 20]}},
        {"main": {"seconds": 3}},
        {"main": {"rounds": [2]}},
    ],
)
def test_a_stored_figure_that_no_longer_fits_is_dropped(mine: Routine, stored: object) -> None:
    assert personal_from_document(mine, {"doses": stored}).choices == Choices()


def test_a_number_that_was_kept_for_what_is_a_ladder_now_is_one_rung(mine: Routine) -> None:
    kept = personal_from_document(mine, {"doses": {"ladder": {"seconds": 90}}})
    assert kept.doses["ladder"].seconds == (60,)


@pytest.mark.parametrize(
    ("steps", "seconds", "starts"),
    [
        ("{exercise: burpees, sets: 8}", 8 * 20 + 7 * 10, 8),
        ("{exercise: calf, reps: 3, rest: 5}", 2 * (3 * 30 + 2 * 5), 6),
        ("{exercise: calf, seconds: [20, 30, 40], rest: 5}", 2 * (90 + 2 * 5), 6),
        ("{exercise: calf, sides: alternate, reps: 2, rest: 5}", 4 * 30 + 3 * 5, 4),
        ("{exercise: calf, reps: 5, sets: 2, seconds: 15, rest: 3, set_rest: 60}", 2 * (150 + 24 + 60), 20),
        ("{exercise: raise, sets: 3, rest: 60}", 3 * 60 + 2 * 60, 3),
        ("{exercise: contract}", 2 * (3 * 36 + 2 * 15), 6),
        ("{exercise: pose}", 20, 1),
        ("{pause: 90}", 90, 0),
        ("{exercise: calf, skip: true}", 0, 0),
        ("{rounds: 3, rest: 60, steps: [{exercise: burpees}, {pause: 10}]}", 3 * 30 + 2 * 60, 3),
        ("{sides: each, steps: [{exercise: calf, reps: 1}, {exercise: pose}]}", 2 * (30 + 20), 4),
        ("{rounds: 2, sides: each, steps: [{exercise: calf, reps: 1}]}", 4 * 30, 4),
        ("{rounds: 2, steps: [{rounds: 3, rest: 5, steps: [{exercise: burpees}]}]}", 2 * (60 + 10), 6),
    ],
)
def test_the_length_is_that_of_work_and_of_the_rests_between(
    tmp_path: Path, steps: str, seconds: int, starts: int
) -> None:
    personal = personal_routine(routine_of(tmp_path, f"  - {steps}\n"), Choices())
    assert length_of(personal.routine.sequence, personal.doses, 4) == Length(seconds, starts)


def test_breaths_are_as_long_as_the_persons_own(usual: PersonalRoutine) -> None:
    pose = [step for step in usual.routine.steps if step.id == "pose"]
    assert length_of(pose, usual.doses, 6).seconds == 30


def test_rounds_are_not_gone_through_to_find_that_they_are_too_many(usual: PersonalRoutine) -> None:
    with pytest.raises(BadInput, match=r"^mine: rounds: 100 takes [0-9.]+ hours; stay below 3 hours$"):
        assigned(usual, "main.rounds=100")


def test_a_longer_breath_may_make_a_routine_too_long(tmp_path: Path) -> None:
    steps = "  - {exercise: pose, breaths: 60, reps: 30}\n"
    personal = personal_routine(routine_of(tmp_path, steps), Choices())
    with pytest.raises(BadInput, match="stay below 3 hours"):
        apply(personal, Changes(settings=Settings(breath=12)))


def test_very_many_short_holds_are_too_many_to_announce(tmp_path: Path) -> None:
    steps = "  - {rounds: 100, steps: [{exercise: calf, seconds: {default: 1, min: 1}, reps: 5, rest: 0}]}\n"
    personal = personal_routine(routine_of(tmp_path, steps), Choices())
    assert too_long(personal.routine.sequence, personal.doses) == ""
    with pytest.raises(BadInput, match=r"rounds: 100 takes 4000 holds and sets; stay below 3600$"):
        assigned(personal, "calf.sets=4")
