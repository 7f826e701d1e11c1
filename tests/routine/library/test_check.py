from __future__ import annotations

from pathlib import Path

import pytest

from server.resources import shipped
from server.routine.library import routine_from_values
from server.routine.library.check import check_files, examine_files
from server.routine.library.library import Library
from server.routine.parsing.diagnostics import Faulty
from tests.helpers.samples import CALF, RAISE, ROUTINE, faults_of, folder_of, write

EXERCISE_KEYS = (
    "body, breath, breaths, end_cue, felt, figure_alt, form_cue, instruction, kind, limb, muscle, muscles, "
    "name, position, props, red_flag, reps, rest, safety, safety_cue, seconds, set_rest, sets, sides, source"
)


def test_a_fault_names_file_line_what_is_wrong_and_what_would_be_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = (shipped("routines") / "exercises" / "gastroc.yaml").read_text(encoding="utf-8").splitlines()
    line = next(index for index, text in enumerate(lines) if text.startswith("seconds:"))
    lines[line] = "seconds: 1900"
    write(tmp_path / "gastroc.yaml", "\n".join(lines))
    monkeypatch.chdir(tmp_path)
    assert [str(fault) for fault in check_files([Path("gastroc.yaml")])] == [
        f"gastroc.yaml:{line + 1}: seconds: 1900 is above the highest hold, 1800; "
        "write a number from 1 to 1800"
    ]


def test_sound_files_have_no_faults(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, mine=ROUTINE)
    assert check_files([folder, folder / "mine.yaml", folder / "exercises" / "calf.yaml"]) == ()


def test_every_fault_of_an_exercise_is_reported_at_once(tmp_path: Path) -> None:
    text = """\
name: ""
kind: stretch
sides: eech
instruction: a b c d e f g h i j k l m n o p q r s t u v w x y
form_cue: "!!"
safety_cue: a b c d e f g h i j k l m
seconds: {default: 20, min: 30, max: 40}
reps: {default: 2, lowest: 1}
sets: twelve
rest: 3.5
1: foo
[a, b]: foo
limb: true
muscle: [calf]
felt: "\\u202e"
figure_alt:
"""
    assert faults_of(write(tmp_path / "exercises" / "bad.yaml", text)) == [
        "1: name: is empty; write something",
        "1: safety: is missing; write it here",
        '2: kind: "stretch" is not known; write one of hold, instruction, release, reps',
        '3: sides: "eech" is not known; did you mean "each"?',
        "4: instruction: 25 words are too many to be spoken; write at most 24",
        "5: form_cue: this text has no words to speak; write some",
        "6: safety_cue: 13 words are too many to be spoken; write at most 12",
        "7: seconds: the default 20 is outside its own range; write a number from 30 to 40",
        '8: unknown key "lowest"; write one of default, max, min',
        '9: sets: "twelve" is not a whole number; write it in digits',
        "10: rest: 3.5 is not a whole number; write it in digits",
        f'11: unknown key "1"; write one of {EXERCISE_KEYS}',
        "12: a key is a single word; write it as word: value",
        "13: limb: true is not known; write one of arm, foot, hand, hip, knee, leg, none, shoulder",
        "14: muscle: a list is not text; put it in quotes, or write words",
        "15: felt: character 1 is invisible, a right-to-left override (U+202E); delete it",
        "16: figure_alt: has no value; write one or delete the line",
    ]


