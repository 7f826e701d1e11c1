"""The words of a track, understood by a recogniser where the timeline says that they are."""

from itertools import pairwise
from random import Random

import pytest

from server.routine.model import Verbosity
from tests.hearing.ears import Ears
from tests.hearing.scores import CUES, SORTS, score
from tests.hearing.spelling import spoken
from tests.hearing.tracks import Render, SpokenTrack

#: What may not sink below it, by the project's own promise.
ENOUGH = 0.95
#: A word that is as near to the true one as another could be.
WRONG = {"left": "right", "right": "left", "three": "two", "two": "one", "one": "three", "halfway": "relax"}

each_sort = pytest.mark.parametrize("sort", SORTS)


@pytest.fixture(scope="session")
def ears() -> Ears:
    return Ears(CUES)


@pytest.fixture(scope="session", params=["plantar-fasciitis", "heel-raise-strength", "morning-first-steps"])
def routine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session", params=["full", "brief"])
def track(request: pytest.FixtureRequest, routine: str, spoken_track: Render) -> SpokenTrack:
    verbosity: Verbosity = request.param
    return spoken_track(routine, verbosity)


@pytest.fixture(scope="session")
def plantar_fasciitis(spoken_track: Render) -> SpokenTrack:
    return spoken_track("plantar-fasciitis", "brief")


def test_countdown_side_and_halfway_are_heard_where_the_timeline_says(track: SpokenTrack, ears: Ears) -> None:
    for name, sort in SORTS.items():
        cues = [cue for cue in track.timeline.cues if sort(cue)]
        if cues:
            result = score(track, cues, ears)
            assert result.part >= ENOUGH, (name, result.missed)


def test_these_routines_have_all_of_these_cues(spoken_track: Render) -> None:
    cues = spoken_track("morning-first-steps", "brief").timeline.cues
    assert all(any(sort(cue) for cue in cues) for sort in SORTS.values())


@each_sort
def test_a_wrong_word_is_not_heard_there(sort: str, plantar_fasciitis: SpokenTrack, ears: Ears) -> None:
    def wrong(text: str) -> str:
        return " ".join(WRONG.get(word, word) for word in spoken(text).split())

    cues = [cue for cue in plantar_fasciitis.timeline.cues if SORTS[sort](cue)]
    assert score(plantar_fasciitis, cues, ears, expected=wrong).part <= 1 - ENOUGH


@each_sort
def test_a_second_later_it_is_not_heard(sort: str, plantar_fasciitis: SpokenTrack, ears: Ears) -> None:
    cues = [cue for cue in plantar_fasciitis.timeline.cues if SORTS[sort](cue)]
    assert score(plantar_fasciitis, cues, ears, late_ms=1000).part <= 1 - ENOUGH


def test_with_the_words_shuffled_the_score_collapses(plantar_fasciitis: SpokenTrack, ears: Ears) -> None:
    cues = [cue for cue in plantar_fasciitis.timeline.cues if any(sort(cue) for sort in SORTS.values())]
    texts = [cue.text for cue in cues]
    Random(0).shuffle(texts)
    labels = iter(texts)
    assert score(plantar_fasciitis, cues, ears, expected=lambda _: spoken(next(labels))).part < 0.5


def test_where_nobody_speaks_nothing_is_heard(plantar_fasciitis: SpokenTrack, ears: Ears) -> None:
    random = Random(0)
    quiet = [
        (before.end_ms + 100, after.at_ms - 100)
        for before, after in pairwise(plantar_fasciitis.timeline.cues)
        if after.at_ms - before.end_ms > 2500
    ]
    imagined = []
    for start_ms, end_ms in random.choices(quiet, k=80):
        at_ms = random.randint(start_ms, end_ms - 800)
        imagined.append(plantar_fasciitis.heard_between(at_ms, at_ms + random.randint(400, 800), ears).words)
    assert sum(words != "" for words in imagined) <= 2, imagined
