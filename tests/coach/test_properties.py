"""What holds for every routine, every choice and every voice."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from zlib import crc32

from hypothesis import given
from hypothesis import strategies as st

from server.audio.format import GRID_MS
from server.coach.document import timeline_document, timeline_from_document
from server.coach.model import GAP_MS, LEAD_IN_MS, Cue, CueKind, Segment, Timeline
from server.coach.position import corresponding_position, segment_index_at
from server.coach.script import write_script
from server.coach.timeline import lay_out
from server.routine.choices.doses import dose_of
from server.routine.model import Choices, DoseField, Exercise, Routine, Side, Step, Verbosity
from tests.helpers.coach import exercise, routine, step

PHASES = st.sampled_from([0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5])
TEMPI = st.tuples(PHASES, PHASES, PHASES, PHASES).filter(lambda phases: sum(phases) >= 0.5)


@st.composite
def exercises(draw: st.DrawFn, name: str) -> Exercise:
    return exercise(
        name,
        draw(st.sampled_from(["hold", "reps", "release", "instruction"])),
        draw(st.sampled_from(["both", "each", "alternate"])),
        tempo=draw(TEMPI),
        tempo_words=draw(st.sampled_from([("up", "hold", "down", "pause"), ("pull up", "", "let go", "")])),
        position=draw(st.sampled_from(["standing", "floor", "props"])),
        limb=draw(st.sampled_from(["leg", "foot"])),
        safety_cue=draw(st.sampled_from(["", "Not on the bone."])),
    )


@st.composite
def steps(draw: st.DrawFn, name: str) -> Step:
    return step(
        draw(exercises(name)),
        seconds=draw(st.integers(3, 90)),
        reps=draw(st.integers(1, 12)),
        sets=draw(st.integers(1, 3)),
        rest=draw(st.sampled_from([0, 1, 2, 3, 4, 5, 7, 20, 31])),
    )


@st.composite
def routines(draw: st.DrawFn) -> Routine:
    names = ["Calf stretch", "Heel raise", "Butterfly"][: draw(st.integers(1, 3))]
    return routine(*(draw(steps(name)) for name in names))


CHOICES = st.builds(
    Choices,
    pace=st.sampled_from([100, 150, 200]),
    side=st.sampled_from(["both", "left", "right", "left-first", "right-first"]),
    verbosity=st.sampled_from(["full", "brief", "minimal"]),
    rate=st.integers(80, 260),
)


def voice(seed: int, ms_per_character: int) -> Callable[[CueKind, str], int]:
    """Return clip lengths of a voice that dwells on some phrases, and of tones as they are made."""

    def length_ms(kind: CueKind, text: str) -> int:
        drawn = crc32(f"{seed} {text}".encode()) % 100
        if kind == "tone":
            return {"start": 200 + drawn, "end": 300 + drawn, "tick": 30 + drawn // 10}[text]
        return len(text) * ms_per_character * (50 + drawn) // 100 + 1

    return length_ms


Lengths = Callable[[CueKind, str], int]
VOICES = st.builds(voice, st.integers(0, 1000), st.integers(20, 200))


def for_every_workout(test: Callable[..., None]) -> Callable[..., None]:
    """Try a test with many routines, choices and voices."""
    return given(plan=routines(), choices=CHOICES, lengths=VOICES)(test)


def laid_out(plan: Routine, choices: Choices, lengths: Lengths) -> Timeline:
    return lay_out(write_script(plan, choices), lengths, GRID_MS)


def sides_done(movement: Exercise, choices: Choices) -> int:
    return 1 if movement.sides == "both" or choices.side in ("left", "right") else 2


def place(segment: Segment) -> tuple[object, ...]:
    return (segment.step, segment.side, segment.set, segment.rep, segment.kind)


@for_every_workout
def test_segments_follow_each_other_from_zero_to_the_end(
    plan: Routine, choices: Choices, lengths: Lengths
) -> None:
    line = laid_out(plan, choices, lengths)
    assert line.segments[0].start_ms == 0
    assert line.segments[-1].end_ms == line.duration_ms
    assert all(segment.start_ms < segment.end_ms for segment in line.segments)
    assert all(earlier.end_ms == later.start_ms for earlier, later in pairwise(line.segments))


@for_every_workout
def test_cues_come_in_order_inside_their_segment_and_never_overlap(
    plan: Routine, choices: Choices, lengths: Lengths
) -> None:
    line = laid_out(plan, choices, lengths)
    assert line.cues[0].at_ms == LEAD_IN_MS
    for cue in line.cues:
        segment = line.segments[cue.segment]
        assert segment.start_ms <= cue.at_ms < cue.end_ms <= segment.end_ms
        assert cue.end_ms - cue.at_ms == lengths(cue.kind, cue.text)
    assert all(earlier.end_ms + GAP_MS <= later.at_ms for earlier, later in pairwise(line.cues))
    assert all(earlier.segment <= later.segment for earlier, later in pairwise(line.cues))


@for_every_workout
def test_the_work_is_exactly_what_was_chosen(plan: Routine, choices: Choices, lengths: Lengths) -> None:
    line = laid_out(plan, choices, lengths)
    for chosen in plan.steps:
        dose, movement = dose_of(chosen, choices), chosen.exercise
        done = [part for part in line.segments if part.step == chosen.id and part.kind in ("hold", "rep")]
        times = sides_done(movement, choices) * dose.sets * dose.reps
        each_ms = 1000 * (movement.tempo.rep_s if movement.tempo else dose.seconds)
        assert [part.end_ms - part.start_ms for part in done] == [each_ms] * times


@for_every_workout
def test_each_start_tone_is_followed_by_its_end_tone_exactly_when_the_work_is_over(
    plan: Routine, choices: Choices, lengths: Lengths
) -> None:
    line = laid_out(plan, choices, lengths)
    tones = [cue for cue in line.cues if cue.kind == "tone" and cue.role in ("start", "end")]
    expected_ms = []
    for chosen in plan.steps:
        dose, tempo = dose_of(chosen, choices), chosen.exercise.tempo
        interval_ms = 1000 * (tempo.rep_s * dose.reps if tempo else dose.seconds)
        intervals = dose.sets * (1 if tempo else dose.reps) * sides_done(chosen.exercise, choices)
        expected_ms += [interval_ms] * intervals
    assert [cue.role for cue in tones] == ["start", "end"] * len(expected_ms)
    assert [end.at_ms - start.at_ms for start, end in batched_pairs(tones)] == expected_ms


def batched_pairs(tones: list[Cue]) -> list[tuple[Cue, Cue]]:
    return list(zip(tones[::2], tones[1::2], strict=True))


@for_every_workout
def test_the_left_is_worked_and_coached_like_the_right(
    plan: Routine, choices: Choices, lengths: Lengths
) -> None:
    line = laid_out(plan, choices, lengths)
    for chosen in plan.steps:
        if sides_done(chosen.exercise, choices) == 2:
            assert work_of(line, chosen.id, "left") == work_of(line, chosen.id, "right")


def work_of(line: Timeline, step_id: str, side: Side) -> list[tuple[object, ...]]:
    work: list[tuple[object, ...]] = []
    for index, part in enumerate(line.segments):
        if (part.step, part.side) == (step_id, side) and part.kind in ("hold", "rep"):
            work.append((part.kind, part.set, part.rep, part.end_ms - part.start_ms))
            work += [
                (cue.role, cue.text, cue.at_ms - part.start_ms) for cue in line.cues if cue.segment == index
            ]
    return work


@for_every_workout
def test_rests_are_exactly_as_long_as_chosen(plan: Routine, choices: Choices, lengths: Lengths) -> None:
    line = laid_out(plan, choices, lengths)
    rest_s = {chosen.id: dose_of(chosen, choices).rest for chosen in plan.steps}
    for part in line.segments:
        if part.kind == "rest":
            assert part.end_ms - part.start_ms == 1000 * rest_s[part.step] > 0
        if part.kind == "ready":
            assert part.end_ms - part.start_ms == 3000


@for_every_workout
def test_a_step_starts_on_the_packet_grid(plan: Routine, choices: Choices, lengths: Lengths) -> None:
    line = laid_out(plan, choices, lengths)
    for before, ready, work in zip(line.segments, line.segments[1:], line.segments[2:], strict=False):
        if before.kind in ("setup", "switch"):
            assert ready.kind == "ready"
            assert work.start_ms % GRID_MS == 0


@for_every_workout
def test_the_minimal_coach_says_sides_and_names_only(
    plan: Routine, choices: Choices, lengths: Lengths
) -> None:
    line = laid_out(plan, replace(choices, verbosity="minimal"), lengths)
    names = {f"{chosen.exercise.name}." for chosen in plan.steps}
    sides = {text for limb in ("leg", "foot") for text in (f"Left {limb}.", f"Right {limb}.")}
    switches = {f"Switch: {side.lower()}" for side in sides}
    assert {cue.text for cue in line.cues if cue.kind == "speech"} <= names | sides | switches


@for_every_workout
def test_more_words_never_change_the_work(plan: Routine, choices: Choices, lengths: Lengths) -> None:
    def work(verbosity: Verbosity) -> list[tuple[object, ...]]:
        line = laid_out(plan, replace(choices, verbosity=verbosity), lengths)
        return [
            (place(part), part.end_ms - part.start_ms)
            for part in line.segments
            if part.kind in ("hold", "rep")
        ]

    assert work("full") == work("brief") == work("minimal")


@for_every_workout
def test_every_timeline_reads_back_from_its_document(
    plan: Routine, choices: Choices, lengths: Lengths
) -> None:
    line = laid_out(plan, choices, lengths)
    assert timeline_from_document(json.loads(json.dumps(timeline_document(line)))) == line


@given(data=st.data(), plan=routines(), choices=CHOICES, lengths=VOICES)
def test_a_changed_hold_or_voice_leaves_a_person_at_the_same_place(
    data: st.DataObject, plan: Routine, choices: Choices, lengths: Lengths
) -> None:
    changed = data.draw(st.sampled_from(plan.steps))
    field: DoseField = "rest" if changed.exercise.kind == "reps" else "seconds"
    value = data.draw(st.integers(3, 90))
    if field == "rest" and not dose_of(changed, choices).rest:
        value = 0  # with and without a rest are different segments
    old = laid_out(plan, choices, lengths)
    new = laid_out(plan, replace(choices, doses={changed.id: {field: value}}), data.draw(VOICES))
    position_ms = data.draw(st.integers(0, old.duration_ms))
    was = old.segments[segment_index_at(old, position_ms)]
    reached_ms = corresponding_position(old, position_ms, new)
    now = new.segments[segment_index_at(new, reached_ms)]
    assert place(now) == place(was)
    assert reached_ms - now.start_ms == min(position_ms - was.start_ms, now.end_ms - 1 - now.start_ms)