def test_every_fault_of_a_routine_is_reported_at_once(tmp_path: Path) -> None:
    text = """\
name: 12
purpos: foo
how_often: &often daily
needs: wall
occasion: before run
order: 2000
steps:
  - exercise: clf
    seconds: 1900
  - exercise: calf
    seconds: 90
    tempo: [1, 2, 1, 0]
    reps: {default: 3, min: 5, max: 2}
  - exercise: calf
    secs: 20
  - exercise: raise
    breaths: 3
    tempo: [0.3, 1, 1, 99]
  - calf
  - exercise: My calf
    rest:
    rest: 9
presets:
  - name: A
    doses:
      calff: {sets: 3}
      calf: {seconds: 90, rep: 3}
      raise: {seconds: 30}
  - doses: {}
  - name: A
    doses: {raise: {reps: 0}}
"""
    assert faults_of(write(folder_of(tmp_path) / "bad.yaml", text)) == [
        "1: name: 12 is not text; put it in quotes, or write words",
        '2: unknown key "purpos"; did you mean "purpose"?',
        "3: how_often: anchors and aliases (& and *) are not used here; write it out",
        '4: needs: "wall" is not a list; write lines that begin with a hyphen, or [a, b]',
        '5: occasion: "before run" is not known; did you mean "before a run"?',
        "6: order: 2000 is above the highest order, 1000; write a number from 0 to 1000",
        '8: exercise: there is no exercise "clf"; did you mean "calf"?',
        "9: seconds: 1900 is above the highest hold, 1800; write a number from 1 to 1800",
        "11: seconds: 90 is above the highest of calf, 60; write a number from 15 to 60, "
        "or give the step its own range, such as {default: 90, min: …, max: …}",
        "12: tempo: calf is held, not repeated; delete the line",
        "13: reps: min: 5 is above the max, 2; write the smaller number as min",
        '14: exercise: the step in line 10 already has the id "calf"; '
        'give this one an id of its own, such as "id: calf-2"',
        '15: unknown key "secs"; did you mean "seconds"?',
        "17: breaths: raise has no breaths; delete the line",
        "18: tempo: 0.3 is not a multiple of 0.25 seconds; write 0.25, 0.5, 0.75, 1 and so on",
        "18: tempo: 99 is above the highest phase, 30; write a number from 0 to 30",
        '19: steps: "calf" is not a group of keys; write lines such as "key: value"',
        '20: exercise: there is no exercise "My calf"; did you mean "calf" or "calf-fascia-stretch" '
        'or "calf-release" or "towel-calf"?',
        "21: rest: has no value; write one or delete the line",
        "22: rest: written twice, first in line 21; keep one of them",
        '26: doses: there is no step "calff"; did you mean "calf"?',
        "27: seconds: 90 is above the highest of calf, 60; write a number from 15 to 60",
        '27: unknown key "rep"; did you mean "rounds" or "reps"?',
        "28: seconds: raise has no seconds; delete the line",
        "29: doses: is empty; write something",
        "29: name: is missing; write it here",
        '30: name: there is already a preset "A"; rename one of them',
        "31: reps: 0 is below the lowest number of reps, 1; write a number from 1 to 100",
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("seconds: 0", "seconds: 0 is below the lowest hold, 1; write a number from 1 to 1800"),
        (
            "seconds: {default: 1900}",
            "seconds: 1900 is above the highest hold, 1800; write a number from 1 to 1800",
        ),
        (
            "seconds: {default: 30, max: 1900}",
            "seconds: max: 1900 is above the highest hold, 1800; write a number from 1 to 1800",
        ),
        ("seconds: {min: 15}", "seconds: is missing; write it here"),
        (
            "seconds: thirty",
            'seconds: "thirty" is not a length of time; write 90, 1:30, 90 s or 1 min 30 s',
        ),
        ("seconds: 1.5 min", 'seconds: "1.5 min" is not a length of time; write 1 min 30 s, or 1:30'),
        ("seconds: 30.0", "seconds: 30.0 is not a whole number; write it in digits"),
        ("seconds: true", "seconds: true is not a whole number; write it in digits"),
        ("seconds: [30]", "seconds: a list is not a whole number; write it in digits"),
        (
            "seconds: 1000000000000",
            "seconds: a giant number is above the highest hold, 1800; write a number from 1 to 1800",
        ),
        ("seconds: !secret 30", "seconds: tags such as !secret are not used here; delete it"),
        (
            "seconds: !!python/name:os.system 30",
            "seconds: tags such as tag:yaml.org,2002:python/name:os.system are not used here; delete it",
        ),
        ("seconds: *somewhere", "this is not YAML: found undefined alias 'somewhere'"),
        (
            "seconds: 30\nreps: 31",
            "reps: 31 is above the highest number of holds, 30; write a number from 1 to 30",
        ),
        (
            "seconds: 30\nsets: 11",
            "sets: 11 is above the highest number of sets, 10; write a number from 1 to 10",
        ),
        ("seconds: 30\nrest: 601", "rest: 601 is above the highest rest, 600; write a number from 0 to 600"),
        (
            "seconds: 30\ntempo: [1, 1, 1, 0]",
            'tempo: only reps have a tempo; delete the line, or write "kind: reps"',
        ),
        (
            "seconds: 30\nsource: 2024-12-02\nsafty: x",
            'unknown key "safty"; did you mean "safety" or "safety_cue"?',
        ),
        ("seconds: 30\nsource: " + "x" * 601, "source: too many characters, 601; write at most 600"),
        (
            "seconds: 30\nmuscle: Seen: twice",
            'this is not YAML: a second ": " in one line; put quotes around the text',
        ),
        ("seconds: 30\n\tmuscle: calf", "this is not YAML: lines cannot be indented by tabs; use spaces"),
        (
            "seconds: 30\n---\nname: x",
            "this is not YAML: a second document begins here; give it a file of its own",
        ),
        ("seconds: 30\nmuscle: \x07", "there is a control character in this line; delete it"),
    ],
)
def test_a_fault_stands_in_the_line_of_its_value(tmp_path: Path, line: str, message: str) -> None:
    above = "name: X\nkind: hold\nsides: each\ninstruction: Do it.\nform_cue: Well.\nsafety: Mind.\n"
    expected = 7 + line.removesuffix("\nname: x").count("\n")
    assert faults_of(write(tmp_path / "x.yaml", above + line + "\n")) == [f"{expected}: {message}"]


