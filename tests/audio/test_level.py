"""Levelling real speech, judged by FFmpeg's loudness meter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from server.audio.format import PER_MS, PRE_ROLL, SAMPLE_RATE, Samples
from server.audio.level import PEAK, TARGET_LUFS, join, level, limit, resample, to_clip_samples, trim
from server.audio.loudness import loudness
from server.voice.model import Speech
from server.voice.worker.engines import PIPER
from server.voice.worker.pool import SpeakingPool

PHRASES = (
    """
Left leg. Right leg. Get ready. Three. Two. One. Halfway. Ten seconds. Release slowly. Up. Down. Last two.
Switch, right leg. Well done. Next. Runner's calf stretch. Six. Seven. Eight. Sit down. Shin. Floor. Heel.
30 seconds, two times. Breathe in for four, out for six. Three of ten. That was fourteen minutes. Push the
floor away. Stop if the foot tingles. Stand facing a wall, one foot behind you, and keep the heel down.
Roll slowly along the outer side of the shin, away from the bone. Bend the back knee.
""".replace("\n", " ")
    .strip(" .")
    .split(". ")
)


#: What is said in one word, and begins or ends softly.
WORDS = (
    "Three.",
    "Two.",
    "One.",
    "Left.",
    "Right.",
    "Switch.",
    "Halfway.",
    "Rest.",
    "Foot.",
    "Five.",
    "Hold.",
)


@pytest.fixture(scope="module")
def pool() -> Iterator[SpeakingPool]:
    pool = SpeakingPool()
    yield pool
    pool.close()


@pytest.fixture(scope="module")
def joe() -> Iterator[SpeakingPool]:
    pool = SpeakingPool(PIPER)
    yield pool
    pool.close()


@pytest.fixture(scope="module", params=[100, 160, 240])
def speeches(request: pytest.FixtureRequest, pool: SpeakingPool) -> Sequence[Speech]:
    voices = [voice.id for voice in pool.voices() if voice.language.startswith("en")][:3]
    return [pool.speak(text, voice, request.param) for voice in voices for text in PHRASES]


def pcm_of(speech: Speech) -> NDArray[np.int16]:
    return np.frombuffer(speech.pcm, "<i2")


def resampled(speech: Speech) -> Samples:
    return resample(pcm_of(speech), speech.sample_rate)


def clip_of(speech: Speech) -> Samples:
    return to_clip_samples(pcm_of(speech), speech.sample_rate)


def metered(samples: Samples) -> float:
    """Return the integrated loudness of a clip played round and round for 12 s, by FFmpeg's ebur128."""
    around = np.resize(samples, 12 * SAMPLE_RATE)
    graph = av.filter.Graph()
    source = graph.add_abuffer(
        format="flt", sample_rate=SAMPLE_RATE, layout="mono", time_base=Fraction(1, SAMPLE_RATE)
    )
    meter, sink = graph.add("ebur128", "metadata=1"), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(around.reshape(1, -1), format="flt", layout="mono")
    frame.sample_rate, frame.pts = SAMPLE_RATE, 0
    graph.push(frame)
    graph.push(None)
    metadata: dict[str, str] = {}
    while True:
        try:
            metadata = graph.pull().metadata
        except (av.EOFError, av.BlockingIOError):
            return float(metadata["lavfi.r128.I"])


def resample_to(rate: int, samples: Samples) -> Samples:
    """Return a clip with more samples a second, in which peaks between samples show."""
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="fltp", layout="mono")
    frame.sample_rate = SAMPLE_RATE
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=rate)
    parts = [*resampler.resample(frame), *resampler.resample(None)]
    return np.concatenate([part.to_ndarray()[0] for part in parts])


def noise(seconds: float, volume: float, seed: int = 1) -> Samples:
    return (volume * np.random.default_rng(seed).standard_normal(int(seconds * SAMPLE_RATE))).astype(
        np.float32
    )


