"""Blocks, pauses and all that a step may change, read from files."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.routine.choices.doses import doses_of
from server.routine.library.check import check_files
from server.routine.model import Amount, Block, Choices, Phase
from tests.helpers.language import routine_folder, routine_of
from tests.helpers.samples import faults_of, write


def test_rounds_hold_steps_and_rest_between_them(tmp_path: Path) -> None:
    block = routine_of(
        tmp_path,
        """\
  - rounds: {default: 3, max: 8}
    rest: {default: 1 min, say: Walk.}
    steps: [{exercise: burpees}, {exercise: calf, move: 0}]
""",
    ).sequence[0]
    assert isinstance(block, Block)
    assert (block.id, block.by_side, block.rest_say) == ("rounds", False, "Walk.")
    assert block.amounts == {"rounds": Amount(3, 1, 8), "rest": Amount(60, 0, 600)}
    assert [part.id for part in block.sequence] == ["burpees", "calf"]
    assert block.steps[1].amounts["move"] == Amount(0, 0, 600)


def test_rounds_without_a_rest_have_none_which_may_be_chosen(tmp_path: Path) -> None:
    block = routine_of(tmp_path, "  - {rounds: 2, steps: [{exercise: calf}]}\n").blocks[0]
    assert block.amounts["rest"] == Amount(0, 0, 600)


def test_a_block_by_side_has_no_figures(tmp_path: Path) -> None:
    block = routine_of(tmp_path, "  - {sides: each, steps: [{exercise: calf}]}\n").blocks[0]
    assert (block.id, block.by_side, block.amounts) == ("sides", True, {})


def test_ids_that_nobody_wrote_avoid_those_that_somebody_did(tmp_path: Path) -> None:
    routine = routine_of(
        tmp_path,
        """\
  - {pause: 10}
  - {exercise: calf, id: pause-2}
  - {pause: 10}
  - {rounds: 2, sides: each, steps: [{exercise: contract}, {pause: 5}]}
  - {rounds: 2, steps: [{sides: each, steps: [{exercise: calf}]}]}
""",
    )
    assert [part.id for part in routine.parts] == [
        *("pause", "pause-2", "pause-3", "contract", "pause-4", "calf"),
        *("rounds", "rounds-2", "sides"),
    ]


def test_a_pause_is_a_step_without_an_exercise(tmp_path: Path) -> None:
    routine = routine_of(tmp_path, "  - {pause: 1 min, say: Drink some water.}\n  - {exercise: calf}\n")
    pause = routine.steps[0]
    assert (pause.exercise.kind, pause.exercise.id, pause.exercise.sides) == ("pause", "pause", "both")
    assert (pause.amounts, pause.say) == ({"seconds": Amount(60, 1, 1800)}, "Drink some water.")
    assert routine.exercise_ids == {"calf"}


def test_a_ladder_takes_the_place_of_holds(tmp_path: Path) -> None:
    (step,) = routine_of(
        tmp_path, "  - {exercise: calf, seconds: [20, 0:30, 40], rest: {default: 90, say: Walk.}}\n"
    ).steps
    assert step.amounts["seconds"] == Amount((20, 30, 40), 15, 60)
    assert "reps" not in step.amounts
    assert step.rest_say == "Walk."


def test_a_step_changes_the_texts_of_its_exercise(tmp_path: Path) -> None:
    (step,) = routine_of(
        tmp_path,
        """\
  - exercise: calf
    name: Calf, knee bent
    instruction: "{side} leg back, {other} foot in front."
    form_cue: [Heel down., Hips square.]
    safety_cue: Go gently.
    end_cue: Foot down.
    sides: alternate
    position: sitting
    props: [bed]
    announce: name
    wait: true
    skip: true
    say: Carry two books.