@pytest.mark.parametrize(
    ("tempo", "message"),
    [
        ("3", "tempo: 3 is not a list; write lines that begin with a hyphen, or [a, b]"),
        ("2-1-2-0", "tempo: write it as a list: [2, 1, 2, 0]"),
        (
            "1,5 - 1,5",
            'tempo: "1,5 - 1,5" is understood as 2 numbers, 1.5 and 1.5; write four numbers, '
            "up, hold, down and pause, such as 1.5 - 0 - 1.5 - 0",
        ),
        ("[1, 2, 3]", "tempo: too few entries, 3; write at least 4"),
        ("[1, 2, 3, 4, 5]", "tempo: too many entries, 5; write at most 4"),
        ("[0, 0.25, 0, 0]", "tempo: one rep takes 0.25 s; the four phases must add up to 0.5 to 60 s"),
        ("[30, 30, 1, 0]", "tempo: one rep takes 61 s; the four phases must add up to 0.5 to 60 s"),
        ("[.nan, 1, 1, 0]", None),
        ("[.inf, 1, 1, 0]", None),
        ("[-1, 1, 1, 0]", "tempo: -1 is below the lowest phase, 0; write a number from 0 to 30"),
        ("[a, 1, 1, 0]", 'tempo: "a" is not a number; write it in digits'),
    ],
)
def test_a_tempo_has_four_phases_in_quarters(tmp_path: Path, tempo: str, message: str | None) -> None:
    found = faults_of(write(tmp_path / "x.yaml", RAISE.replace("[2, 1, 2, 0]", tempo)))
    assert len(found) == 1
    assert message is None or found == [f"8: {message}"]


def test_reps_are_counted_or_done_for_a_time(tmp_path: Path) -> None:
    assert faults_of(write(tmp_path / "x.yaml", RAISE + "seconds: 30\n")) == [
        "9: seconds: as many as one can are done in the seconds; delete the seconds, or reps and tempo"
    ]


def test_a_mistyped_kind_still_gets_the_keys_of_its_kind_checked(tmp_path: Path) -> None:
    assert faults_of(write(tmp_path / "x.yaml", RAISE.replace("kind: reps", "kind: rep"))) == [
        '2: kind: "rep" is not known; did you mean "reps"?'
    ]


def test_a_routine_is_checked_against_the_shipped_exercises_too(tmp_path: Path) -> None:
    text = ROUTINE + "  - exercise: gastroc\n"
    assert faults_of(write(folder_of(tmp_path) / "mine.yaml", text)) == []