def audible(samples: Samples) -> float:
    """Return the energy above 20 Hz."""
    powers = np.abs(np.fft.rfft(samples, 2**18)) ** 2
    return float(powers[20 * 2**18 // SAMPLE_RATE :].sum())


def test_all_phrases_are_within_one_decibel_of_each_other(speeches: Sequence[Speech]) -> None:
    heard = [metered(clip_of(speech)) for speech in speeches]
    assert max(heard) - min(heard) < 1
    assert np.mean(heard) == pytest.approx(TARGET_LUFS, abs=0.5)


def test_nothing_is_above_the_highest_level_between_samples_either(speeches: Sequence[Speech]) -> None:
    for speech in speeches:
        assert np.abs(resample_to(96_000, clip_of(speech))).max() < 1.01 * PEAK


@pytest.mark.parametrize("text", WORDS)
@pytest.mark.parametrize("engine", ["pool", "joe"])
def test_a_word_begins_and_ends_as_loud_as_the_engine_spoke_it(
    engine: str, text: str, request: pytest.FixtureRequest
) -> None:
    speaker = request.getfixturevalue(engine)
    speech = speaker.speak(text, speaker.voices()[0].id, 160)
    whole = np.pad(resampled(speech), SAMPLE_RATE // 10)
    cut = trim(resampled(speech))
    start = int(np.argmax(np.correlate(whole, cut[: SAMPLE_RATE // 4], "valid")))
    heard = np.flatnonzero(np.abs(whole) > 0.002 * np.abs(whole).max())
    for edge in (heard[0], heard[-1] + 1 - 30 * PER_MS):
        own, kept = whole[edge : edge + 30 * PER_MS], cut[edge - start : edge - start + 30 * PER_MS]
        assert len(kept) == len(own)
        assert 10 * np.log10((own**2).sum() / (kept**2).sum()) < 6


def test_a_constant_offset_is_taken_out(speeches: Sequence[Speech]) -> None:
    for speech in speeches:
        assert abs(trim(resampled(speech)).mean()) < 0.0005


def test_the_first_sound_is_within_two_milliseconds(speeches: Sequence[Speech]) -> None:
    for speech in speeches:
        cut = trim(resampled(speech))
        first = np.flatnonzero(np.abs(cut) > 0.01 * np.abs(cut).max())[0]
        assert first == pytest.approx(PRE_ROLL, abs=2 * PER_MS)


def test_no_sound_is_cut_off(speeches: Sequence[Speech]) -> None:
    for speech in speeches:
        whole, cut = resampled(speech), trim(resampled(speech))
        assert audible(cut) > 0.999 * audible(whole)


def test_a_clip_begins_and_ends_without_a_click(speeches: Sequence[Speech]) -> None:
    for speech in speeches:
        clip = clip_of(speech)
        edges = np.abs([clip[0], clip[1], clip[-2], clip[-1]])
        assert edges.max() < 0.001


@pytest.mark.parametrize("seconds", [0.05, 0.3, 0.4, 1.0, 3.7])
@pytest.mark.parametrize("volume", [0.00003, 0.01, 0.2])
def test_our_meter_agrees_with_ffmpegs(seconds: float, volume: float) -> None:
    sound = noise(seconds, volume)
    if metered(sound) > -69:
        assert loudness(sound) == pytest.approx(metered(sound), abs=0.15)


def test_pauses_count_for_neither_meter() -> None:
    sound = np.concatenate([noise(2, 0.1), np.zeros(5 * SAMPLE_RATE, np.float32)])
    assert loudness(sound) == pytest.approx(metered(sound), abs=0.3)


def test_the_reference_tone_has_the_loudness_of_the_recommendation() -> None:
    tone = np.sin(2 * np.pi * 997 * np.arange(SAMPLE_RATE) / SAMPLE_RATE).astype(np.float32)
    assert loudness(tone) == pytest.approx(-3.01, abs=0.05)


@pytest.mark.parametrize("samples", [np.zeros(0, np.float32), np.zeros(SAMPLE_RATE, np.float32)])
def test_silence_is_infinitely_quiet_and_no_clip(samples: Samples) -> None:
    assert loudness(samples) == -np.inf
    for step in (trim, level):
        with pytest.raises(ValueError, match="there is only silence"):
            step(samples)


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 24_000, 44_100, 48_000])
def test_resampling_keeps_length_and_pitch(rate: int) -> None:
    tone = (10_000 * np.sin(2 * np.pi * 1000 * np.arange(rate) / rate)).astype(np.int16)
    sound = resample(tone, rate)
    assert len(sound) == pytest.approx(SAMPLE_RATE, abs=2 * PER_MS)
    spectrum = np.abs(np.fft.rfft(sound))
    assert np.argmax(spectrum) * SAMPLE_RATE / len(sound) == pytest.approx(1000, abs=2)


def test_silence_around_a_sound_is_cut_to_the_millisecond() -> None:
    quiet = np.zeros(SAMPLE_RATE, np.float32)
    cut = trim(np.concatenate([quiet, noise(1, 0.1), quiet]))
    assert len(cut) == pytest.approx(PRE_ROLL + 1.045 * SAMPLE_RATE, abs=PER_MS)


def test_a_click_is_no_beginning_and_no_end() -> None:
    quiet = np.zeros(SAMPLE_RATE, np.float32)
    quiet[SAMPLE_RATE // 2] = 0.006
    assert len(trim(np.concatenate([quiet, noise(1, 0.1), quiet]))) < 1.1 * SAMPLE_RATE


def test_an_offset_hides_no_silence() -> None:
    quiet = np.zeros(SAMPLE_RATE, np.float32)
    assert len(trim(np.concatenate([quiet, noise(1, 0.1), quiet]) + np.float32(0.01))) < 1.1 * SAMPLE_RATE


@pytest.mark.parametrize("engine", ["pool", "joe"])
def test_a_breath_between_sentences_is_as_long_for_every_engine(
    engine: str, request: pytest.FixtureRequest
) -> None:
    speaker = request.getfixturevalue(engine)
    voice = speaker.voices()[0].id
    parts = [clip_of(speaker.speak(text, voice, 160)) for text in ("Left foot off the floor.", "Rest.")]
    pause = join(parts)[len(parts[0]) - 45 * PER_MS : -len(parts[1]) + PRE_ROLL]
    assert len(pause) == 350 * PER_MS
    assert np.abs(pause).max() < 0.02


@pytest.mark.parametrize("spikes", [1, 7, 100])
def test_the_limiter_takes_down_every_peak_and_leaves_the_rest(spikes: int) -> None:
    sound = noise(2, 0.05)
    where = np.random.default_rng(spikes).integers(0, len(sound), spikes)
    sound[where] = 1.7
    quiet = limit(sound)
    assert np.abs(quiet).max() <= PEAK * 1.0001
    near = np.abs(np.arange(len(sound))[:, None] - where).min(axis=1) < 12 * PER_MS
    assert np.array_equal(quiet[~near], sound[~near])


def test_the_limiter_leaves_quiet_sound_alone() -> None:
    sound = noise(1, 0.05)
    assert limit(sound) is sound


def test_the_limiter_moves_its_gain_slowly() -> None:
    sound = np.full(SAMPLE_RATE, 0.5, np.float32)
    sound[SAMPLE_RATE // 2] = 1.5
    gain = limit(sound) / sound
    assert np.abs(np.diff(gain)).max() < 0.01
