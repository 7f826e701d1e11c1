"""Measure sounds: when one starts, how loud it is, how long it is silent."""

from __future__ import annotations

import io

import av
import numpy as np
from numpy.typing import NDArray

from server.audio.format import PER_MS, Samples


def length_s(file: bytes) -> float:
    """Return how long a sound file plays, in seconds."""
    with av.open(io.BytesIO(file), "r") as opened:
        return (opened.duration or 0) / av.time_base


def start_of(clip: Samples, heard: Samples, near_ms: int) -> float:
    """Return the time (ms) at which ``heard`` is most like a clip, within 60 ms of ``near_ms``."""
    first = (near_ms - 60) * PER_MS
    window = heard[first : first + len(clip) + 120 * PER_MS]
    return (first + int(likeness(clip, window)[: 120 * PER_MS + 1].argmax())) / PER_MS


def likeness(clip: Samples, heard: Samples) -> NDArray[np.float64]:
    """Return how much ``heard`` is like a clip that begins at each of its samples (their correlation)."""
    size = 1 << (len(heard) + len(clip)).bit_length()  # a transform of some other lengths takes seconds
    spectrum = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(clip, size))
    return np.fft.irfft(spectrum, size)[: len(heard)]


def attack(heard: Samples, near_ms: int) -> float:
    """Return the time in milliseconds at which it gets louder than -30 dBFS, within 60 ms of ``near_ms``."""
    first = (near_ms - 60) * PER_MS
    loud = np.flatnonzero(np.abs(heard[first : first + 120 * PER_MS]) > 10 ** (-30 / 20))
    assert len(loud), f"nothing was heard near {near_ms} ms"
    return (first + int(loud[0])) / PER_MS


def level_db(sound: Samples) -> float:
    """Return the root mean square in dBFS."""
    return float(20 * np.log10(np.sqrt(np.mean(sound.astype(np.float64) ** 2)) + 1e-12))


def levels_db(sound: Samples, window_ms: int) -> NDArray[np.float64]:
    """Return the level of each whole window."""
    size = window_ms * PER_MS
    windows = sound[: len(sound) // size * size].reshape(-1, size).astype(np.float64)
    return np.asarray(10 * np.log10(np.mean(windows**2, axis=1) + 1e-24))


def longest_silence_ms(sound: Samples, below: float = 1e-5) -> float:
    """Return the longest run of samples that are zero, or as good as zero, in milliseconds."""
    silent = np.concatenate([[False], np.abs(sound) < below, [False]])
    edges = np.flatnonzero(silent[1:] != silent[:-1])
    return float(max(edges[1::2] - edges[::2], default=0)) / PER_MS


def above_hertz(sound: Samples, hertz: float) -> Samples:
    """Return what of a sound lies above a frequency.

    The filter rises from three quarters of that frequency: a sudden one rings for 100 ms around each sound.
    """
    size = 1 << len(sound).bit_length()  # a transform of some other lengths takes seconds
    lines = np.fft.rfft(sound, size)
    position = np.clip(np.fft.rfftfreq(size, 1 / (1000 * PER_MS)) / hertz * 4 - 3, 0, 1)
    lines *= np.sin(position * np.pi / 2) ** 2
    return np.fft.irfft(lines, size)[: len(sound)].astype(np.float32)
