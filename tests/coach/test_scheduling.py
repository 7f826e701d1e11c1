from __future__ import annotations

from itertools import pairwise

import pytest

from server.coach.cues import speech, tone
from server.coach.model import GAP_MS, Role, ScriptCue
from server.coach.scheduling import SENTENCE_PAUSE_MS, fitted, in_turn

#: Most important first.
ORDER: tuple[Role, ...] = ("safety", "switch", "countdown", "count", "end", "ready", "next", "form", "breath")


@pytest.mark.parametrize(("kept", "dropped"), list(pairwise(ORDER)))
@pytest.mark.parametrize("reverse", [False, True])
def test_of_two_cues_for_one_moment_the_more_important_is_kept(
    kept: Role, dropped: Role, reverse: bool
) -> None:
    rivals = [speech(kept, "one", 1000), speech(dropped, "two", 1000)]
    placed = fitted(rivals[::-1] if reverse else rivals, [500, 500], 5000)
    assert [part.cue.role for part in placed] == [kept]


@pytest.mark.parametrize("name", ["start", "end"])
def test_a_start_or_end_tone_gives_way_to_nothing(name: Role) -> None:
    signal = tone(name, "start" if name == "start" else "end", 0)
    placed = fitted([speech("safety", "Mind the step.", 0), signal], [500, 300], 5000)
    assert [part.cue for part in placed] == [signal]


def test_a_cue_without_a_time_follows_the_one_before_it() -> None:
    cues = [tone("end", "end", 0), speech("end", "Relax."), speech("next", "Next: left leg.")]
    placed = fitted(cues, [300, 500, 900], 5000)
    after_tone = 300 + GAP_MS
    assert [part.at_ms for part in placed] == [0, after_tone, after_tone + 500 + SENTENCE_PAUSE_MS]


@pytest.mark.parametrize(("limit_ms", "heard"), [(2020, 3), (2019, 2), (959, 1)])
def test_pauses_are_shortened_before_a_cue_is_dropped(limit_ms: int, heard: int) -> None:
    cues = [tone("end", "end", 0), speech("end", "Relax."), speech("next", "Next: left leg.")]
    assert len(fitted(cues, [300, 500, 900], limit_ms)) == heard


def test_what_is_dropped_makes_room_for_what_is_not() -> None:
    cues = [
        speech("form", "Heel down.", 0),
        speech("halfway", "Halfway.", 500),
        speech("breath", "Breathe.", 1300),
    ]
    placed = fitted(cues, [600, 500, 500], 2000)
    assert [part.cue.role for part in placed] == ["halfway", "breath"]


def test_where_the_clock_waits_every_word_is_said() -> None:
    cues: list[ScriptCue] = [speech("announce", "Calf stretch.", 1500), speech("safety", "Mind the step.")]
    placed = in_turn(cues, [700, 60_000])
    assert [(part.at_ms, part.end_ms) for part in placed] == [(1500, 2200), (2600, 62_600)]