def test_an_exercise_beside_a_routine_goes_before_the_shipped_one(tmp_path: Path) -> None:
    write(tmp_path / "exercises" / "gastroc.yaml", CALF.replace("30", "20"))
    text = "name: X\npurpose: Y\nsteps: [{exercise: gastroc, reps: 5}, {exercise: soleus}]\n"
    assert faults_of(write(tmp_path / "mine.yaml", text)) == []


def test_a_broken_exercise_is_reported_with_the_routine_that_uses_it(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, mine=ROUTINE)
    exercise = write(folder / "exercises" / "calf.yaml", CALF.replace("default: 30", "default: 1900"))
    assert [str(fault) for fault in check_files([folder / "mine.yaml"])] == [
        f"{exercise}:7: seconds: 1900 is above the highest hold, 1800; write a number from 1 to 1800",
        f'{folder / "mine.yaml"}:4: exercise: "calf" is broken; fix its file',
    ]


def test_a_folder_stands_for_its_routines_and_exercises(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, mine=ROUTINE + "oops: 1\n")
    write(folder / "exercises" / "raise.yaml", RAISE + "oops: 1\n")
    write(folder / "notes.txt", "not: looked: at")
    write(folder / ".draft.yaml", "not: looked: at")
    assert [(fault.file.name, fault.line) for fault in check_files([folder, folder])] == [
        ("raise.yaml", 9),
        ("mine.yaml", 5),
        ("mine.yaml", 6),
    ]


def test_the_same_id_in_two_folders_names_both_files(tmp_path: Path) -> None:
    first, second = folder_of(tmp_path / "a", mine=ROUTINE), folder_of(tmp_path / "b", mine=ROUTINE)
    assert [str(fault) for fault in check_files([first, second])] == [
        f'{second / "mine.yaml"}:1: routine "mine" is also in {first / "mine.yaml"}, '
        "so neither is used; rename one of the two"
    ]


def test_a_fault_carries_the_path_to_its_value_and_a_message_without_it(tmp_path: Path) -> None:
    text = """\
name: X
purpose: Y
steps:
  - exercise: clf
  - exercise: calf
    seconds: 90
    secs: 3
    reps: {default: 2, max: 200}
    rest: [3]
  - {exercise: raise, tempo: [2, 1, 2, 99], sets: 3, sets: 4}
presets:
  - name: A
    doses: {calf: {seconds: 90}, calff: {sets: 3}}
"""
    found = check_files([write(folder_of(tmp_path) / "mine.yaml", text)])
    assert [(fault.path, fault.label, fault.message.partition(";")[0]) for fault in found] == [
        (("steps", 0, "exercise"), "exercise", 'there is no exercise "clf"'),
        (("steps", 1, "seconds", "default"), "seconds", "90 is above the highest of calf, 60"),
        (("steps", 1, "secs"), "", 'unknown key "secs"'),
        (("steps", 1, "reps", "max"), "reps: max", "200 is above the highest number of reps, 100"),
        (("steps", 1, "rest", "default"), "rest", "a list is not a whole number"),
        (("steps", 2, "sets"), "sets", "written twice, first in line 10"),
        (("steps", 2, "tempo", 3), "tempo", "99 is above the highest phase, 30"),
        (("presets", 0, "doses", "calff"), "doses", 'there is no step "calff"'),
        (("presets", 0, "doses", "calf", "seconds"), "seconds", "90 is above the highest of calf, 60"),
    ]


def test_two_steps_in_one_line_are_two_faults_and_one_printed_line(tmp_path: Path) -> None:
    file = write(
        folder_of(tmp_path) / "mine.yaml",
        "name: X\npurpose: Y\nsteps: [{exercise: clf, id: a}, {exercise: clf, id: b}]\n",
    )
    with pytest.raises(Faulty) as refused:
        Library(tmp_path).routine("mine")
    assert [fault.path for fault in refused.value.faults] == [
        ("steps", 0, "exercise"),
        ("steps", 1, "exercise"),
    ]
    assert str(refused.value) == str(check_files([file])[0])
    assert len(check_files([file])) == 1


