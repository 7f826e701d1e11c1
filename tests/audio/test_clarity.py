"""What is soft and high comes up, and pauses do not."""

import numpy as np
import pytest

from server.audio.clarity import clarify
from server.audio.format import PER_MS, SAMPLE_RATE, Samples
from tests.helpers.listening import level_db

#: Half a second of each.
VOWEL_HZ, CONSONANT_HZ, HISS_HZ = 400, 3000, 9000
PART = SAMPLE_RATE // 2
#: Where one part has no more influence on another.
INSIDE = slice(50 * PER_MS, PART - 50 * PER_MS)


def tone(hertz: float, db: float) -> Samples:
    return (10 ** (db / 20) * np.sin(2 * np.pi * hertz * np.arange(PART) / SAMPLE_RATE)).astype(np.float32)


def raised_db(second: Samples) -> float:
    """Return how much a sound comes up after a vowel, compared with that vowel."""
    vowel = tone(VOWEL_HZ, -6)
    before, after = np.concatenate([vowel, second]), clarify(np.concatenate([vowel, second]))
    gains = [level_db(after[part:][INSIDE]) - level_db(before[part:][INSIDE]) for part in (0, PART)]
    return gains[1] - gains[0]


def test_length_and_silence_are_kept() -> None:
    assert len(clarify(tone(VOWEL_HZ, -6)[:1001])) == 1001
    assert not clarify(np.zeros(PART, np.float32)).any()
    assert not len(clarify(np.zeros(0, np.float32)))


@pytest.mark.parametrize(("below_db", "expected_db"), [(0, 0), (7.5, 6.5), (15, 13), (40, 0), (60, 0)])
def test_soft_parts_of_a_word_come_up_and_pauses_do_not(below_db: float, expected_db: float) -> None:
    assert raised_db(tone(VOWEL_HZ, -6 - below_db)) == pytest.approx(expected_db, abs=0.5)


def test_a_consonant_comes_up_more_than_a_vowel_and_a_hiss() -> None:
    consonant, hiss = (raised_db(tone(hertz, -30)) for hertz in (CONSONANT_HZ, HISS_HZ))
    assert consonant > hiss + 2 > raised_db(tone(VOWEL_HZ, -30)) + 2


def test_a_short_burst_is_reached() -> None:
    sound = np.concatenate([tone(VOWEL_HZ, -6), np.zeros(60 * PER_MS), 0.1 * tone(3000, 0)[: 20 * PER_MS]])
    burst = slice(-15 * PER_MS, -5 * PER_MS)
    assert level_db(clarify(sound.astype(np.float32))[burst]) - level_db(sound[burst]) > 10
