"""Timelines made by hand, clips that need no voice, and a store of tracks that needs no database."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from server.audio.aac import encode_clip
from server.audio.format import PER_MS, SAMPLE_RATE, Samples
from server.audio.tones import tone, tone_length_ms
from server.coach.model import Cue, CueKind, Role, Segment, Timeline
from server.errors import NotFound
from server.routine.model import Side
from server.track.recipe import Recorded, Recording, StoredTrack
from server.track.recording_folder import RecordingFolder
from server.track.recordings import Recordings


@cache
def clip(text: str) -> Samples:
    """Return something like a word: a buzz that swells and fades, 40 ms for each letter."""
    length = 40 * len(text) * PER_MS
    seconds = np.arange(length) / SAMPLE_RATE
    pitch = 90 + sum(map(ord, text)) % 80
    buzz = sum(np.sin(2 * np.pi * pitch * k * seconds) / k for k in range(1, 20))
    return np.asarray(0.2 * buzz * np.hanning(length), dtype=np.float32)


def length_ms(kind: CueKind, text: str) -> int:
    return tone_length_ms(text) if kind == "tone" else len(clip(text)) // PER_MS


@cache
def packets(kind: CueKind, text: str, offset: int) -> tuple[bytes, ...]:
    return encode_clip(tone(text, "normal") if kind == "tone" else clip(text), offset)


def speech(at_ms: int, text: str, role: Role = "form") -> Cue:
    return Cue(at_ms, at_ms + length_ms("speech", text), "speech", role, text, 0)


def tone_cue(at_ms: int, name: str) -> Cue:
    return Cue(at_ms, at_ms + length_ms("tone", name), "tone", "start", name, 0)


def segment(step: str, side: Side, start_ms: int, end_ms: int, set_number: int = 1) -> Segment:
    return Segment("hold", step, step, step.capitalize(), side, set_number, 1, start_ms, end_ms)


def timeline(*cues: Cue, duration_ms: int = 10_000, segments: tuple[Segment, ...] = ()) -> Timeline:
    return Timeline("legs", "Legs", duration_ms, segments, cues)


class MemoryTrackStore:
    """Stores in memory what tracks were made of."""

    def __init__(self) -> None:
        self._tracks: dict[str, StoredTrack] = {}

    def save_track(
        self,
        digest: str,
        document: Mapping[str, Any],
        recipe: Mapping[str, Any],
        recorded: Recorded | None = None,
    ) -> None:
        known = self._tracks.get(digest)
        self._tracks[digest] = StoredTrack(
            digest, document, recipe, recorded or (known.recorded if known else None)
        )

    def track(self, digest: str) -> StoredTrack:
        if digest not in self._tracks:
            raise NotFound("There is no such track.")
        return self._tracks[digest]

    def use_track(self, digest: str) -> bool:
        return digest in self._tracks and self._tracks[digest].recorded is not None

    def forget(self) -> None:
        """Remove all tracks, as is done with those that nothing has used for long."""
        self._tracks.clear()

    def recording(self, clip: str, offset: int | None) -> Recording | None:
        for track in self._tracks.values():
            for part in track.recorded.recordings if track.recorded else ():
                if part.clip == clip and offset in (None, part.offset):
                    return part
        return None


def memory_recordings(folder: Path) -> Recordings:
    """Return recordings in a folder, about which only memory knows."""
    return Recordings(RecordingFolder(folder), MemoryTrackStore())