def test_too_many_steps_are_a_fault(tmp_path: Path) -> None:
    steps = "".join(f"  - {{exercise: raise, id: s{number}}}\n" for number in range(61))
    text = f"name: X\npurpose: Y\nsteps:\n{steps}"
    assert faults_of(write(folder_of(tmp_path) / "mine.yaml", text)) == [
        "4: steps: too many entries, 61; write at most 60"
    ]


def test_a_routine_longer_than_three_hours_is_a_fault(tmp_path: Path) -> None:
    steps = "".join(f"  - {{exercise: calf, id: s{number}, reps: 5, seconds: 60}}\n" for number in range(20))
    text = f"name: X\npurpose: Y\nsteps:\n{steps}"
    assert faults_of(write(folder_of(tmp_path) / "mine.yaml", text)) == [
        "4: steps: all steps together take 3.6 hours; stay below 3 hours"
    ]


def test_what_a_voice_would_say_wrong_is_a_note_and_no_fault(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, mine=ROUTINE)
    write(folder / "mine.yaml", ROUTINE.replace("name: ", "name: L/R ", 1))
    examined = examine_files([folder / "mine.yaml"])
    assert examined.faults == ()
    assert [(note.line, note.label) for note in examined.notes] == [(1, "name")]
    assert ": note: name: “L/R” is read with the word “slash”" in examined.notes[0].as_note


def test_only_what_is_spoken_is_noted(tmp_path: Path) -> None:
    text = (
        ROUTINE.replace("purpose: ", "purpose: L/R ") + "presets: [{name: L/R, doses: {calf: {say: L/R}}}]\n"
    )
    notes = examine_files([write(folder_of(tmp_path) / "mine.yaml", text)]).notes
    assert [note.path for note in notes] == [("presets", 0, "doses", "calf", "say")]


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("duration", "seconds"),
        ("time", "seconds"),
        ("hold", "seconds"),
        ("hold_time", "seconds"),
        ("Hold-Seconds", "seconds"),
        ("repeat", "reps"),
        ("times", "reps"),
        ("REPS", "reps"),
        ("side", "sides"),
        ("rest_s", "rest"),
        ("break", "rest"),
        ("title", "name"),
        ("note", "say"),
    ],
)
def test_a_word_that_people_write_gets_the_key_that_is_meant(tmp_path: Path, key: str, meant: str) -> None:
    text = f"name: X\npurpose: Y\nsteps:\n  - exercise: gastroc\n    {key}: 30\n"
    write(tmp_path / "mine.yaml", text)
    assert [fault.message for fault in check_files([tmp_path / "mine.yaml"])] == [
        f'unknown key "{key}"; did you mean "{meant}"?'
    ]


@pytest.mark.parametrize(
    ("place", "key", "message"),
    [
        ("step", "pause", "pause: a pause stands by itself; write it as an entry of its own: - pause: 60"),
        ("step", "max", "max: belongs to a figure; write it there, such as seconds: {default: 30, "),
        ("block", "repeat", 'unknown key "repeat"; did you mean "rounds"?'),
        ("block", "time", "time: a block has no seconds of its own; write it at each step"),
        (
            "routine",
            "repeat",
            "repeat: a block repeats steps; write it in steps: - rounds: 3, and its own steps",
        ),
        ("routine", "pause", "pause: a pause is one of the steps; write it there: - pause: 60"),
        ("routine", "rest_time", "rest_time: a routine has no rest of its own; write it at each step"),
        ("routine", "equipment", 'unknown key "equipment"; did you mean "needs"?'),
    ],
)
def test_what_a_key_means_depends_on_where_it_stands(
    tmp_path: Path, place: str, key: str, message: str
) -> None:
    line = {"step": f"    {key}: 30\n", "block": "", "routine": ""}
    block = {
        "step": "",
        "block": f"  - {{rounds: 2, {key}: 3, steps: [{{exercise: soleus}}]}}\n",
        "routine": "",
    }
    top = f"{key}: 30\n" if place == "routine" else ""
    text = f"name: X\npurpose: Y\n{top}steps:\n  - exercise: gastroc\n{line[place]}{block[place]}"
    (fault,) = faults_of(write(tmp_path / "mine.yaml", text))
    assert fault.partition(": ")[2].startswith(message)


