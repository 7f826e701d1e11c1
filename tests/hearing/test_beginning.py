"""Earbuds and loudspeakers swallow what comes first: it must not be a word."""

import numpy as np
import pytest

from server.coach.model import LEAD_IN_MS
from server.resources import shipped
from server.routine.library.library import Library
from tests.helpers.ears import Ears
from tests.helpers.listening import levels_db
from tests.helpers.scores import CUES
from tests.helpers.seeking import play_from
from tests.helpers.tracks import Render

ROUTINES = [routine.id for routine in Library(shipped("routines")).routines()]


@pytest.fixture(scope="session")
def ears() -> Ears:
    return Ears(CUES)


@pytest.mark.parametrize("routine", ROUTINES)
def test_nobody_speaks_in_the_first_half_second(routine: str, spoken_track: Render, ears: Ears) -> None:
    track = spoken_track(routine, "brief")
    assert track.heard_between(0, 500, ears).words == ""
    lead_in = levels_db(play_from(track.path, 0, LEAD_IN_MS - 50), 50)
    assert lead_in.min() > -67
    assert lead_in.max() < -60


@pytest.mark.parametrize("routine", ROUTINES)
def test_the_first_word_comes_right_after_the_lead_in(routine: str, spoken_track: Render) -> None:
    track = spoken_track(routine, "brief")
    assert track.timeline.cues[0].at_ms == LEAD_IN_MS
    loud = np.flatnonzero(levels_db(play_from(track.path, 0, 2000), 10) > -40)
    assert 10 * loud[0] == pytest.approx(LEAD_IN_MS, abs=60)
