"""What is taken over is heard for as long as in the other app, and little comes on top of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from server.audio.format import GRID_MS
from server.coach import REST_KINDS, WORK_KINDS, Timeline, lay_out, write_script
from server.resources import shipped
from server.routine import Choices
from server.routine.editing import Bundle, from_code, from_file, to_code, to_file
from server.routine.importing import ImportedRoutine, with_matches
from server.routine.library.check import check_files
from server.routine.library.library import Library
from tests.helpers.coach import length_ms
from tests.helpers.foreign import FILES, SHIPPED, group, jawt_set, routines_in, step, taken, timer, workout

#: What is neither work nor rest takes at most this share of sources of five minutes and more.
MOST_BETWEEN = 0.1
#: The rests in the samples of TimeR Machine.
RESTS = ("Rest", "Timer End", "Switch sides", "Water break")
LONG_S = 300
SAMPLES = {
    f"{file.stem}: {name}": (found, file)
    for file in FILES
    for name, found in routines_in(file).items()
    if found.usable
}


def jawt_sums(each: dict[str, Any]) -> tuple[int, int]:
    """Return the seconds of work and rest of a workout, worked out from the file itself."""
    durations = [
        (entry["name"] in ("Rest", "Pause"), entry["duration"] * one["repetitions"])
        for one in each["sets"]
        for entry in one["exercises"]
        if 0 < entry["duration"] <= 1800
    ]
    return sum(s for rest, s in durations if not rest), sum(s for rest, s in durations if rest)


def timer_sums(each: dict[str, Any]) -> tuple[float, float]:
    """Return the seconds of work and rest of a timer, worked out from the file itself."""
    once = [each[key] for key in ("startStep", "endStep") if key in each]
    inside = [*once, {"step_type": "group", "loop": each["loop"], "steps": each["steps"]}]
    return _steps_sums(inside)


def _steps_sums(steps: list[dict[str, Any]]) -> tuple[float, float]:
    work = rest = 0.0
    for each in steps:
        if each.get("step_type") == "group":
            inner = _steps_sums(each["steps"])
            work, rest = work + each["loop"] * inner[0], rest + each["loop"] * inner[1]
        elif each["type"] == "NOTIFIER" or each["label"] in RESTS:
            rest += round(each["length"] / 1000 + 0.001)
        else:
            work += round(each["length"] / 1000 + 0.001)
    return work, rest


def sums_of(file: Path) -> dict[str, tuple[float, float]]:
    """Return what the routines in a file add up to, by their names."""
    content = file.read_bytes()
    document = json.loads(content.decode("latin-1" if "jawt" in file.name else "utf-8"))
    if "timers" in document:
        return {each["name"]: timer_sums(each) for each in document["timers"]}
    return {each["title"]: jawt_sums(each) for each in document.get("workouts", [document])}


def timeline_of(bundle: Bundle, folder: Path) -> Timeline:
    """Lay out a bundle that was written as a file is."""
    file = folder / f"{bundle.id}.yaml"
    (folder / "exercises").mkdir(exist_ok=True)
    for name, values in bundle.exercises.items():
        exercise = to_file(Bundle(name, values))
        (folder / "exercises" / f"{name}.yaml").write_text(exercise, "utf-8")
    file.write_text(to_file(Bundle(bundle.id, bundle.routine)), "utf-8")
    assert check_files([folder]) == ()
    routine = Library(shipped("routines")).routine_at(file)
    return lay_out(write_script(routine, Choices()), length_ms, GRID_MS)


def seconds(line: Timeline, kinds: frozenset[Any]) -> float:
    return sum(each.end_ms - each.start_ms for each in line.segments if each.kind in kinds) / 1000


def assert_little_between(line: Timeline, found: ImportedRoutine) -> None:
    between_s = line.duration_ms / 1000 - found.work_s - found.rest_s
    if found.work_s + found.rest_s >= LONG_S:
        assert between_s <= MOST_BETWEEN * (found.work_s + found.rest_s)


@pytest.mark.parametrize("sample", SAMPLES)
def test_work_and_rest_are_the_sources_to_the_second(sample: str, tmp_path: Path) -> None:
    found, file = SAMPLES[sample]
    assert found.bundle.routine
    line = timeline_of(found.bundle, tmp_path)
    expected = sums_of(file)[found.bundle.routine["name"]]
    assert (seconds(line, WORK_KINDS), seconds(line, REST_KINDS)) == expected
    assert (found.work_s, found.rest_s) == expected
    assert_little_between(line, found)


@pytest.mark.parametrize(
    "document",
    [
        workout(
            jawt_set(8, ("Burpees", 20), ("Rest", 10)), jawt_set(8, ("Mountain climbers", 20), ("Rest", 10))
        ),
        workout(jawt_set(3, *[(f"Exercise number {n}", 30) for n in range(4)])),
        workout(jawt_set(30, ("Single-leg Romanian dead lift", 10))),
        workout(jawt_set(10, ("Side plank with a twist", 25), ("Rest", 5))),
        timer(group(5, step("Fast feet on the spot", 20), step("Rest", 10)), step("Rest", 60), loop=3),
        timer(group(2, group(3, step("A", 20), step("Rest", 10)), step("Rest", 60)), loop=2),
        workout(jawt_set(1, ("Get ready", 10), ("Squats", 300), ("Rest", 90), ("Plank", 60))),
    ],
)
def test_what_comes_on_top_is_little(document: dict[str, Any], tmp_path: Path) -> None:
    (found,) = taken(document)
    line = timeline_of(found.bundle, tmp_path)
    assert (seconds(line, WORK_KINDS), seconds(line, REST_KINDS)) == (found.work_s, found.rest_s)
    assert_little_between(line, found)


@pytest.mark.parametrize("sample", [name for name, (found, _) in SAMPLES.items() if found.matches])
def test_the_work_stays_where_a_shipped_exercise_is_done_at_once(sample: str, tmp_path: Path) -> None:
    found, _ = SAMPLES[sample]
    known = {each.id: each for each in SHIPPED}
    at_once = {own: other for own, other in found.matches.items() if known[other].sides == "both"}
    bundle = with_matches(found.bundle, at_once, known)
    assert bundle.exercises.keys() == found.bundle.exercises.keys() - at_once.keys()
    line = timeline_of(bundle, tmp_path)
    assert (seconds(line, WORK_KINDS), seconds(line, REST_KINDS)) == (found.work_s, found.rest_s)
    assert_little_between(line, found)


def test_an_exercise_of_each_side_is_done_that_long_on_each(tmp_path: Path) -> None:
    (found,) = taken(workout(jawt_set(1, ("Quad stretch", 90))))
    bundle = with_matches(found.bundle, found.matches, {each.id: each for each in SHIPPED})
    assert seconds(timeline_of(bundle, tmp_path), WORK_KINDS) == 2 * 90


@pytest.mark.parametrize("sample", SAMPLES)
def test_it_passes_a_link_and_a_file(sample: str) -> None:
    bundle = SAMPLES[sample][0].bundle
    assert from_code(to_code(bundle)) == bundle
    assert from_file(to_file(bundle).encode(), f"{bundle.id}.yaml") == bundle


def test_names_are_heard_as_the_work_begins(tmp_path: Path) -> None:
    (found,) = taken(workout(jawt_set(2, ("Squats", 40), ("Plank", 30), ("Rest", 20))))
    line = timeline_of(found.bundle, tmp_path)
    heard = [cue.text for cue in line.cues if cue.kind == "speech"]
    assert [text for text in heard if text in ("Squats.", "Plank.", "Stop there.", "Get ready.")] == [
        *("Squats.", "Get ready.", "Plank.", "Stop there."),
        *("Squats.", "Get ready.", "Plank.", "Stop there."),
    ]
    assert heard.count("Three.") == 4
