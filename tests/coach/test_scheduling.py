from __future__ import annotations

from itertools import pairwise

import pytest

from server.coach.cues import speech, tone
from server.coach.model import GAP_MS, Role, ScriptCue
from server.coach.scheduling import SENTENCE_PAUSE_MS, schedule_all, schedule_within

#: Most important first.
ORDER: tuple[Role, ...] = ("safety", "switch", "countdown", "count", "end", "ready", "next", "form", "breath")


@pytest.mark.parametrize(("kept", "dropped"), list(pairwise(ORDER)))
@pytest.mark.parametrize("reverse", [False, True])
def test_of_two_cues_for_one_moment_the_more_important_is_kept(
    kept: Role, dropped: Role, reverse: bool
) -> None:
    rivals = [speech(kept, "one", 1000), speech(dropped, "two", 1000)]
    scheduled = schedule_within(5000, rivals[::-1] if reverse else rivals, [500, 500])
    assert [each.cue.role for each in scheduled] == [kept]


@pytest.mark.parametrize("name", ["start", "end"])
def test_a_start_or_end_tone_gives_way_to_nothing(name: Role) -> None:
    signal = tone(name, "start" if name == "start" else "end", 0)
    scheduled = schedule_within(5000, [speech("safety", "Mind the step.", 0), signal], [500, 300])
    assert [each.cue for each in scheduled] == [signal]


def test_a_cue_without_a_time_follows_the_one_before_it() -> None:
    cues = [tone("end", "end", 0), speech("end", "Relax."), speech("next", "Next: left leg.")]
    scheduled = schedule_within(5000, cues, [300, 500, 900])
    after_tone = 300 + GAP_MS
    assert [each.at_ms for each in scheduled] == [0, after_tone, after_tone + 500 + SENTENCE_PAUSE_MS]


@pytest.mark.parametrize(("limit_ms", "heard"), [(2020, 3), (2019, 2), (959, 1)])
def test_pauses_are_shortened_before_a_cue_is_dropped(limit_ms: int, heard: int) -> None:
    cues = [tone("end", "end", 0), speech("end", "Relax."), speech("next", "Next: left leg.")]
    assert len(schedule_within(limit_ms, cues, [300, 500, 900])) == heard


def test_what_is_dropped_makes_room_for_what_is_not() -> None:
    cues = [
        speech("form", "Heel down.", 0),
        speech("halfway", "Halfway.", 500),
        speech("breath", "Breathe.", 1300),
    ]
    scheduled = schedule_within(2000, cues, [600, 500, 500])
    assert [each.cue.role for each in scheduled] == ["halfway", "breath"]


def test_where_the_clock_waits_every_word_is_said() -> None:
    cues: list[ScriptCue] = [speech("announce", "Calf stretch.", 1500), speech("safety", "Mind the step.")]
    scheduled = schedule_all(cues, [700, 60_000])
    assert [(each.at_ms, each.end_ms) for each in scheduled] == [(1500, 2200), (2600, 62_600)]