""",
    ).steps
    exercise = step.exercise
    assert (exercise.id, exercise.name, exercise.sides) == ("calf", "Calf, knee bent", "alternate")
    assert (exercise.position, exercise.props, exercise.end_cue) == ("sitting", ("bed",), "Foot down.")
    assert exercise.form_cues == ("Heel down.", "Hips square.")
    assert (exercise.safety_cue, exercise.safety) == ("Go gently.", "Ease off if it is sharp.")
    assert (step.announce, step.wait, step.skip, step.say) == ("name", True, True, "Carry two books.")


def test_reps_may_have_phases_or_a_time(tmp_path: Path) -> None:
    contract, burpees = routine_of(
        tmp_path, "  - {exercise: contract, phases: [8, 20]}\n  - {exercise: burpees}\n"
    ).steps
    assert contract.exercise.phases == (Phase("push", countdown=True), Phase("deeper", marks=True))
    assert contract.amounts["phases"] == Amount((8, 20), (3, 1), (10, 600))
    assert "tempo" not in contract.amounts
    assert burpees.exercise.timed
    assert burpees.amounts.keys() == {"seconds", "sets", "rest"}


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        ("{exercise: raise, seconds: 45}", {"seconds", "sets", "rest"}),
        ("{exercise: raise}", {"reps", "sets", "rest", "tempo"}),
        ("{exercise: burpees, reps: 10, tempo: [1, 0, 1, 0]}", {"reps", "sets", "rest", "tempo"}),
        ("{exercise: contract, seconds: 60}", {"seconds", "sets", "rest"}),
        ("{exercise: calf, breaths: 4}", {"breaths", "reps", "sets", "rest"}),
        ("{exercise: pose, seconds: 20}", {"seconds", "reps", "sets", "rest"}),
    ],
)
def test_a_step_may_have_another_measure_than_its_exercise(
    tmp_path: Path, step: str, fields: set[str]
) -> None:
    (built,) = routine_of(tmp_path, f"  - {step}\n").steps
    assert built.amounts.keys() == fields
    assert built.exercise.timed == bool({"seconds", "breaths"} & fields)
    assert bool(built.exercise.phases) == ("phases" in fields)


def test_what_an_exercise_says_of_itself_is_read(tmp_path: Path) -> None:
    write(
        tmp_path / "exercises" / "full.yaml",
        """\
name: Full
kind: hold
sides: each
limb: shoulder
position: all fours
instruction: "{side} arm forward."
form_cue: [One., Two., Three.]
safety: Mind.
red_flag: Not today if it is hot.
end_cue: Hand down.
breath: false
props: [mat, wall]
muscles: [shoulders, tibialis anterior]
body: [shoulder, wrist]
seconds: 1:30
set_rest: 2 min
""",
    )
    (step,) = routine_of(tmp_path, "  - exercise: full\n").steps
    full = step.exercise
    assert (full.limb, full.position, full.breath) == ("shoulder", "all fours", False)
    assert (full.red_flag, full.end_cue) == ("Not today if it is hot.", "Hand down.")
    assert full.form_cues == ("One.", "Two.", "Three.")
    assert (full.props, full.muscles) == (("mat", "wall"), ("shoulders", "tibialis anterior"))
    assert full.body == ("shoulder", "wrist")
    assert (step.amounts["seconds"].default, step.amounts["set_rest"]) == (90, Amount(120, 0, 900))


def test_a_preset_sets_whatever_a_step_may_set(tmp_path: Path) -> None:
    routine = routine_of(
        tmp_path,
        """\
  - {rounds: 3, id: main, steps: [{exercise: raise}, {exercise: contract}]}
  - {exercise: calf}
  - {pause: 30}
""",
        """\
presets:
  - name: Hard
    doses:
      main: {rounds: 5, rest: 90 s}
      raise: {tempo: [3, 1, 3, 0], say: Carry two books., set_rest: 120}
      contract: {phases: [8, 40]}
      calf: {seconds: [20, 30], move: 3}
      pause: {skip: true}
