"""Exercises and routines made by hand, round clip lengths, and a listing that reads like a score."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from textwrap import dedent
from typing import TypedDict, Unpack, cast

from server.audio.format import GRID_MS
from server.coach.model import CueKind, SegmentKind, Timeline
from server.coach.script import write_script
from server.coach.timeline import lay_out
from server.routine.lists import Prop
from server.routine.model import (
    Amount,
    Block,
    Choices,
    DoseField,
    Exercise,
    Figure,
    Kind,
    Limb,
    Phase,
    Position,
    Routine,
    Sides,
    Step,
)

TONES = {"start": 250, "end": 350, "tick": 35, "tick-up": 35, "tick-down": 35}
_PAUSE = Exercise("pause", "Pause", "pause", "both", "")


class Figures(TypedDict, total=False):
    """The figures of a step."""

    seconds: int | tuple[int, ...]
    breaths: int
    reps: int
    sets: int
    rest: int
    set_rest: int
    move: int
    tempo: tuple[float, ...]
    phases: tuple[int, ...]


def exercise(
    name: str = "Calf stretch",
    kind: Kind = "hold",
    sides: Sides = "both",
    *,
    instruction: str = "Lean on the wall.",
    form_cues: tuple[str, ...] = ("Heel down.",),
    tempo_words: tuple[str, str, str, str] = ("up", "hold", "down", "pause"),
    phases: tuple[Phase, ...] = (),
    position: Position = "standing",
    props: tuple[Prop, ...] = (),
    limb: Limb = "leg",
    safety_cue: str = "",
    red_flag: str = "",
    end_cue: str = "",
    breath: bool = False,
) -> Exercise:
    return Exercise(
        id=name.lower().replace(" ", "-"),
        name=name,
        kind=kind,
        sides=sides,
        instruction=instruction,
        form_cues=form_cues,
        muscle="calf",
        felt="calf",
        safety="Stop if it hurts.",
        safety_cue=safety_cue,
        red_flag=red_flag,
        end_cue=end_cue,
        breath=breath,
        source="a book",
        position=position,
        props=props,
        limb=limb,
        tempo_words=tempo_words,
        phases=phases,
    )


def step(
    movement: Exercise,
    *,
    say: str = "",
    rest_say: str = "",
    wait: bool = False,
    named: str = "",
    **figures: Unpack[Figures],
) -> Step:
    """Make a step of 30 s holds, or of reps at a tempo of 2-1-2-0, unless the figures say otherwise."""
    usual: Figures = {"reps": 1, "sets": 1, "rest": 5}
    if movement.phases:
        usual["phases"] = (5,) * len(movement.phases)
    elif movement.kind == "reps" and not {"seconds", "breaths"} & figures.keys():
        usual["tempo"] = (2, 1, 2, 0)
    elif "breaths" not in figures:
        usual["seconds"] = 30
    amounts = _amounts({**usual, **figures})
    movement = replace(movement, amounts=amounts)
    return Step(named or movement.id, movement, amounts, say=say, rest_say=rest_say, wait=wait)


def pause(seconds: int, say: str = "", *, named: str = "pause") -> Step:
    return Step(named, _PAUSE, _amounts({"seconds": seconds}), say=say)


def rounds(
    count: int, *sequence: Step | Block, rest: int = 0, rest_say: str = "", named: str = "rounds"
) -> Block:
    return Block(named, sequence, _amounts({"rounds": count, "rest": rest}), rest_say=rest_say)


def by_side(*sequence: Step | Block, named: str = "sides") -> Block:
    return Block(named, sequence, {}, by_side=True)


def routine(*sequence: Step | Block, needs: tuple[str, ...] = (), opening: str = "") -> Routine:
    return Routine(
        "legs", "Legs", "to feel better", "daily", "my own", needs, "a book", sequence, opening=opening
    )


def length_ms(kind: CueKind, text: str) -> int:
    """50 ms a letter: about as fast as a voice speaks."""
    return TONES[text] if kind == "tone" else 50 * len(text)


def timeline(
    *sequence: Step | Block,
    choices: Choices | None = None,
    waits: bool = False,
    lengths: Callable[[CueKind, str], int] = length_ms,
    plan: Routine | None = None,
) -> Timeline:
    """Return the timeline of some steps, or of a whole plan."""
    script = write_script(plan or routine(*sequence), choices or Choices(), waits=waits)
    return lay_out(script, lengths, GRID_MS)


def at_rate(rate: int) -> Callable[[CueKind, str], int]:
    """Return clip lengths of a voice that speaks so many words a minute, about."""
    return lambda kind, text: TONES[text] if kind == "tone" else len(text) * 64 * 160 // rate


def listing(line: Timeline, *kinds: str) -> str:
    """Write a line for each segment (of these kinds, or of all), and one for each cue with its time in it."""
    lines = []
    for index, segment in enumerate(line.segments):
        if kinds and segment.kind not in kinds:
            continue
        length_s = (segment.end_ms - segment.start_ms) / 1000
        where = f"{segment.side} {segment.set}.{segment.rep}"
        where += f" round {segment.round}" if segment.round else ""
        where += f" phase {segment.phase}" if segment.phase else ""
        lines.append(f"{segment.kind} {where} ({length_s:g} s)")
        for cue in line.cues:
            if cue.segment == index:
                text = f"*{cue.text}*" if cue.kind == "tone" else cue.text
                lines.append(f"  {(cue.at_ms - segment.start_ms) / 1000:g} {cue.role}: {text}")
    return "\n".join(lines)


def score(text: str) -> str:
    """Take an expected listing as it stands in a test."""
    return dedent(text).strip()


def heard(line: Timeline, *kinds: SegmentKind) -> list[str]:
    """Return what is heard in each segment of some kinds, in a line each; tones are in asterisks."""
    return [
        " ".join(
            f"*{cue.text}*" if cue.kind == "tone" else cue.text for cue in line.cues if cue.segment == index
        )
        for index, segment in enumerate(line.segments)
        if segment.kind in kinds
    ]


def lengths_s(line: Timeline, *kinds: SegmentKind) -> list[float]:
    """Return the lengths of the segments of some kinds, in seconds."""
    return [(segment.end_ms - segment.start_ms) / 1000 for segment in line.segments if segment.kind in kinds]


def texts(line: Timeline, *roles: str) -> list[str]:
    """Return what is spoken with some roles."""
    return [cue.text for cue in line.cues if cue.role in roles and cue.kind == "speech"]


def _amounts(figures: Mapping[str, object]) -> dict[DoseField, Amount]:
    limits: dict[DoseField, tuple[int, int]] = {"rounds": (1, 100), "tempo": (0, 30)}
    given = cast(Mapping[DoseField, Figure], figures)
    return {name: Amount(value, *limits.get(name, (0, 1800))) for name, value in given.items()}
