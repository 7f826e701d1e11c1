"""What was handed out, kept for good: from it a track is made again byte for byte.

Speaking and encoding anew may give other bytes, after an update for one. So the packets of each cue at its
offset, those of the tones and of the bed, and the cover are kept once a track's address is handed out. What
they were made from, and the joined file, are only caches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Protocol

from server.coach import CueKind, Timeline, timeline_from_document
from server.digests import digest_of
from server.errors import NotFound
from server.track.assembly import NoRoomForCue, assemble, required_packets
from server.track.chapters import chapters_of
from server.track.recipe import Recorded, Recording, StoredTrack, tags_of
from server.voice.clips import KeptClip, Packets, pack_packets, unpack_packets

#: Contents that are read at a time: over a network, waiting takes longer than anything else.
_READERS: Final = 8


class TrackLost(NotFound):
    """A track was handed out, and cannot be made again to the byte."""

    def __init__(self) -> None:
        super().__init__("This track cannot be made again as it was. Start the routine again.")


class RecordingContents(Protocol):
    """Contents by their digests, durable: a folder, or where several machines need them a bucket."""

    def keep(self, contents: Mapping[str, bytes]) -> None:
        """Keep contents under their digests; when this returns they are durable.

        :raises SoleusError: if one cannot be kept.
        """
        ...

    def read(self, digest: str) -> bytes | None:
        """Return a content; ``None`` if it is lost or damaged.

        :raises SoleusError: if that cannot be found out.
        """
        ...

    def remove_unknown(self, is_known: Callable[[str], bool]) -> int:
        """Remove the contents that nothing refers to, and return how many they were."""
        ...


class TrackStore(Protocol):
    """Stores what each track was made of, so that it can be made again."""

    def save_track(
        self,
        digest: str,
        document: Mapping[str, Any],
        recipe: Mapping[str, Any],
        recorded: Recorded | None = None,
    ) -> None:
        """Store a timeline, the fields of its recipe and its recordings.

        Of what is stored already, nothing changes but that recordings take the place of lost ones.
        """
        ...

    def track(self, digest: str) -> StoredTrack:
        """Return what is stored.

        :raises NotFound: if there is no such track.
        """
        ...

    def use_track(self, digest: str) -> bool:
        """Tell whether a track is stored with its recordings; if so, it counts as used from now on."""
        ...

    def recording(self, clip: str, offset: int | None) -> Recording | None:
        """Return the first recording of a clip at an offset, or at any."""
        ...


@dataclass(frozen=True, eq=False)
class Ingredients:
    """Everything that a track is joined from."""

    timeline: Timeline
    bed: Packets
    cover: bytes
    #: By kind, text and offset, as ``required_packets`` lists them.
    cues: Mapping[tuple[CueKind, str, int], Packets]
    #: The key and the length in samples of each clip, by its text.
    clips: Mapping[str, tuple[str, int]]

    @cached_property
    def audio(self) -> bytes:
        """The track's file; the same ingredients give the same bytes.

        :raises NoRoomForCue: if two cues are too close together.
        """
        return assemble(
            self.timeline,
            lambda *cue: self.cues[cue],
            chapters_of(self.timeline),
            tags_of(self.timeline, self.cover),
            self.bed,
        )


class Recordings:
    """Keeps what was handed out, and makes it again.

    :param contents: keeps what they hold.
    :param tracks: stores which of them make which track.
    """

    def __init__(self, contents: RecordingContents, tracks: TrackStore) -> None:
        self._contents = contents
        self._tracks = tracks

    def use(self, digest: str) -> bool:
        """Tell whether a track was recorded; if so, it counts as used from now on."""
        return self._tracks.use_track(digest)

    def track(self, digest: str) -> StoredTrack:
        """Return what is stored of a track.

        :raises NotFound: if there is no such track.
        """
        return self._tracks.track(digest)

    def record(
        self, digest: str, document: Mapping[str, Any], recipe: Mapping[str, Any], made: Ingredients
    ) -> None:
        """Record a track; when this returns, its bytes are certain.

        :raises DiskFull: if there is no room for the recordings.
        :raises SoleusError: if they cannot be written.
        """
        contents = [pack_packets(made.bed), made.cover]
        clips: list[tuple[str, int, int]] = [("", 0, 0)] * 2
        for kind, text, offset in required_packets(made.timeline):
            contents.append(pack_packets(made.cues[kind, text, offset]))
            key, samples = made.clips.get(text, ("", 0)) if kind == "speech" else ("", 0)
            clips.append((key, offset if key else 0, samples))
        named = [digest_of(content) for content in contents]
        self._contents.keep(dict(zip(named, contents, strict=True)))
        parts = tuple(Recording(name, *clip) for name, clip in zip(named, clips, strict=True))
        self._tracks.save_track(digest, document, recipe, Recorded(parts, digest_of(made.audio)))

    def restored(self, digest: str) -> bytes:
        """Return the file of a track as it was handed out.

        :raises NotFound: if there is no such track.
        :raises TrackLost: if it was not recorded, or cannot be made again to the byte.
        """
        stored = self._tracks.track(digest)
        if stored.recorded is None:
            raise TrackLost
        with ThreadPoolExecutor(_READERS) as threads:
            contents = list(
                threads.map(self._contents.read, (part.digest for part in stored.recorded.recordings))
            )
        found = [content for content in contents if content is not None]
        if len(found) < len(contents):
            raise TrackLost
        timeline = timeline_from_document(stored.document)
        bed, cover, *cues = found
        by_cue = dict(zip(required_packets(timeline), map(unpack_packets, cues), strict=True))
        try:
            audio = Ingredients(timeline, unpack_packets(bed), cover, by_cue, {}).audio
        except NoRoomForCue as error:
            raise TrackLost from error
        if digest_of(audio) != stored.recorded.file_digest:  # a release that joins files otherwise
            raise TrackLost
        return audio

    def remove_unused(self, is_used: Callable[[str], bool]) -> int:
        """Remove contents that nothing uses, and return how many they were.

        :param is_used: tells it of a digest.
        """
        return self._contents.remove_unknown(is_used)

    def find(self, clip: str, offset: int | None = None) -> KeptClip | None:
        """Return the packets of a clip that were recorded first, at an offset or at any."""
        recording = self._tracks.recording(clip, offset)
        content = self._contents.read(recording.digest) if recording else None
        if recording is None or content is None:
            return None
        return KeptClip(recording.samples, recording.offset, unpack_packets(content))