def test_a_step_of_a_preset_is_suggested_by_what_it_does(tmp_path: Path) -> None:
    steps = "steps:\n  - {exercise: calf, id: first}\n  - {exercise: raise, id: second}\n"
    text = f"name: X\npurpose: Y\n{steps}presets: [{{name: Z, doses: {{heel-raise: {{sets: 2}}}}}}]\n"
    (fault,) = faults_of(write(folder_of(tmp_path) / "mine.yaml", text))
    assert fault.endswith('there is no step "heel-raise"; did you mean "second"?')


def test_an_exercise_is_suggested_by_its_name(tmp_path: Path) -> None:
    write(tmp_path / "mine.yaml", "name: X\npurpose: Y\nsteps:\n  - exercise: calf-stretch\n")
    (fault,) = check_files([tmp_path / "mine.yaml"])
    for exercise in ("gastroc", "soleus", "towel-calf"):
        assert f'"{exercise}"' in fault.message


def test_names_and_words_may_hold_joiners(tmp_path: Path) -> None:
    text = ROUTINE.replace("name: ", "name: می\u200cخواهم 👩\u200d⚕️ ", 1)
    assert faults_of(write(folder_of(tmp_path) / "mine.yaml", text)) == []


INSIDE = """\
name: Legs
purpose: P
steps:
  - exercise: wall-sit
  - exercise: gastroc
exercises:
  wall-sit:
    name: Wall sit
    kind: hold
    sides: both
    instruction: Slide down the wall.
    seconds: 40
    safety: Stop if it hurts.
"""


def test_a_routine_may_hold_exercises_of_its_own(tmp_path: Path) -> None:
    file = write(tmp_path / "legs.yaml", INSIDE)
    assert check_files([tmp_path]) == ()
    library = Library(shipped("routines"), tmp_path)
    assert library.routine("legs").steps[0].exercise.name == "Wall sit"
    assert "wall-sit" not in library.catalog_for(tmp_path).exercises
    assert Library(shipped("routines")).routine_at(file).steps[0].exercise.id == "wall-sit"


def test_a_routine_with_exercises_of_its_own_is_kept_with_them(tmp_path: Path) -> None:
    write(tmp_path / "legs.yaml", INSIDE)
    routine, values = Library(shipped("routines"), tmp_path).routine_with_values("legs")
    assert list(values["exercises"]) == ["gastroc"]
    assert routine_from_values(values) == routine


def test_nobody_else_sees_a_routines_own_exercises(tmp_path: Path) -> None:
    write(tmp_path / "legs.yaml", INSIDE)
    other = write(tmp_path / "other.yaml", "name: Other\npurpose: P\nsteps: [{exercise: wall-sit}]\n")
    assert len(faults_of(other)) == 1


def test_a_routines_own_exercise_comes_before_others_of_its_id(tmp_path: Path) -> None:
    file = write(folder_of(tmp_path) / "mine.yaml", INSIDE.replace("wall-sit", "calf"))
    assert faults_of(file) == []
    assert Library(shipped("routines"), tmp_path).routine("mine").steps[0].exercise.name == "Wall sit"


STEP = "name: X\npurpose: Y\nsteps:\n  - exercise: gastroc\n"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("     seconds: 30\n", "5: this is not YAML: this line is indented too far"),
        (
            "   seconds: 30\n",
            "5: this is not YAML: this line is not indented like the others of its list or group, which "
            "begins in line 4",
        ),
        ("  - rest: 30\n", '5: exercise: is missing; to rest by itself, write "pause: 30" in place of it'),
    ],
)
def test_a_line_in_the_wrong_place_gets_advice(tmp_path: Path, lines: str, message: str) -> None:
    (fault,) = faults_of(write(tmp_path / "mine.yaml", STEP + lines))
    assert fault.startswith(message)
