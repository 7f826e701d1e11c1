"""The short cues of Piper's voice, understood by a recogniser where the timeline says that they are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from server.config import Config
from server.routine.model import Verbosity
from server.services.services import Services, open_services
from tests.hearing.test_words_are_heard import CUES_OF, ENOUGH, VERBOSITIES
from tests.helpers.ears import Ears
from tests.helpers.scores import CUES, SORTS, score
from tests.helpers.tracks import render

pytest.importorskip("piper")


@pytest.fixture(scope="module")
def neural(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    opened = open_services(Config(data=tmp_path_factory.mktemp("data"), voice_engines="piper"))
    yield opened
    opened.close()


@pytest.mark.parametrize("routine", ["plantar-fasciitis", "heel-raise-strength"])
def test_each_sort_of_cue_is_heard_where_the_timeline_says(routine: str, neural: Services) -> None:
    ears, tracks = Ears(CUES), {each: render(neural, routine, each) for each in VERBOSITIES}
    for sort in CUES_OF[routine]:
        said: list[Verbosity] = [each for each in VERBOSITIES if (sort, each) != ("halfway", "brief")]
        scores = [score(tracks[each], filter(SORTS[sort], tracks[each].timeline.cues), ears) for each in said]
        missed = [miss for each in scores for miss in each.missed]
        assert 1 - len(missed) / sum(each.of for each in scores) >= ENOUGH, (sort, missed)
