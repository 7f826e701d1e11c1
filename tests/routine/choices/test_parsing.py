from __future__ import annotations

from dataclasses import replace

import pytest

from server.errors import BadInput, Fault
from server.quoting import quoted
from server.routine.choices.changes import ResetDoses, ScaleHolds, SetFigure, TakePreset, TapFigure
from server.routine.choices.parsing import parse_assignments, parse_changes
from server.routine.model import Amount
from tests.helpers.samples import hold, routine

LEGS = routine()
TEMPO = "write four numbers, up, hold, down and pause, such as 1.5 - 0 - 1.5 - 0"


def faults_of(*fields: tuple[str, str]) -> tuple[Fault, ...]:
    """Return what is wrong with the fields of a form."""
    with pytest.raises(BadInput) as refused:
        parse_changes(LEGS, fields)
    return refused.value.faults


def test_a_form_is_read_into_changes_and_settings() -> None:
    form = (("calf.seconds", "45"), ("lift.sets", " more "), ("rate", "180"), ("tones", "loud"))
    changes = parse_changes(LEGS, form)
    assert changes.doses == (SetFigure("calf", "seconds", 45), TapFigure("lift", "sets", "more"))
    assert changes.settings == {"rate": 180, "tones": "loud"}


def test_actions_come_before_single_figures_whatever_their_order_in_the_form() -> None:
    form = (("calf.seconds", "45"), ("all", "150"), ("preset", "Weeks 3-4"), ("reset", "1"))
    preset = TakePreset(LEGS.presets[0])
    assert parse_changes(LEGS, form).doses == (
        *(ResetDoses(), preset, ScaleHolds(150)),
        SetFigure("calf", "seconds", 45),
    )


def test_several_values_of_one_field_are_all_read_in_their_order() -> None:
    form = (("calf.seconds", "45"), ("calf.seconds", "more"))
    assert parse_changes(LEGS, form).doses == (
        SetFigure("calf", "seconds", 45),
        TapFigure("calf", "seconds", "more"),
    )


def test_a_figure_may_be_assigned_as_on_the_command_line() -> None:
    form = (("set", "calf.seconds=45"), ("set", "lift.sets=more"))
    assert parse_changes(LEGS, form).doses == (
        SetFigure("calf", "seconds", 45),
        TapFigure("lift", "sets", "more"),
    )
    assert faults_of(("set", "calf.seconds"))[0].message.endswith("write it as STEP.seconds=45")


def test_fields_of_other_things_are_left_alone() -> None:
    changes = parse_changes(LEGS, [("routine", "legs"), ("position_ms", "5")])
    assert (changes.doses, changes.settings) == ((), {})


@pytest.mark.parametrize("value", ["soon", "", "3.5", "-5", "٣٠", pytest.param("9" * 5000, id="giant")])
def test_what_is_no_whole_number_is_a_fault_of_its_field(value: str) -> None:
    (fault,) = faults_of(("calf.seconds", value))
    assert fault.path == ("calf", "seconds")
    assert fault.message == f"{quoted(value)}: write whole seconds, such as 90, 1:30, 90 s or 1 min 30 s"


def test_every_fault_of_a_form_has_the_path_of_its_field() -> None:
    faults = faults_of(
        *(("calf.seconds", "900"), ("sole.seconds", "5"), ("nobody.seconds", "5"), ("lift.colour", "5")),
        *(("rate", "9"), ("all", "5000"), ("preset", "Week 3"), ("pace", "fast")),
    )
    assert [fault.path for fault in faults] == [
        *(("preset",), ("all",), ("calf", "seconds")),
        *((), ()),  # the page has no such field
        *(("pace",), ("rate",)),
    ]


def test_a_step_whose_id_ends_like_another_keeps_its_own_fault() -> None:
    both = replace(LEGS, sequence=(hold("calf"), hold("heel-calf", Amount(20, 10, 40))))
    with pytest.raises(BadInput) as refused:
        parse_changes(both, [("calf.seconds", "99"), ("heel-calf.seconds", "98")])
    assert refused.value.faults == (
        Fault(("calf", "seconds"), "99 is above the highest, 60; write a number from 15 to 60"),
        Fault(("heel-calf", "seconds"), "98 is above the highest, 40; write a number from 10 to 40"),
    )


