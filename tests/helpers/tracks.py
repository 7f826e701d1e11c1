"""Tracks as the studio makes them, decoded, and the windows in which their cues should be heard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from server.audio.aac import decode
from server.coach.model import Cue, Timeline
from server.routine.model import Choices, Verbosity
from server.services.services import Services
from tests.helpers.ears import EAR_PER_MS, Ears, EarSound, Heard, for_ears

#: Sound around a cue that belongs to its window, in milliseconds: as little as serves. From 100 on, the ears
#: take one "one" in three for "well done".
AROUND_MS = 60
#: Nearer than this to the cue before or after, the window ends (ms): their sound reaches so far.
APART_MS = 40


@dataclass(frozen=True, eq=False)
class SpokenTrack:
    """A track that was really spoken, encoded and decoded."""

    timeline: Timeline
    path: Path
    sound: EarSound

    def heard(self, cue: Cue, ears: Ears, late_ms: int = 0) -> Heard:
        """Return what is heard around a cue's time, or ``late_ms`` after."""
        start_ms, end_ms = self._window(cue)
        return self.heard_between(start_ms + late_ms, end_ms + late_ms, ears)

    def heard_between(self, start_ms: int, end_ms: int, ears: Ears) -> Heard:
        """Return what is heard in a part of the track; its time counts from the track's start."""
        heard = ears.hear(self.sound[start_ms * EAR_PER_MS : end_ms * EAR_PER_MS])
        return Heard(heard.words, heard.at_ms + start_ms, heard.end_ms + start_ms)

    def cut_short(self, cue: Cue, missing_ms: int) -> SpokenTrack:
        """Return this track with the bed, as it is before the cue, in place of the end of a cue."""
        bed = self.sound[(cue.at_ms - 400) * EAR_PER_MS : (cue.at_ms - 100) * EAR_PER_MS]
        start, end = (cue.end_ms - missing_ms) * EAR_PER_MS, (cue.end_ms + AROUND_MS) * EAR_PER_MS
        sound = self.sound.copy()
        sound[start:end] = np.resize(bed, end - start)
        return replace(self, sound=sound)

    def _window(self, cue: Cue) -> tuple[int, int]:
        cues = self.timeline.cues
        index = cues.index(cue)
        before_ms = cues[index - 1].end_ms + APART_MS if index else 0
        after_ms = cues[index + 1].at_ms - APART_MS if index + 1 < len(cues) else self.timeline.duration_ms
        return max(cue.at_ms - AROUND_MS, before_ms), min(cue.end_ms + AROUND_MS, after_ms)


#: Makes the track of a routine (by its id) or returns the one that was made.
Render = Callable[[str, Verbosity], SpokenTrack]


def countdown_ms(services: Services, rate: int) -> list[int]:
    """Return the lengths of "three", "two" and "one" in the default voice, at so many words a minute."""
    words = ("Three.", "Two.", "One.")
    clips = services.speech.clips(words, services.speech.voice(None).id, rate)
    return [clips[word].length_ms for word in words]


def render(services: Services, routine: str, verbosity: Verbosity) -> SpokenTrack:
    """Make a track the way the server does, and decode it the way a phone does."""
    made = services.studio.track(services.library.routine(routine), Choices(verbosity=verbosity))
    path = services.studio.audio(made.digest).content
    assert isinstance(path, Path)
    return SpokenTrack(made.timeline, path, for_ears(decode(path.read_bytes())))
