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
from server.coach.model import GAP_MS, LEAD_IN_MS, REST_KINDS, WORK_KINDS, CueKind, Segment, Timeline
from server.coach.position import corresponding_position, segment_index_at
from server.coach.script import write_script
from server.coach.timeline import lay_out
from server.coach.work_intervals import Rest, RoundStart, WorkInterval, work_intervals
from server.routine.choices import doses_of
from server.routine.model import (
    Announce,
    Block,
    Choices,
    Exercise,
    Kind,
    Phase,
    Routine,
    Step,
    Verbosity,
)
from tests.helpers.coach import Figures, by_side, exercise, pause, rounds, routine, step

TEMPO_PHASES = st.sampled_from([0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5])
TEMPI = st.tuples(TEMPO_PHASES, TEMPO_PHASES, TEMPO_PHASES, TEMPO_PHASES).filter(
    lambda phases: sum(phases) >= 0.5
)
RESTS = st.sampled_from([0, 1, 2, 3, 4, 5, 7, 8, 20, 31])
NAMES = ("Calf stretch", "Heel raise", "Butterfly", "Walk", "Bridge", "Squats")


@st.composite
def exercises(draw: st.DrawFn, name: str) -> Exercise:
    kind: Kind = draw(st.sampled_from(["hold", "reps", "release", "instruction"]))
    phased = kind == "reps" and draw(st.booleans())
    return exercise(
        name,
        kind,
        draw(st.sampled_from(["both", "each", "alternate"])),
        phases=(Phase("push", countdown=True), Phase("deeper", marks=True)) if phased else (),
        tempo_words=draw(st.sampled_from([("up", "hold", "down", "pause"), ("pull up", "", "let go", "")])),
        position=draw(st.sampled_from(["standing", "sitting", "lying", "floor", "props"])),
        props=draw(st.sampled_from([(), ("wall",), ("ball",), ("chair",)])),
        limb=draw(st.sampled_from(["leg", "foot", "none"])),
        safety_cue=draw(st.sampled_from(["", "Not on the bone."])),
        end_cue=draw(st.sampled_from(["", "Foot down."])),
        form_cues=draw(st.sampled_from([(), ("Heel down.",), ("Heel down.", "Hips square.")])),
        breath=draw(st.booleans()),
    )


@st.composite
def steps(draw: st.DrawFn, name: str) -> Step:
    movement = draw(exercises(name))
    figures: Figures = {"sets": draw(st.integers(1, 2)), "rest": draw(RESTS)}
    if movement.phases:
        figures["phases"] = (draw(st.integers(1, 10)), draw(st.integers(4, 40)))
    elif movement.kind == "reps":
        figures["tempo"] = draw(TEMPI)
        figures["reps"] = draw(st.integers(1, 12))
    else:
        length = st.integers(1, 90)
        figures["seconds"] = draw(st.one_of(length, st.tuples(length, length, length)))
        figures["reps"] = draw(st.integers(1, 4))
    if draw(st.booleans()):
        figures["move"] = draw(st.sampled_from([0, 1, 3, 6]))
    if draw(st.booleans()):
        figures["set_rest"] = draw(st.sampled_from([0, 10, 60]))
    announce: Announce = draw(st.sampled_from(["full", "name", "none"]))
    return replace(step(movement, **figures), announce=announce, wait=draw(st.booleans()))


@st.composite
def routines(draw: st.DrawFn) -> Routine:
    names = iter(NAMES)
    parts: list[Step | Block] = []
    for number in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["step", "step", "rounds", "sides", "pause"]))
        if kind == "pause":
            parts.append(pause(draw(st.integers(1, 60)), named=f"pause-{number}"))
        elif kind == "rounds":
            inside = draw(steps(next(names))), draw(steps(next(names)))
            parts.append(rounds(draw(st.integers(1, 3)), *inside, rest=draw(RESTS), named=f"rounds-{number}"))
        elif kind == "sides":
            parts.append(by_side(draw(steps(next(names))), draw(steps(next(names))), named=f"sides-{number}"))
        else:
            parts.append(draw(steps(next(names))))
    if not any(each.exercise.kind != "pause" for each in routine(*parts).steps):
        parts.append(draw(steps(next(names))))
    return routine(*parts)