""",
    )
    doses = doses_of(routine.parts, Choices(doses=routine.presets[0].doses))
    assert (doses["main"].rounds, doses["main"].rest) == (5, 90)
    assert (doses["raise"].tempo, doses["raise"].say, doses["raise"].set_rest) == (
        (3, 1, 3, 0),
        "Carry two books.",
        120,
    )
    assert doses["contract"].phases == (8, 40)
    assert (doses["calf"].seconds, doses["calf"].move) == ((20, 30), 3)
    assert doses["pause"].skip


def test_the_opening_is_read(tmp_path: Path) -> None:
    assert routine_of(tmp_path, "  - exercise: calf\n", "opening: Bring some water.\n").opening == (
        "Bring some water."
    )


@pytest.mark.parametrize(
    ("steps", "fault"),
    [
        ("- rounds: 3", "4: steps: is missing; write it here"),
        ("- {rounds: 3, steps: []}", "4: steps: is empty; write something"),
        (
            "- {exercise: calf, rounds: 3}",
            "4: rounds: only a block has rounds; write the steps that are repeated below it, as steps",
        ),
        (
            "- {exercise: calf, pause: 3}",
            "4: pause: a pause stands by itself; write it as an entry of its own: - pause: 60",
        ),
        (
            "- {rounds: 2, exercise: calf, steps: [{exercise: calf}]}",
            "4: exercise: a block has no exercise of its own; write it as one of its steps",
        ),
        (
            "- {rounds: 2, roundz: 3, steps: [{exercise: calf}]}",
            '4: unknown key "roundz"; did you mean "rounds"?',
        ),
        ("- {pause: 3, says: Hi.}", '4: unknown key "says"; did you mean "say"?'),
        ("- {rounds: 2, steps: [{exercise: calf, secs: 3}]}", '4: unknown key "secs"; did you mean'),
        (
            "- {rounds: 101, steps: [{exercise: calf}]}",
            "4: rounds: 101 is above the highest number of rounds, 100",
        ),
        (
            "- {steps: [{exercise: calf}]}",
            '4: steps: a block has "rounds: 3" or "sides: each"; write one of them',
        ),
        (
            "- {sides: each, rest: 5, steps: [{exercise: calf}]}",
            "4: rest: a rest stands between rounds; write rounds too, or delete the line",
        ),
        (
            "- {sides: each, steps: [{exercise: raise}]}",
            '4: sides: nothing in it has a side; write "rounds: 2" to do it twice',
        ),
        (
            "- {sides: each, steps: [{sides: each, steps: [{exercise: calf}]}]}",
            "4: sides: the steps inside are done by side already; write sides only once",
        ),
        ("- {sides: alternate, steps: [{exercise: calf}]}", '4: sides: "alternate" is not known'),
        (
            "- {rounds: 2, steps: [{rounds: 2, steps: [{rounds: 2, steps: [{exercise: calf}]}]}]}",
            "4: steps: a block stands inside a block once, not twice; write its steps here",
        ),
        (
            "- {exercise: calf, seconds: [20, 30], reps: 2}",
            "4: reps: a ladder has as many holds as rungs; delete reps",
        ),
        ("- {exercise: calf, seconds: [20, 90]}", "4: seconds: 90 is above the highest of calf, 60"),
        ("- {exercise: calf, seconds: []}", "4: seconds: is empty; write something"),
        ("- {exercise: calf, rest: [5, 6]}", "4: rest: a list is not a whole number; write it in digits"),
        ("- {exercise: calf, rest: {default: 5, says: Hi.}}", '4: unknown key "says"; did you mean "say"?'),
        (
            "- {exercise: calf, seconds: 20, breaths: 3}",
            "4: breaths: a hold lasts some seconds or some breaths; delete one of the two",
        ),
        ("- {exercise: raise, breaths: 3}", "4: breaths: raise has no breaths; delete the line"),
        (
            "- {exercise: raise, seconds: 30, reps: 10}",
            "4: reps: as many as one can are done in the seconds; delete the line, or the seconds",
        ),
        ("- {exercise: burpees, reps: 10}", "4: reps: burpees is done for a time; write its tempo too"),
        (
            "- {exercise: burpees, tempo: [1, 0, 1, 0]}",
            "4: tempo: burpees is done for a time; write its reps too",
        ),
        (
            "- {exercise: raise, tempo: [1, 0, 1, 0], phases: [3, 4]}",
            "4: phases: raise has a tempo in place of phases; write tempo",
        ),
        (
            "- {exercise: raise, phases: [3, 4]}",
            "4: phases: raise has a tempo in place of phases; write tempo",
        ),
        (
            "- {exercise: contract, tempo: [1, 0, 1, 0]}",
            "4: tempo: contract has phases in place of a tempo; write phases",
        ),
        ("- {exercise: contract, phases: [6]}", "4: phases: contract has 2 phases; write as many numbers"),
        ("- {exercise: contract, phases: [11, 30]}", "4: phases: 11 is above the highest of contract, 10"),
        ("- {exercise: calf, phases: [3]}", "4: phases: calf is held, not repeated; delete the line"),
        (
            '- {exercise: raise, instruction: "{side} leg up."}',
            "4: instruction: {side} needs a side, but both are done at once",
        ),
        ("- {exercise: contract, sides: both}", "4: sides: {side} needs a side, but both are done at once"),
        (
            '- {exercise: raise, safety_cue: "Mind the {other} foot."}',
            "4: safety_cue: {other} needs a side, but both are done at once",
        ),
        (
            '- {exercise: calf, instruction: "{foot} back."}',
            "4: instruction: {foot} is not known; write {side} or {other}",
        ),
        (
            '- {exercise: calf, form_cue: "{side} heel down."}',
            "4: form_cue: only what is said for one side can name {side} or {other}; write it without",
        ),
        ("- {exercise: calf, skip: 1}", "4: skip: 1 is neither true nor false; write one of them"),
        (
            "- {exercise: calf, announce: loud}",
            '4: announce: "loud" is not known; write one of full, name, none',
        ),
        ("- {pause: 1.5 min}", '4: pause: "1.5 min" is not a length of time; write 1 min 30 s, or 1:30'),
        ("- {pause: {default: 5, min: 9}}", "4: pause: the default 5 is outside its own range"),
    ],
)
def test_what_cannot_be_meant_is_told_with_what_would_be_right(
    tmp_path: Path, steps: str, fault: str
) -> None:
    found = faults_of(routine_folder(tmp_path, f"  {steps}\n"))
    assert [each for each in found if each.startswith(fault)], found
    assert len(found) == 1, found


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "breaths: 5\nseconds: 30\n",
            "breaths: a hold lasts some seconds or some breaths; delete one of the two",
        ),
        ("", "seconds: is missing; write it here"),
        ("seconds: 30\nprops: [wal]\n", 'props: "wal" is not known; did you mean "wall"?'),
        ("seconds: 30\nprops: [wall, wall]\n", 'props: "wall" is written twice; keep one of them'),
        ("seconds: 30\nmuscles: [calf]\n", 'muscles: "calf" is not known; write one of abductors, '),
        ("seconds: 30\nform_cue: [a, b, c, d]\n", "form_cue: too many entries, 4; write at most 3"),
        ("seconds: 30\nform_cue: ['!!']\n", "form_cue: this text has no words to speak; write some"),
        (
            "seconds: 30\nend_cue: a b c d e f g h i\n",
            "end_cue: 9 words are too many to be spoken; write at most 8",
        ),
        (
            "seconds: 30\nphases: [{seconds: 3}]\n",
            'phases: only reps have phases; delete the lines, or write "kind: reps"',
        ),
    ],
)
def test_an_exercise_says_what_would_be_right_too(tmp_path: Path, text: str, fault: str) -> None:
    above = "name: X\nkind: hold\nsides: each\ninstruction: Do it.\nsafety: Mind.\n"
    (found,) = faults_of(write(tmp_path / "x.yaml", above + text))
    assert found.partition(": ")[2].startswith(fault)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("tempo: [1, 0, 1, 0]\n", "reps: is missing; write it here"),
        ("reps: 3\n", "tempo: is missing; write it here, or phases"),
        ("reps: 3\ntempo: [1, 0, 1, 0]\nphases: [{seconds: 3}]\n", "phases: reps have a tempo or phases"),
        (
            "reps: 3\nphases: [{seconds: 3}]\ntempo_words: [a, b, c, d]\n",
            "tempo_words: each phase has a word",
        ),
        ("reps: 3\nphases: [{second: 3}]\n", 'unknown key "second"; did you mean "seconds"?'),
        ("seconds: 30\nphases: [{seconds: 3}]\n", "seconds: as many as one can are done in the seconds"),
        ("breaths: 3\nreps: 3\ntempo: [1, 0, 1, 0]\n", "breaths: reps have no breaths"),
    ],
)
def test_reps_say_what_would_be_right_too(tmp_path: Path, text: str, fault: str) -> None:
    above = "name: X\nkind: reps\nsides: each\ninstruction: Do it.\nsafety: Mind.\n"
    found = [each.partition(": ")[2] for each in faults_of(write(tmp_path / "x.yaml", above + text))]
    assert any(each.startswith(fault) for each in found), found


def test_a_mixed_entry_has_a_fault_for_each_wrong_key_only(tmp_path: Path) -> None:
    steps = "  - {rounds: 2, seconds: 30, steps: [{exercise: clf}, {pause: -1}, 3]}\n"
    assert faults_of(routine_folder(tmp_path, steps)) == [
        '4: exercise: there is no exercise "clf"; did you mean "calf"?',
        "4: pause: -1 is below the lowest pause, 1; write a number from 1 to 1800",
        "4: seconds: a block has no seconds of its own; write it at each step",
        '4: steps: 3 is not a group of keys; write lines such as "key: value"',
    ]


def test_ids_are_unique_across_steps_pauses_and_blocks(tmp_path: Path) -> None:
    steps = "  - {rounds: 2, id: calf, steps: [{exercise: raise}]}\n  - {exercise: calf}\n"
    assert faults_of(routine_folder(tmp_path, steps)) == [
        '5: exercise: the block in line 4 already has the id "calf"; '
        'give this one an id of its own, such as "id: calf-2"'
    ]


def test_all_steps_together_are_limited(tmp_path: Path) -> None:
    inner = ", ".join(f"{{exercise: raise, id: s{number}-B}}" for number in range(40))
    blocks = [f"  - {{rounds: 1, steps: [{inner.replace('B', str(block))}]}}\n" for block in range(2)]
    assert faults_of(routine_folder(tmp_path, "".join(blocks))) == [
        "4: steps: 82 steps, pauses and blocks are too many; write at most 60"
    ]


@pytest.mark.parametrize(
    ("doses", "fault"),
    [
        ("main: {reps: 3}", "reps: main has no reps; delete the line"),
        ("calf: {rounds: 3}", "rounds: calf has no rounds; delete the line"),
        ("calf: {tempo: [1, 0, 1, 0]}", "tempo: calf has no tempo; delete the line"),
        ("raise: {tempo: [0, 0, 0, 0]}", "tempo: one rep takes 0 s"),
        ("calf: {seconds: [20, 90]}", "seconds: 90 is above the highest of calf, 60"),
        ("calf: {seconds: [20, 30], reps: 2}", "reps: a ladder has as many holds as rungs; delete reps"),
        ("pause: {seconds: [20, 30]}", "seconds: write one number"),
        ("man: {rounds: 3}", 'doses: there is no step "man"; did you mean "main"?'),
        ("main: {rounds: 100}", "doses: rounds: 100 takes 5.3 hours; stay below 3 hours"),
    ],
)
def test_a_preset_is_checked_against_what_it_changes(tmp_path: Path, doses: str, fault: str) -> None:
    steps = """\
  - {rounds: 3, id: main, steps: [{exercise: calf, seconds: 45}]}
  - {exercise: raise}
  - {pause: 30}
