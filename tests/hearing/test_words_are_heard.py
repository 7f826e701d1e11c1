"""The words of a track, understood by a recogniser where the timeline says that they are."""

from itertools import pairwise
from random import Random

import pytest

from server.coach.model import Cue
from server.routine.model import Verbosity
from tests.helpers.ears import Ears, Heard
from tests.helpers.scores import CUES, SORTS, in_place, score
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
WRONG = {"left": "right", "right": "left", "three": "two", "two": "one", "one": "three", "halfway": "twelve"}

each_sort = pytest.mark.parametrize("sort", ["countdown", "side", "halfway"])


@pytest.fixture(scope="session")
def ears() -> Ears:
    return Ears(CUES)


@pytest.fixture(scope="session")
def plantar_fasciitis(spoken_track: Render) -> SpokenTrack:
    return spoken_track("plantar-fasciitis", "full")


@pytest.mark.parametrize("verbosity", VERBOSITIES)
@pytest.mark.parametrize(("routine", "sorts"), CUES_OF.items(), ids=CUES_OF)
def test_each_sort_of_cue_is_heard_where_the_timeline_says(
    routine: str, sorts: list[str], verbosity: Verbosity, spoken_track: Render, ears: Ears
) -> None:
    track = spoken_track(routine, verbosity)
    # "Halfway" gives way in brief.
    for sort in (sort for sort in sorts if (sort, verbosity) != ("halfway", "brief")):
        result = score(track, filter(SORTS[sort], track.timeline.cues), ears)
        assert result.of >= 4
        assert result.part >= ENOUGH, (sort, result.missed)


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


@pytest.fixture(scope="session")
def numbers(spoken_track: Render) -> tuple[SpokenTrack, dict[str, Cue]]:
    """A track that counts, and the first cue of each of its numbers."""
    track = spoken_track("heel-raise-strength", "brief")
    cues = {cue.text: cue for cue in reversed(track.timeline.cues) if SORTS["count"](cue)}
    return track, cues


@pytest.mark.parametrize("late_ms", [-150, 150])
def test_numbers_out_of_step_are_noticed(
    late_ms: int, numbers: tuple[SpokenTrack, dict[str, Cue]], ears: Ears
) -> None:
    track, cues = numbers
    assert score(track, cues.values(), ears, late_ms=late_ms).part < 0.1


@pytest.mark.parametrize(
    ("text", "missing_ms", "passes"), [("Eight.", 80, True), ("Eight.", 170, False), ("Four.", 140, False)]
)
def test_a_lost_stop_is_forgiven_and_a_lost_half_of_a_word_is_not(
    text: str, missing_ms: int, passes: bool, numbers: tuple[SpokenTrack, dict[str, Cue]], ears: Ears
) -> None:
    track, cues = numbers
    cut = track.cut_short(cues[text], missing_ms)
    assert (score(cut, [cues[text]], ears).part == 1) == passes


def test_ears_hear_the_same_whatever_they_heard_before(
    numbers: tuple[SpokenTrack, dict[str, Cue]], ears: Ears
) -> None:
    track, cues = numbers
    cut, heard = track.cut_short(cues["Eight."], 120), set()
    for cue in filter(SORTS["count"], track.timeline.cues[:200]):
        track.heard(cue, ears, late_ms=150)
        heard.add(cut.heard(cues["Eight."], ears))
    assert len(heard) == 1


@pytest.mark.parametrize(
    ("text", "start_ms", "end_ms", "passes"),
    [
        ("Eight.", 0, -125, True),
        ("Eight.", 0, -135, False),
        ("Eight.", 0, 110, False),
        ("Eight.", 110, -125, False),
        ("Eight.", -110, 0, False),
        ("Right leg.", 0, -125, True),
        ("Four.", 0, -100, True),
        ("Four.", 0, -110, False),
        ("Left foot.", 0, -125, True),
        ("Last two.", 0, -125, False),
    ],
)
def test_only_the_end_of_a_stop_may_be_early(text: str, start_ms: int, end_ms: int, passes: bool) -> None:
    cue = Cue(1000, 1400, "speech", "count", text, 0)
    assert in_place(cue, Heard("", 1000 + start_ms, 1400 + end_ms)) == passes
    assert in_place(cue, Heard("", 1050 + start_ms, 1450 + end_ms), late_ms=50) == passes


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
    for start_ms, end_ms in random.choices(quiet, k=400):
        at_ms = random.randint(start_ms, end_ms - 800)
        imagined.append(plantar_fasciitis.heard_between(at_ms, at_ms + random.randint(400, 800), ears).words)
    assert sum(words != "" for words in imagined) <= 10, imagined
