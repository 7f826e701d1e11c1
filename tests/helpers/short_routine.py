"""A routine that is soon spoken and soon over, written as a person would write it."""

from __future__ import annotations

from pathlib import Path

EXERCISE = """\
name: {name}
kind: hold
sides: each
position: standing
limb: leg
instruction: Lean.
form_cue: Heel down.
muscle: calf
felt: upper calf
seconds: {{default: 10, min: 5, max: 60}}
safety: Ease off if it hurts.
source: our own
figure_alt: A leg.
"""
ROUTINE = """\
name: Short one
purpose: For the tests. It is soon over.
how_often: now and then
occasion: my own
source: our own
steps:
  - exercise: first-lean
  - exercise: second-lean
"""


def write_short_routine(data: Path) -> None:
    """Put the routine ``short`` into a data folder."""
    exercises = data / "routines" / "exercises"
    exercises.mkdir(parents=True, exist_ok=True)
    for name in ("First lean", "Second lean"):
        path = exercises / f"{name.lower().replace(' ', '-')}.yaml"
        path.write_text(EXERCISE.format(name=name), "utf-8")
    (data / "routines" / "short.yaml").write_text(ROUTINE, "utf-8")