"""
    (found,) = faults_of(routine_folder(tmp_path, steps, f"presets:\n  - name: A\n    doses: {{{doses}}}\n"))
    assert found.partition(": ")[2].startswith(fault)


def test_rounds_around_rounds_are_refused_with_the_length_they_would_have(tmp_path: Path) -> None:
    steps = "  - {rounds: 100, steps: [{rounds: 100, steps: [{exercise: burpees}]}]}\n"
    assert faults_of(routine_folder(tmp_path, steps)) == [
        "4: steps: rounds: 100 around rounds: 100 takes 55.6 hours; stay below 3 hours"
    ]


def test_what_is_left_out_adds_nothing_to_the_length(tmp_path: Path) -> None:
    inner = "{rounds: 100, skip: true, steps: [{exercise: burpees}]}"
    steps = f"  - {{rounds: 100, steps: [{inner}, {{exercise: calf, reps: 1, seconds: 20}}]}}\n"
    assert faults_of(routine_folder(tmp_path, steps)) == []
    assert faults_of(routine_folder(tmp_path, steps.replace("seconds: 20", "seconds: 60"))) == [
        "4: steps: rounds: 100 takes 3.3 hours; stay below 3 hours"
    ]


def test_a_shared_routine_is_a_file_like_any_other(tmp_path: Path) -> None:
    keys = "name: Wall, kind: hold, sides: each, instruction: Lean., safety: Mind., seconds: 20"
    wall = f"exercises:\n  wall: {{{keys}}}\n"
    routine = routine_of(tmp_path, "  - exercise: wall\n  - exercise: calf\n", wall)
    assert [step.exercise.name for step in routine.steps] == ["Wall", "Calf stretch"]
    assert check_files([tmp_path]) == ()


def test_the_faults_of_an_exercise_inside_a_routine_have_its_lines_and_paths(tmp_path: Path) -> None:
    text = "exercises:\n  wall:\n    name: Wall\n    kind: hold\n    sidez: each\n    seconds: 1900\n  X: 3\n"
    file = routine_folder(tmp_path, "  - exercise: wall\n", text)
    found = {(fault.line, fault.path): fault.text for fault in check_files([file])}
    assert found[9, ("exercises", "wall", "sidez")] == 'unknown key "sidez"; did you mean "sides"?'
    assert found[10, ("exercises", "wall", "seconds", "default")].startswith("seconds: 1900 is above")
    assert found[11, ("exercises", "X")].startswith("X: ")
    assert found[4, ("steps", 0, "exercise")] == 'exercise: "wall" is broken; mend it in this file'
