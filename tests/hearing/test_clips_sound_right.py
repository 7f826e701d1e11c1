"""Every phrase of every shipped routine, as a clip: not cut off, not stretched, not mumbled, not too loud."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from server.audio import noise_bed
from server.audio.format import PER_MS, PRE_ROLL, Samples
from server.audio.loudness import loudness
from server.routine.model import Choices
from server.services.services import Services
from server.voice.clips import Clip
from tests.helpers.ears import Ears, for_ears
from tests.helpers.listening import levels_db
from tests.helpers.phrases import phrases
from tests.helpers.spelling import breaths, spoken
from tests.helpers.tracks import countdown_ms

#: Length of speech at 160 words a minute in milliseconds, fitted to 189 phrases: so much for a phrase, for
#: each letter (figures written out), and for each breath between two parts. They take 0.71 to 1.41 of that.
PHRASE_MS, LETTER_MS, BREATH_MS = 166, 64, 439
SHORTEST, LONGEST = 0.62, 1.55
#: The longest pause measured inside a phrase is 400 ms, between two sentences.
LONGEST_PAUSE_MS = 550
#: What is so quiet is a pause, in dBFS; speech lies at -20.
PAUSE_DB = -50


@pytest.fixture(scope="session")
def clips(services: Services) -> Mapping[str, Clip]:
    return services.speech.clips(phrases(), services.speech.voice(None).id, Choices().rate)


def expected_ms(text: str) -> float:
    parts = breaths(text)
    letters = sum(len(word) for words in parts for word in words)
    return PHRASE_MS + LETTER_MS * letters + BREATH_MS * (len(parts) - 1)


def fits(clip: Clip) -> bool:
    return SHORTEST < clip.length_ms / expected_ms(clip.text) < LONGEST


def longest_pause_ms(sound: Samples) -> int:
    pauses = "".join("p" if level < PAUSE_DB else " " for level in levels_db(sound, 10))
    return 10 * max(map(len, pauses.split(" ")))


def test_no_clip_is_too_short_or_too_long_for_its_text(clips: Mapping[str, Clip]) -> None:
    assert len(clips) > 150
    assert {text: clip.length_ms for text, clip in clips.items() if not fits(clip)} == {}


def test_half_a_clip_and_a_clip_said_twice_are_noticed(clips: Mapping[str, Clip]) -> None:
    half = [replace(clip, length=clip.length // 2) for clip in clips.values()]
    twice = [replace(clip, length=2 * clip.length) for clip in clips.values()]
    assert sum(map(fits, half)) + sum(map(fits, twice)) < 0.1 * 2 * len(clips)


def test_all_clips_are_equally_loud_and_none_is_clipped(clips: Mapping[str, Clip]) -> None:
    loud = [loudness(clip.samples) for clip in clips.values()]
    assert max(loud) - min(loud) < 1
    assert max(np.abs(clip.samples).max() for clip in clips.values()) < 10 ** (-1 / 20)


def test_no_clip_has_a_gap(clips: Mapping[str, Clip]) -> None:
    pauses = {text: longest_pause_ms(clip.samples) for text, clip in clips.items()}
    assert {text: pause for text, pause in pauses.items() if pause > LONGEST_PAUSE_MS} == {}


def test_speech_begins_and_ends_with_the_clip(clips: Mapping[str, Clip]) -> None:
    for text, clip in clips.items():
        levels = levels_db(clip.samples[PRE_ROLL:], 20)
        assert levels[:2].max() > PAUSE_DB, text
        assert levels[-5:].max() > PAUSE_DB, text  # a soft release, and the fade after it


def test_each_sentence_is_understood_among_all_others(clips: Mapping[str, Clip]) -> None:
    sentences = [text for text in clips if len(spoken(text).split()) >= 3]
    ears = Ears(sentences)
    heard = {text: ears.hear(for_ears(_in_a_track(clips[text].samples))).words for text in sentences}
    mistaken = {text: words for text, words in heard.items() if words != spoken(text)}
    assert len(mistaken) <= 0.05 * len(sentences), mistaken


@pytest.mark.parametrize("rate", [135, 160, 190])
def test_the_countdown_falls_in_length(rate: int, services: Services) -> None:
    lengths = countdown_ms(services, rate)
    assert lengths == sorted(lengths, reverse=True)


def _in_a_track(sound: Samples) -> Samples:
    around = np.pad(sound, 60 * PER_MS)
    return around + noise_bed.bed_samples(len(around))
