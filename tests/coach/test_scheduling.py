from __future__ import annotations

from itertools import pairwise

import pytest

from server.coach.cues import speech, tone
from server.coach.model import GAP_MS, CueKind, Role, ScriptCue
from server.coach.scheduling import SENTENCE_PAUSE_MS, ScheduledCue, schedule_all, schedule_within

#: Most important first.
ORDER: tuple[Role, ...] = (
    *("safety", "switch", "instruction", "countdown", "count", "ready", "tempo", "halfway", "form", "breath"),
)


def length_ms(kind: CueKind, text: str) -> int:
    return 300 if kind == "tone" else 100 * len(text)


def within(limit_ms: int, *cues: ScriptCue) -> list[ScheduledCue]:
    return schedule_within(limit_ms, cues, length_ms, limit_ms=limit_ms)


def heard(scheduled: list[ScheduledCue]) -> list[str]:
    return [each.cue.text for each in scheduled]


@pytest.mark.parametrize(("kept", "dropped"), list(pairwise(ORDER)))
@pytest.mark.parametrize("reverse", [False, True])
def test_of_two_cues_for_one_moment_the_more_important_is_kept(
    kept: Role, dropped: Role, reverse: bool
) -> None:
    rivals = [speech(kept, "kept", 1000), speech(dropped, "other", 1000)]
    assert heard(within(5000, *(rivals[::-1] if reverse else rivals))) == ["kept"]


def test_what_one_cannot_do_without_is_kept_before_anything_else() -> None:
    rivals = [speech("safety", "optional", 1000), speech("count", "required", 1000, required=True)]
    assert heard(within(5000, *rivals)) == ["required"]


@pytest.mark.parametrize("name", ["start", "end"])
def test_a_start_or_end_tone_gives_way_to_nothing(name: Role) -> None:
    signal = tone(name, "start" if name == "start" else "end", 0)
    assert heard(within(5000, speech("safety", "Mind it.", 0, required=True), signal)) == [name]


def test_a_cue_without_a_time_follows_the_one_before_it() -> None:
    scheduled = within(5000, tone("end", "end", 0), speech("end", "Relax"), speech("next", "Next: leg"))
    after_tone = 300 + GAP_MS
    assert [each.at_ms for each in scheduled] == [0, after_tone, after_tone + 500 + SENTENCE_PAUSE_MS]


@pytest.mark.parametrize(("limit_ms", "count"), [(2020, 3), (2019, 2), (959, 1)])
def test_pauses_are_shortened_before_a_cue_is_dropped(limit_ms: int, count: int) -> None:
    cues = [tone("end", "end", 0), speech("end", "Relax"), speech("next", "Next: leg")]
    assert len(within(limit_ms, *cues)) == count


@pytest.mark.parametrize(
    ("limit_ms", "words"), [(2000, "Switch: right leg."), (1500, "Right leg."), (700, "Right.")]
)
def test_where_words_do_not_fit_fewer_are_said(limit_ms: int, words: str) -> None:
    switch = speech("switch", "Switch: right leg.", required=True, shorter=("Right leg.", "Right."))
    assert heard(within(limit_ms, switch)) == [words]


def test_what_is_dropped_makes_room_for_what_is_not() -> None:
    cues = [speech("form", "Heels.", 0), speech("halfway", "Half.", 500), speech("breath", "Out.", 1300)]
    assert heard(within(2000, *cues)) == ["Half.", "Out."]


def test_a_cue_before_the_end_counts_from_the_end() -> None:
    scheduled = within(
        5000, tone("ready", "tick", before_end_ms=2000), tone("ready", "tick", before_end_ms=1000)
    )
    assert [each.at_ms for each in scheduled] == [3000, 4000]


def test_a_single_tick_before_the_start_is_left_out() -> None:
    words = speech("announce", "x" * 27, required=True)
    ticks = (tone("ready", "tick", before_end_ms=2000), tone("ready", "tick", before_end_ms=1000))
    assert heard(within(5000, words, *ticks)) == ["x" * 27, "tick", "tick"]
    words = speech("announce", "x" * 29, required=True)
    assert heard(within(5000, words, *ticks)) == ["x" * 29]


def test_a_sound_of_the_segment_before_keeps_the_first_cues_away() -> None:
    tick = tone("tempo", "tick", 0)
    scheduled = schedule_within(1000, [tick], length_ms, limit_ms=1000, busy_ms=-100)
    assert scheduled == []
    assert schedule_within(1000, [tick], length_ms, limit_ms=1000, busy_ms=-GAP_MS)


def test_where_the_clock_waits_every_word_is_said() -> None:
    cues = [speech("announce", "1234567", 1500), speech("safety", "x" * 600)]
    scheduled = schedule_all(cues, length_ms)
    assert [(each.at_ms, each.end_ms) for each in scheduled] == [(1500, 2200), (2600, 62_600)]
