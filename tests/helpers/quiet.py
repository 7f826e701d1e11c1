"""A workout with a long rest, and the same without the noise floor: what would happen if there were none."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from server.audio.aac import decode
from server.audio.codec import encode
from server.audio.format import FRAME, PER_MS, Samples
from server.track.mp4.muxer import m4a_file
from tests.helpers.running import Phone, until
from tests.helpers.short_routine import write_short_routine

#: Seconds between the two holds of the routine's first exercise; nothing is said for most of them.
REST_S = 140
_BIT_RATE = 40_000

_EXERCISE = f"""\
name: Long lean
kind: hold
sides: both
position: standing
limb: leg
instruction: Lean.
form_cue: Heel down.
muscle: calf
felt: upper calf
seconds: {{default: 5, min: 5, max: 60}}
reps: 2
rest: {REST_S}
safety: Ease off if it hurts.
source: our own
figure_alt: A leg.
"""
_ROUTINE = """\
name: Quiet one
purpose: For the tests. It says nothing for a long time.
how_often: now and then
occasion: my own
source: our own
steps:
  - exercise: long-lean
  - exercise: second-lean
"""


@dataclass(frozen=True, slots=True)
class Begun:
    """A workout whose track lies ready on the server."""

    path: str
    digest: str
    timeline: Any

    @property
    def rest_ms(self) -> int:
        """Where the long rest begins."""
        rest = next(each for each in self.timeline["segments"] if each["kind"] == "rest")
        return int(rest["start_ms"])


def write_quiet_routine(data: Path) -> None:
    """Put the routine ``quiet``, and ``short`` beside it, into a data folder."""
    write_short_routine(data)
    (data / "routines" / "exercises" / "long-lean.yaml").write_text(_EXERCISE, "utf-8")
    (data / "routines" / "quiet.yaml").write_text(_ROUTINE, "utf-8")


def begin_quiet(phone: Phone, seconds: int) -> Begun:
    """Begin a workout with holds of some seconds; other seconds give another track."""
    doses = {"long-lean.seconds": str(seconds), "verbosity": "brief"}
    phone.post("/routines/quiet/doses", doses)
    path = phone.post("/workouts", {"routine": "quiet"})[1]["location"]
    until(lambda: 'data-state="ready"' in phone.get(path)[2])
    found = re.search(r'data-track="([0-9a-f]+)"', phone.get(path)[2])
    assert found
    timeline = json.loads(phone.get(f"/tracks/{found[1]}.json")[2])
    return Begun(path, found[1], timeline)


def take_floor_away(data: Path, workout: Begun) -> None:
    """Replace a track's file by one that is digitally silent between its cues."""
    (path,) = data.rglob(f"{workout.digest}.m4a")
    sound = decode(path.read_bytes())
    path.write_bytes(
        m4a_file(encode(_gated(sound, workout), _BIT_RATE), workout.timeline["duration_ms"], (), None)
    )


def _gated(sound: Samples, workout: Begun) -> Samples:
    """Return the sound of the cues alone, filled up to whole frames."""
    gated = np.zeros(-(-len(sound) // FRAME) * FRAME, np.float32)
    for cue in workout.timeline["cues"]:
        heard = slice(cue["at_ms"] * PER_MS, cue["end_ms"] * PER_MS)
        gated[heard] = sound[heard]
    return gated
