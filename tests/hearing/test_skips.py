"""After a jump to the start of a side: what is heard, and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from random import Random

import pytest

from server.audio.format import PER_MS, Samples
from server.coach.model import Cue
from server.routine.model import Choices, Verbosity
from server.services.services import Services
from server.track.chapters import chapters_of
from tests.helpers.ears import Ears, for_ears
from tests.helpers.listening import levels_db
from tests.helpers.scores import CUES, sides
from tests.helpers.seeking import chapter_starts, found_at_ms, play_from
from tests.helpers.spelling import spoken
from tests.helpers.tracks import AROUND_MS, Render, SpokenTrack

ROUTINES = ("plantar-fasciitis", "heel-raise-strength", "morning-first-steps")
VERBOSITIES: tuple[Verbosity, ...] = ("full", "brief")
#: A jump may miss what it goes to by so much.
NEAR_MS = 60
#: Speech begins no earlier after a jump; before it there is the bed, or a tone.
QUIET_MS = 500
#: A clip's last packet may go on for so long (ms).
TAIL_MS = 66


@dataclass(frozen=True, eq=False)
class Landing:
    """A jump to a chapter of a track."""

    track: SpokenTrack
    at_ms: int

    @property
    def cues(self) -> list[Cue]:
        """The cues that follow."""
        return [cue for cue in self.track.timeline.cues if cue.at_ms >= self.at_ms]

    @property
    def names(self) -> list[Cue]:
        """The cues that follow and name an exercise or a side; none before a pause at the end."""
        return [cue for cue in self.cues if cue.role in ("announce", "switch")]

    @property
    def announcement(self) -> Cue:
        """The cue that names the side, or the exercise where there is no side."""
        segments, names = self.track.timeline.segments, self.names
        here = segments[names[0].segment]
        same = [cue for cue in names if segments[cue.segment].step == here.step]
        return next(filter(sides, same), names[0]) if here.side != "both" else names[0]

    def heard(self, until_ms: int) -> Samples:
        """What is heard from the jump to a time of the track."""
        return play_from(self.track.path, self.at_ms, until_ms - self.at_ms)


@pytest.fixture(scope="session")
def landings(spoken_track: Render) -> list[Landing]:
    """Fifty jumps, anywhere."""
    tracks = [spoken_track(*which) for which in product(ROUTINES, VERBOSITIES)]
    everywhere = [Landing(track, at_ms) for track in tracks for at_ms in chapter_starts(track.path)]
    return Random(50).choices([landing for landing in everywhere if landing.names], k=50)


def test_the_file_has_a_chapter_for_each_step_and_side(spoken_track: Render) -> None:
    track = spoken_track("plantar-fasciitis", "full")
    assert len(chapter_starts(track.path)) == 14
    for found, chapter in zip(chapter_starts(track.path), chapters_of(track.timeline), strict=True):
        assert found == pytest.approx(chapter.start_ms, abs=1)


def test_fifty_jumps_land_at_the_side_that_is_announced(landings: list[Landing], services: Services) -> None:
    texts = [landing.announcement.text for landing in landings]
    clips = services.speech.clips(texts, services.speech.voice(None).id, Choices().rate)
    missed = {}
    for landing in landings:
        cue = landing.announcement
        heard = landing.heard(cue.end_ms + 1000)
        late_ms = landing.at_ms + found_at_ms(clips[cue.text].samples, heard) - cue.at_ms
        if abs(late_ms) > NEAR_MS:
            missed[cue.at_ms, cue.text] = late_ms
    assert missed == {}


def test_the_side_that_is_heard_after_a_jump_is_the_one_on_the_timeline(landings: list[Landing]) -> None:
    ears, mistaken = Ears(CUES), {}
    for landing in landings:
        cue = landing.announcement
        if sides(cue):
            heard = for_ears(
                landing.heard(cue.end_ms + AROUND_MS)[(cue.at_ms - landing.at_ms - AROUND_MS) * PER_MS :]
            )
            words = ears.hear(heard).words
            if words != spoken(cue.text):
                mistaken[cue.at_ms, cue.text] = words
    assert len(mistaken) <= 2, mistaken


def test_after_a_jump_nobody_speaks_for_half_a_second(landings: list[Landing]) -> None:
    for landing in landings:
        assert all(cue.kind == "tone" for cue in landing.cues if cue.at_ms < landing.at_ms + QUIET_MS)
        for start_ms, end_ms in _between_tones(landing):
            heard = landing.heard(end_ms)[(start_ms - landing.at_ms) * PER_MS :]
            assert levels_db(heard, 20).max() < -57, landing.cues[0]


def _between_tones(landing: Landing) -> Iterator[tuple[int, int]]:
    """Yield the services of the first half second in which there is nothing but the bed."""
    quiet_from, end_ms = landing.at_ms, landing.at_ms + QUIET_MS
    for cue in landing.cues:
        if min(cue.at_ms - AROUND_MS, end_ms) - quiet_from >= 20:
            yield quiet_from, min(cue.at_ms - AROUND_MS, end_ms)
        if cue.at_ms >= end_ms:
            return
        quiet_from = cue.end_ms + TAIL_MS
