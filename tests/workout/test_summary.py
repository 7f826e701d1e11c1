from __future__ import annotations

import pytest

from server.coach.model import Segment, Timeline
from server.workout.model import Event, Summary
from server.workout.summary import summarize

HOLDS = tuple(
    Segment("hold", "calf", "calf", "Calf", "left", number, 1, number * 10_000, (number + 1) * 10_000)
    for number in range(3)
)
TIMELINE = Timeline("calves", "Calves", 30_000, HOLDS, ())
DONE = (Event("a", "play", 0, 0), Event("b", "finish", 10_000, 10_000))


@pytest.mark.parametrize(
    "later",
    [
        (),
        (Event("c", "play", 10_000, 11_000), Event("d", "pause", 30_000, 31_000)),
        (Event("c", "seek", 0, 11_000), Event("d", "play", 0, 11_000), Event("e", "finish", 30_000, 41_000)),
    ],
    ids=["nothing", "played on", "played again"],
)
def test_what_happened_after_the_finish_does_not_count(later: tuple[Event, ...]) -> None:
    assert summarize((*DONE, *later), {"one": TIMELINE}, "one") == Summary(10_000, 1, 0)
