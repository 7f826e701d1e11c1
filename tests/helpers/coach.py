"""Exercises and routines made by hand, round clip lengths, and a listing that reads like a score."""

from __future__ import annotations

from textwrap import dedent

from server.audio.format import GRID_MS
from server.coach.model import CueKind, Timeline
from server.coach.script import write_script
from server.coach.timeline import lay_out
from server.routine.model import (
    Amount,
    Choices,
    DoseField,
    Exercise,
    Kind,
    Limb,
    Position,
    Routine,
    Sides,
    Step,
    Tempo,
)

TONES = {"start": 250, "end": 350, "tick": 35}


def exercise(
    name: str = "Calf stretch",
    kind: Kind = "hold",
    sides: Sides = "both",
    *,
    tempo: tuple[float, float, float, float] | None = None,
    tempo_words: tuple[str, str, str, str] = ("up", "hold", "down", "pause"),
    position: Position = "standing",
    limb: Limb = "leg",
    safety_cue: str = "",
) -> Exercise:
    return Exercise(
        id=name.lower().replace(" ", "-"),
        name=name,
        kind=kind,
        sides=sides,
        instruction="Lean on the wall.",
        form_cue="Heel down.",
        muscle="calf",
        felt="calf",
        safety="Stop if it hurts.",
        safety_cue=safety_cue,
        source="a book",
        position=position,
        limb=limb,
        tempo=Tempo(*(tempo or (2, 1, 2, 0))) if kind == "reps" else None,
        tempo_words=tempo_words,
    )


def step(movement: Exercise, *, seconds: int = 30, reps: int = 1, sets: int = 1, rest: int = 5) -> Step:
    figures: dict[DoseField, int] = {"reps": reps, "sets": sets, "rest": rest}
    if movement.kind != "reps":
        figures["seconds"] = seconds
    return Step(movement.id, movement, {field: Amount(value, 0, 600) for field, value in figures.items()})


def routine(*steps: Step) -> Routine:
    return Routine("legs", "Legs", "to feel better", "daily", "my own", (), "a book", steps)


def length_ms(kind: CueKind, text: str) -> int:
    """50 ms a letter: about as fast as a voice speaks."""
    return TONES[text] if kind == "tone" else 50 * len(text)


def timeline(*steps: Step, choices: Choices | None = None) -> Timeline:
    return lay_out(write_script(routine(*steps), choices or Choices()), length_ms, GRID_MS)


def listing(line: Timeline, *kinds: str) -> str:
    """Write a line for each segment (of these kinds, or of all), and one for each cue with its time in it."""
    lines = []
    for index, segment in enumerate(line.segments):
        if kinds and segment.kind not in kinds:
            continue
        length_s = (segment.end_ms - segment.start_ms) / 1000
        lines.append(f"{segment.kind} {segment.side} {segment.set}.{segment.rep} ({length_s:g} s)")
        for cue in line.cues:
            if cue.segment == index:
                text = f"*{cue.text}*" if cue.kind == "tone" else cue.text
                lines.append(f"  {(cue.at_ms - segment.start_ms) / 1000:g} {cue.role}: {text}")
    return "\n".join(lines)


def score(text: str) -> str:
    """Take an expected listing as it stands in a test."""
    return dedent(text).strip()
