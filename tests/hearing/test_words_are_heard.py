"""The words of a track, understood by a recogniser where the timeline says that they are."""

from itertools import pairwise
from random import Random

import pytest

from server.routine.model import Verbosity
from tests.helpers.ears import Ears
from tests.helpers.scores import CUES, SORTS, score
from tests.helpers.spelling import spoken
from tests.helpers.tracks import Render, SpokenTrack

#: What may not sink below it, by the project's own promise.
ENOUGH = 0.95
#: Holds are counted down, reps are counted; every one of these routines has sides.
CUES_OF = {
    "plantar-fasciitis": ["countdown", "side", "halfway"],
    "heel-raise-strength": ["side", "count"],
    "morning-first-steps": ["countdown", "side", "halfway"],
}
VERBOSITIES: tuple[Verbosity, ...] = ("full", "brief")
#: A word that is as near to the true one as another could be.
WRONG = {"left": "right", "right": "left", "three": "two", "two": "one", "one": "three", "halfway": "relax"}

#: One number is a fourteenth of all counts. "Eight." ends in a stop whose release is lost in some renderings:
#: the word is right then, but seems to end too early.
LEAST = {"count": 0.85}

each_sort = pytest.mark.parametrize("sort", ["countdown", "side", "halfway"])


@pytest.fixture(scope="session")
def ears() -> Ears:
    return Ears(CUES)


@pytest.fixture(scope="session")
def plantar_fasciitis(spoken_track: Render) -> SpokenTrack:
    return spoken_track("plantar-fasciitis", "brief")


@pytest.mark.parametrize("verbosity", VERBOSITIES)
@pytest.mark.parametrize(("routine", "sorts"), CUES_OF.items(), ids=CUES_OF)
def test_each_sort_of_cue_is_heard_where_the_timeline_says(
    routine: str, sorts: list[str], verbosity: Verbosity, spoken_track: Render, ears: Ears
) -> None:
    track = spoken_track(routine, verbosity)
    for sort in sorts:
        result = score(track, filter(SORTS[sort], track.timeline.cues), ears)
        assert result.of >= 4
        assert result.part >= LEAST.get(sort, ENOUGH), (sort, result.missed)


@each_sort
def test_a_wrong_word_is_not_heard_there(sort: str, plantar_fasciitis: SpokenTrack, ears: Ears) -> None:
    def wrong(text: str) -> str:
        return " ".join(WRONG.get(word, word) for word in spoken(text).split())

    cues = [cue for cue in plantar_fasciitis.timeline.cues if SORTS[sort](cue)]
    assert score(plantar_fasciitis, cues, ears, expected=wrong).part <= 1 - ENOUGH


@each_sort
@pytest.mark.parametrize("late_ms", [-1000, -150, 150, 1000])
def test_a_track_out_of_step_is_noticed(
    sort: str, late_ms: int, plantar_fasciitis: SpokenTrack, ears: Ears
) -> None:
    cues = filter(SORTS[sort], plantar_fasciitis.timeline.cues)
    assert score(plantar_fasciitis, cues, ears, late_ms=late_ms).part < 0.5


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
