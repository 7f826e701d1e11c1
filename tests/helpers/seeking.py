"""A player that goes to any place of a file, as "next" and "previous" do, and finds a sound there."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

from server.audio.format import FRAME, PER_MS, SAMPLE_RATE, Samples
from tests.helpers.listening import likeness


def chapter_starts(path: Path) -> list[int]:
    """Return where the chapters of a file begin, in milliseconds."""
    with av.open(str(path)) as file:
        return [round(mark["start"] * (mark["time_base"] or 1) * 1000) for mark in file.chapters()]


def play_from(path: Path, at_ms: int, length_ms: int) -> Samples:
    """Return what is heard after a jump to a place; the file is only read from there on."""
    first, count = at_ms * PER_MS, length_ms * PER_MS
    with av.open(str(path)) as file:
        stream = file.streams.audio[0]
        # One packet earlier, as a decoder's first one lacks the half that overlaps.
        file.seek(max(0, first - 2 * FRAME), stream=stream)
        frames, begins = [], None
        for frame in file.decode(stream):
            if frame.pts is None:
                continue
            begins = frame.pts if begins is None else begins
            frames.append(frame.to_ndarray()[0])
            if frame.pts + FRAME >= first + count:
                break
    assert begins is not None
    skipped = first - begins
    return np.concatenate(frames)[skipped : skipped + count]


def found_at_ms(clip: Samples, heard: Samples) -> float:
    """Return when in what is heard a clip begins, in milliseconds, by its likeness."""
    return float(likeness(clip, heard).argmax()) * 1000 / SAMPLE_RATE
