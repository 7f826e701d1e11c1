"""Recording what releases without recordings handed out, as far as their cache still has it."""

from __future__ import annotations

from pathlib import Path

import av

from server.audio import bed_packets, tone_packets
from server.coach import CueKind, timeline_from_document
from server.errors import SoleusError
from server.resources import artwork
from server.track.assembly import disassemble, required_packets
from server.track.recipe import Recipe, StoredTrack
from server.track.recordings import Ingredients, Recordings
from server.voice.clips import ClipStore, Packets, clip_key

#: What the last release without recordings wrote as its track and clip formats.
_LAST_TRACK_FORMAT, _LAST_CLIP_FORMAT = 3, 1


class Adoption:
    """Takes tracks from the cache into the recordings.

    :param clips: has the cache of clips.
    """

    def __init__(self, clips: ClipStore, recordings: Recordings) -> None:
        self._clips = clips
        self._recordings = recordings

    def adopt(self, stored: StoredTrack, file: Path) -> bool:
        """Record a track, and tell whether that was possible.

        :param file: where the cache has, or had, the file of the track.
        """
        made = self._from_file(stored, file) or self._from_clips(stored)
        if made is not None:
            self._recordings.record(stored.digest, stored.document, stored.recipe, made)
        return made is not None

    def _from_file(self, stored: StoredTrack, file: Path) -> Ingredients | None:
        """Take a joined track apart; ``None`` unless the parts make the very same file again."""
        try:
            audio = file.read_bytes()
            packets, cover = _streams(file)
        except (OSError, av.FFmpegError):
            return None
        timeline = timeline_from_document(stored.document)
        cues = disassemble(timeline, packets, bed_packets())
        made = Ingredients(timeline, bed_packets(), cover, cues, {})
        try:
            return made if made.audio == audio else None
        except SoleusError:
            return None

    def _from_clips(self, stored: StoredTrack) -> Ingredients | None:
        """Join a track from its clips as its release would have; ``None`` if one is gone or has changed."""
        timeline, recipe = timeline_from_document(stored.document), Recipe(**stored.recipe)
        if recipe.track_format != _LAST_TRACK_FORMAT:
            return None
        cues: dict[tuple[CueKind, str, int], Packets] = {}
        lengths_ms = {cue.text: cue.end_ms - cue.at_ms for cue in timeline.cues}
        for kind, text, offset in required_packets(timeline):
            packets = (
                tone_packets(text, recipe.tones, offset)
                if kind == "tone"
                else self._clips.cached_packets(_key(text, recipe), offset, lengths_ms[text])
            )
            if packets is None:
                return None
            cues[kind, text, offset] = packets
        return Ingredients(timeline, bed_packets(), artwork(timeline.routine), cues, {})


def _key(text: str, recipe: Recipe) -> str:
    engine, _, version = recipe.engine.partition(" ")
    return clip_key(engine, version, recipe.voice, recipe.rate, text, _LAST_CLIP_FORMAT)


def _streams(file: Path) -> tuple[list[bytes], bytes]:
    """Return the packets of sound in a file, and its cover."""
    with av.open(str(file), options={"ignore_editlist": "1"}) as container:
        sound = [bytes(packet) for packet in container.demux(audio=0) if packet.size]
    with av.open(str(file)) as container:
        pictures = container.demux(video=0) if container.streams.video else ()
        cover = next((bytes(picture) for picture in pictures if picture.size), b"")
    return sound, cover