CHOICES = st.builds(
    Choices,
    pace=st.sampled_from([50, 100, 150, 200]),
    side=st.sampled_from(["both", "left", "right", "left-first", "right-first"]),
    verbosity=st.sampled_from(["full", "brief", "minimal"]),
    rate=st.integers(80, 260),
    short_words=st.sampled_from(["known", "all", "none"]),
    known=st.sampled_from([(), ("calf-stretch", "heel-raise")]),
)


def voice(seed: int, ms_per_character: int) -> Callable[[CueKind, str], int]:
    """Return clip lengths of a voice that dwells on some phrases, and of tones as they are made."""

    def length_ms(kind: CueKind, text: str) -> int:
        drawn = crc32(f"{seed} {text}".encode()) % 100
        if kind == "tone":
            return {"start": 200 + drawn, "end": 300 + drawn}.get(text, 30 + drawn // 10)
        return len(text) * ms_per_character * (50 + drawn) // 100 + 1

    return length_ms


Lengths = Callable[[CueKind, str], int]
VOICES = st.builds(voice, st.integers(0, 1000), st.integers(20, 200))


def for_every_workout(test: Callable[..., None]) -> Callable[..., None]:
    """Try a test with many routines, choices and voices."""
    return given(plan=routines(), choices=CHOICES, lengths=VOICES)(test)


def laid_out(plan: Routine, choices: Choices, lengths: Lengths) -> Timeline:
    return lay_out(write_script(plan, choices), lengths, GRID_MS)


def place(segment: Segment) -> tuple[object, ...]:
    return (
        segment.step,
        segment.side,
        segment.set,
        segment.rep,
        segment.round,
        segment.phase,
        segment.kind,
    )


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
    assert line.cues[0].at_ms >= LEAD_IN_MS
    for cue in line.cues:
        segment = line.segments[cue.segment]
        assert segment.start_ms <= cue.at_ms < cue.end_ms
        # In fast reps a count may last into the next rep, where nothing but a tick is heard.
        assert cue.end_ms <= segment.end_ms or (cue.role == "count" and segment.kind == "rep")
        assert cue.end_ms - cue.at_ms == lengths(cue.kind, cue.text)
    assert all(earlier.end_ms + GAP_MS <= later.at_ms for earlier, later in pairwise(line.cues))
    assert all(earlier.segment <= later.segment for earlier, later in pairwise(line.cues))


def planned(plan: Routine, choices: Choices) -> list[WorkInterval | Rest]:
    events = work_intervals(plan, doses_of(plan.parts, choices), choices)
    return [each for each in events if not isinstance(each, RoundStart)]


@for_every_workout
def test_the_work_is_exactly_what_was_chosen(plan: Routine, choices: Choices, lengths: Lengths) -> None:
    line = laid_out(plan, choices, lengths)
    wanted_ms = sum(each.length_ms for each in planned(plan, choices) if isinstance(each, WorkInterval))
    assert sum(part.end_ms - part.start_ms for part in line.segments if part.kind in WORK_KINDS) == wanted_ms


@for_every_workout
def test_each_start_tone_is_exactly_where_work_begins(
    plan: Routine, choices: Choices, lengths: Lengths
) -> None:
    line = laid_out(plan, choices, lengths)
    starts = [cue.at_ms for cue in line.cues if cue.role == "start"]
    assert len(starts) == sum(isinstance(each, WorkInterval) for each in planned(plan, choices))
    begins = {part.start_ms for part in line.segments if part.kind in WORK_KINDS}
    assert set(starts) <= begins


@for_every_workout
def test_work_ends_with_an_end_tone_or_the_start_of_the_next(
    plan: Routine, choices: Choices, lengths: Lengths
) -> None:
    line = laid_out(plan, choices, lengths)
    tones = {cue.at_ms for cue in line.cues if cue.kind == "tone" and cue.role in ("start", "end")}
    for part, following in pairwise(line.segments):
        if part.kind in WORK_KINDS and following.kind not in WORK_KINDS:
            assert part.end_ms in tones


@for_every_workout
def test_what_one_cannot_do_without_is_heard(plan: Routine, choices: Choices, lengths: Lengths) -> None:
    """Each exercise is named, unless the routine says otherwise, and so is each change of side."""
    line = laid_out(plan, choices, lengths)
    said = {cue.text.removeprefix("Next: ") for cue in line.cues if cue.kind == "speech"}
    for chosen in plan.steps:
        done = any(part.step == chosen.id and part.kind in WORK_KINDS for part in line.segments)
        if done and chosen.announce != "none":
            assert f"{chosen.exercise.name}." in said
        if done and chosen.exercise.safety_cue:
            assert chosen.exercise.safety_cue in said
    side = "both"
    for index, part in enumerate(line.segments):
        if part.kind in WORK_KINDS and part.side not in ("both", side):
            before = [cue.text.lower() for cue in line.cues if cue.segment in range(index + 1)]
            assert any(part.side in text for text in before)
        if part.kind in WORK_KINDS:
            side = part.side


@for_every_workout
def test_rests_are_exactly_as_long_as_chosen(plan: Routine, choices: Choices, lengths: Lengths) -> None:
    line = laid_out(plan, choices, lengths)
    chosen_ms = [each.seconds * 1000 for each in planned(plan, choices) if isinstance(each, Rest)]
    waits_ms = [20_000 for part in line.segments if part.kind == "rest"]
    rests = [part.end_ms - part.start_ms for part in line.segments if part.kind in REST_KINDS]
    for rest_ms in chosen_ms:
        rests.remove(rest_ms)
    assert rests == waits_ms[: len(rests)]
    for part in line.segments:
        if part.kind == "ready":
            assert part.end_ms - part.start_ms == 3000


@for_every_workout
def test_work_after_words_starts_on_the_packet_grid(
    plan: Routine, choices: Choices, lengths: Lengths
) -> None:
    line = laid_out(plan, choices, lengths)
    for before, ready, work in zip(line.segments, line.segments[1:], line.segments[2:], strict=False):
        if before.kind in ("setup", "switch") and ready.kind == "ready":
            assert work.start_ms % GRID_MS == 0


@for_every_workout
def test_the_minimal_coach_says_names_sides_and_what_protects_only(
    plan: Routine, choices: Choices, lengths: Lengths
) -> None:
    line = laid_out(plan, replace(choices, verbosity="minimal"), lengths)
    assert {cue.role for cue in line.cues if cue.kind == "speech"} <= {
        *("announce", "switch", "safety", "tempo")
    }


@for_every_workout
def test_more_words_never_change_the_work(plan: Routine, choices: Choices, lengths: Lengths) -> None:
    def work(verbosity: Verbosity) -> list[tuple[object, ...]]:
        line = laid_out(plan, replace(choices, verbosity=verbosity), lengths)
        return [
            (place(part), part.end_ms - part.start_ms) for part in line.segments if part.kind in WORK_KINDS
        ]

    assert work("full") == work("brief") == work("minimal")


@for_every_workout
def test_every_timeline_reads_back_from_its_document(
    plan: Routine, choices: Choices, lengths: Lengths
) -> None:
    line = laid_out(plan, choices, lengths)
    assert timeline_from_document(json.loads(json.dumps(timeline_document(line)))) == line


@given(data=st.data(), plan=routines(), choices=CHOICES, lengths=VOICES)
def test_another_voice_leaves_a_person_at_the_same_place(
    data: st.DataObject, plan: Routine, choices: Choices, lengths: Lengths
) -> None:
    old, new = laid_out(plan, choices, lengths), laid_out(plan, choices, data.draw(VOICES))
    position_ms = data.draw(st.integers(0, old.duration_ms))
    was = old.segments[segment_index_at(old, position_ms)]
    now = new.segments[segment_index_at(new, corresponding_position(old, position_ms, new))]
    if was.kind in WORK_KINDS | REST_KINDS:
        assert place(now) == place(was)
