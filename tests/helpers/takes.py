"""What people record: phrases that espeak speaks, with the noise of a room before and after."""

from __future__ import annotations

import io
import wave
from functools import cache

import numpy as np
from numpy.typing import NDArray

from server.audio import SAMPLE_RATE
from server.audio.level import resample
from server.voice.worker import SpeakingPool

VOICE = "gmw/en-us"


@cache
def take(text: str, peak: float = 0.5, noise: float = 0.002) -> bytes:
    """Return a WAV file with a phrase, with half a second of the room before and after it.

    :param peak: of the speech, of 1.
    :param noise: of the room, its standard deviation, of 1.
    """
    return wav(take_samples(text, peak, noise))


@cache
def take_samples(text: str, peak: float = 0.5, noise: float = 0.002) -> NDArray[np.int16]:
    """Return the samples of :func:`take` at ``SAMPLE_RATE``."""
    pool = SpeakingPool(workers=1)
    try:
        speech = pool.speak(text, VOICE, 160)
    finally:
        pool.close()
    spoken = resample(np.frombuffer(speech.pcm, "<i2").astype(np.int16), speech.sample_rate)
    around = np.zeros(SAMPLE_RATE // 2, np.float32)
    samples = np.concatenate([around, spoken / np.abs(spoken).max() * peak, around])
    samples += np.random.default_rng(1).normal(0, noise, len(samples))
    clipped: NDArray[np.int16] = (np.clip(samples, -1, 1) * 32767).astype(np.int16)
    return clipped


def wav(pcm: NDArray[np.int16], sample_rate: int = SAMPLE_RATE) -> bytes:
    """Return mono samples as a WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(sample_rate)
        written.writeframes(pcm.astype("<i2").tobytes())
    return file.getvalue()
