"""What is heard in a track that was really spoken, against its timeline."""

from itertools import pairwise

import numpy as np
import pytest

from server.audio.format import PER_MS
from server.coach.model import Cue
from server.routine.model import Choices
from server.voice.clips import ClipStore
from tests.helpers.coach import exercise, routine, step
from tests.helpers.listening import above_hertz, attack, levels_db, longest_silence_ms, start_of
from tests.helpers.rendering import Rendered, render


def lateness_ms(cue: Cue, rendered: Rendered) -> float:
    # Half a second is enough to know a phrase by.
    beginning = rendered.sound_of(cue)[: 500 * PER_MS]
    return start_of(beginning, rendered.heard, cue.at_ms) - cue.at_ms


def test_tones_countdown_tempo_and_counts_start_within_2_ms(rendered: Rendered) -> None:
    exact = [cue for cue in rendered.timeline.cues if cue.exact]
    late = {(cue.at_ms, cue.text): lateness_ms(cue, rendered) for cue in exact}
    assert {cue.role for cue in exact} >= {"start", "end", "ready", "countdown"}
    assert {cue: ms for cue, ms in late.items() if abs(ms) > 2} == {}


def test_all_other_cues_start_within_25_ms(rendered: Rendered) -> None:
    others = [cue for cue in rendered.timeline.cues if not cue.exact]
    late = {(cue.at_ms, cue.text): lateness_ms(cue, rendered) for cue in others}
    assert len(others) > 20
    assert {cue: ms for cue, ms in late.items() if abs(ms) > 25} == {}


@pytest.mark.parametrize("seconds", [5, 30, 37, 61])
def test_a_hold_lasts_from_start_tone_to_end_tone(seconds: int, clip_store: ClipStore) -> None:
    calf = step(exercise(sides="each"), seconds=seconds, rest=3)
    rendered = render(routine(calf), Choices(), clip_store)
    tones = [cue for cue in rendered.timeline.cues if cue.kind == "tone" and cue.text != "tick"]
    assert [cue.text for cue in tones] == ["start", "end"] * 2
    for start, end in zip(tones[::2], tones[1::2], strict=True):
        held_ms = attack(rendered.heard, end.at_ms) - attack(rendered.heard, start.at_ms)
        assert held_ms == pytest.approx(seconds * 1000, abs=2)


def test_the_track_lasts_as_long_as_the_timeline(rendered: Rendered) -> None:
    assert len(rendered.heard) / PER_MS == pytest.approx(rendered.timeline.duration_ms, abs=50)


def test_the_track_is_never_silent_for_20_ms(rendered: Rendered) -> None:
    assert longest_silence_ms(rendered.heard, below=1e-5) < 20
    # Nor as quiet as what Chromium takes for silence, -72 dBFS.
    assert levels_db(rendered.heard, 20).min() > -70


def test_between_the_cues_there_is_the_bed_and_no_click(rendered: Rendered) -> None:
    levels, peaks, clicks = [], [], []
    heard, high = rendered.heard, above_hertz(rendered.heard, 4000)
    for before, after in pairwise(rendered.timeline.cues):
        # A frame goes on for 43 ms after the clip at most and begins as long before it, so that a sharp
        # consonant is heard a little early, and cues may be moved by 21 ms. The joins lie in between.
        rest = slice((before.end_ms + 66) * PER_MS, (after.at_ms - 66) * PER_MS)
        if rest.stop - rest.start >= 50 * PER_MS:
            levels.append(levels_db(heard[rest], 50))
            peaks.append(np.abs(heard[rest]).max())
            clicks.append(np.abs(high[rest]).max())
    assert np.concatenate(levels).min() > -66
    assert np.concatenate(levels).max() < -60
    assert max(peaks) < 10 ** (-46 / 20)
    assert max(clicks) < 10 ** (-60 / 20)