@pytest.mark.parametrize("percent", ["0", "24", "401", "99999"])
def test_scaling_has_limits(percent: str) -> None:
    (fault,) = faults_of(("all", percent))
    assert fault == Fault(("all",), f"{percent} percent: write a number from 25 to 400")


@pytest.mark.parametrize("percent", ["-100", "x", "", "1.5"])
def test_scaling_takes_whole_percent(percent: str) -> None:
    (fault,) = faults_of(("all", percent))
    assert fault == Fault(("all",), f'"{percent}": write a whole percentage, such as 125')


def test_an_unknown_preset_is_refused() -> None:
    (fault,) = faults_of(("preset", "Week 3"))
    assert str(fault) == 'preset: legs has no preset "Week 3"; did you mean "Weeks 3-4"?'


def test_assignments_are_read_in_their_order() -> None:
    assert parse_assignments(LEGS, ["calf.seconds=45", " lift.sets = 5 ", "calf.seconds=less"]).doses == (
        *(SetFigure("calf", "seconds", 45), SetFigure("lift", "sets", 5)),
        TapFigure("calf", "seconds", "less"),
    )


@pytest.mark.parametrize(
    ("assignment", "message"),
    [
        ("calf.seconds=90", "calf.seconds: 90 is above the highest, 60; write a number from 15 to 60"),
        ("calf.seconds=14", "calf.seconds: 14 is below the lowest, 15; write a number from 15 to 60"),
        ("calv.seconds=30", 'legs has no step "calv"; did you mean "calf"?'),
        (
            "calf.secs=30",
            'calf has no figure "secs"; it has seconds, reps, sets, rest, set_rest, move, skip, say',
        ),
        (
            "lift.seconds=30",
            'lift has no figure "seconds"; it has reps, sets, rest, set_rest, move, tempo, skip, say',
        ),
        ("lift.reps=1:30", 'lift.reps: "1:30": write a whole number, such as 12'),
        ("lift.tempo=1,5-1,5", f'lift.tempo: "1,5-1,5" is understood as 2 numbers, 1.5 and 1.5; {TEMPO}'),
        ("lift.tempo=a,1,1,0", f'lift.tempo: "a,1,1,0" is not a tempo; {TEMPO}'),
        (
            "calf.seconds=22,5",
            'calf.seconds: "22,5" is 22.5, or 22 and then 5; write 22.5, or 22, 5 with a space',
        ),
        ("lift.tempo=31,1,1,0", "lift.tempo: 31 is above the highest, 30; write a number from 0 to 30"),
        ("lift.skip=perhaps", 'lift.skip: "perhaps": write yes or no'),
        ("calf.rest=1,2", 'calf.rest: "1,2": write whole seconds, such as 90, 1:30, 90 s or 1 min 30 s'),
        ("calf.seconds=20,90", "calf.seconds: 90 is above the highest, 60; write a number from 15 to 60"),
        ("calf.move=601", "calf.move: 601 is above the highest, 600; write a number from 0 to 600"),
    ],
)
def test_what_cannot_be_chosen_is_refused_with_what_can(assignment: str, message: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_assignments(LEGS, [assignment])
    assert str(refused.value) == message


def test_a_figure_without_a_range_says_what_it_always_is() -> None:
    fixed = replace(LEGS, sequence=(hold("calf", Amount(30, 30, 30)),))
    with pytest.raises(BadInput, match=r"^calf\.seconds: 31 cannot be chosen; it is always 30$"):
        parse_assignments(fixed, ["calf.seconds=31"])


@pytest.mark.parametrize(
    "assignment",
    [
        "calf.seconds",
        "calf=30",
        ".seconds=30",
        "",
        "=",
        pytest.param("x" * 5000, id="long"),
    ],
)
def test_an_assignment_of_another_form_is_refused(assignment: str) -> None:
    with pytest.raises(BadInput, match=r"write it as STEP\.seconds=45$") as refused:
        parse_assignments(LEGS, [assignment])
    assert len(str(refused.value)) < 200


def test_all_faulty_assignments_are_reported_at_once() -> None:
    with pytest.raises(BadInput) as refused:
        parse_assignments(LEGS, ["calf.seconds=900", "sole.seconds=5", "foo.reps=1", "calf"])
    assert [line.split(":")[0] for line in str(refused.value).splitlines()] == [
        "calf.seconds",
        'legs has no step "foo"; write one of calf, lift, roll, sole, walk',
        '"calf"',
    ]
