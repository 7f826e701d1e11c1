"""The way from a routine and a person's choices to a track, with every intermediate result kept."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol, TypeAlias

from server.audio import GRID_MS, tone_length_ms, tone_packets
from server.coach import (
    CueKind,
    Script,
    Timeline,
    lay_out,
    timeline_document,
    timeline_from_document,
    write_script,
)
from server.digests import digest_of
from server.errors import NotFound
from server.jobs import Priority
from server.resources import artwork_digest
from server.routine import Choices, Dose, Routine, Tones
from server.track.assembly import NoRoomForCue, PacketSource, assemble, required_packets
from server.track.cache import TrackCache
from server.track.chapters import chapters_of
from server.track.estimates import estimated_lengths
from server.track.preview import preview_timeline
from server.track.recipe import Recipe, StoredTrack, is_digest, tags_of, track_digest
from server.track.routine_cache import RoutineCache
from server.voice import Clip, ClipStore

log = logging.getLogger(__name__)

#: Called with how many phrases are ready, and how many there are.
Progress: TypeAlias = Callable[[int, int], None]


class TrackStore(Protocol):
    """Stores what each track was made of, so that it can be made again."""

    def save_track(self, digest: str, document: Mapping[str, Any], recipe: Mapping[str, Any]) -> None:
        """Store a timeline and the fields of its recipe; storing it again has no effect."""
        ...

    def track(self, digest: str) -> StoredTrack:
        """Return what is stored.

        :raises NotFound: if there is no such track.
        """
        ...


@dataclass(frozen=True, slots=True)
class Track:
    """A track that is ready, and its timeline."""

    #: Names the track: ``/tracks/<digest>.m4a``.
    digest: str
    timeline: Timeline


@dataclass(frozen=True, slots=True)
class _Length:
    """How long a routine takes."""

    duration_ms: int
    #: The state of the clips when some of it was estimated; ``None`` if it is exact.
    clips: int | None


class Studio:
    """Makes tracks.

    :param clips: gives the clips, cached or newly spoken.
    :param cache: keeps the audio files.
    :param tracks: stores what each track was made of.
    """

    def __init__(self, clips: ClipStore, cache: TrackCache, tracks: TrackStore) -> None:
        self._clips = clips
        self._cache = cache
        self._tracks = tracks
        self._lengths: RoutineCache[_Length] = RoutineCache()

    def timeline(self, routine: Routine, choices: Choices) -> Timeline:
        """Return the exact timeline of a routine, and speak what has never been spoken.

        :raises NotFound: if there is no such voice.
        :raises UnspeakablePhrase: naming the phrase that the engine cannot speak.
        """
        script = write_script(routine, choices)
        return _laid_out(script, self._spoken(script.phrases(), choices, None, Priority.URGENT))

    def track(
        self,
        routine: Routine,
        choices: Choices,
        progress: Progress | None = None,
        priority: Priority = Priority.URGENT,
        *,
        waits: bool = False,
    ) -> Track:
        """Make the track of a routine, unless it has been made.

        :param progress: told how many phrases are ready, in this thread.
        :param waits: whether what plays it can wait for Play where a step asks for it.
        :raises NotFound: if there is no such voice.
        :raises UnspeakablePhrase: naming the phrase that the engine cannot speak.
        """
        began = perf_counter()
        script = write_script(routine, choices, waits=waits)
        spoken = self._spoken(script.phrases(), choices, progress, priority)
        timeline = _laid_out(script, spoken)
        recipe = self._recipe(choices, routine.id)
        document = timeline_document(timeline)
        digest = track_digest(document, recipe)
        self._tracks.save_track(digest, document, asdict(recipe))
        if not self._cache.touch(digest):
            self._render(digest, timeline, recipe, spoken, priority)
            took_ms = round((perf_counter() - began) * 1000)
            log.info("track made: %s, %d s long, in %d ms", routine.id, timeline.duration_ms // 1000, took_ms)
        return Track(digest, timeline)

    def script_digest(self, routine: Routine, choices: Choices, *, waits: bool = False) -> str:
        """Return a digest of all that decides a track but the recordings; nothing is spoken for it.

        :param waits: as for :meth:`track`.
        :raises NotFound: if there is no such voice.
        """
        script = write_script(routine, choices, waits=waits)
        return digest_of(repr((script, self._recipe(choices, routine.id))))

    def audio(self, digest: str) -> Path:
        """Return the file of a track, made again if the cache no longer has it.

        :raises NotFound: if there never was such a track, or it cannot be made again.
        """
        if not (is_digest(digest) and self._cache.touch(digest)):
            stored = self._tracks.track(digest)
            timeline = timeline_from_document(stored.document)
            recipe = Recipe(**stored.recipe)
            phrases = tuple(dict.fromkeys(cue.text for cue in timeline.cues if cue.kind == "speech"))
            spoken = self._clips.clips(phrases, recipe.voice, recipe.rate)
            try:
                self._render(digest, timeline, recipe, spoken, Priority.URGENT)
            except NoRoomForCue as error:  # another version of the engine speaks more slowly
                raise NotFound(
                    "This track cannot be made again as it was. Start the routine again."
                ) from error
        return self._cache.path(digest)

    def duration_ms(self, routine: Routine, choices: Choices, doses: Mapping[str, Dose] | None = None) -> int:
        """Return how long a routine takes: exactly if all of it has been spoken, else by estimate.

        :param doses: those of ``doses_of``, where they are known already.
        """
        voice = self._voice_id(choices)
        clips = self._clips.changes

        def make() -> _Length:
            script = write_script(routine, choices, doses)
            phrases = script.phrases()
            known = self._clips.lengths_ms(phrases, voice, choices.rate) if voice else {}
            estimated = estimated_lengths(choices.rate)

            def length_ms(kind: CueKind, text: str) -> int:
                return known[text] if kind == "speech" and text in known else estimated(kind, text)

            exact = len(known) == len(phrases)
            return _Length(lay_out(script, length_ms, GRID_MS).duration_ms, None if exact else clips)

        chosen = repr(choices)
        kept = self._lengths.get(routine, make, chosen, voice)
        if kept.clips not in (None, clips):  # more has been spoken since it was estimated
            kept = self._lengths.renew(routine, make, chosen, voice)
        return kept.duration_ms

    def preview(self, text: str, voice: str, rate: int) -> bytes:
        """Return one line as an audio file, spoken as the coach would.

        :param voice: id of a voice.
        :param rate: words a minute.
        :raises UnspeakablePhrase: if the engine cannot speak it.
        """
        clip = self._clips.clips([text], voice, rate)[text]
        timeline = preview_timeline(text, clip.length_ms)
        return assemble(timeline, self._packet_source({text: clip}, Choices().tones))

    def _spoken(
        self, phrases: Sequence[str], choices: Choices, progress: Progress | None, priority: Priority
    ) -> Mapping[str, Clip]:
        voice = self._clips.voice(choices.voice)
        return self._clips.clips(phrases, voice.id, choices.rate, progress, priority)

    def _voice_id(self, choices: Choices) -> str:
        try:
            return self._clips.voice(choices.voice).id
        except NotFound:  # a page that shows a length is not where this should be reported
            return ""

    def _recipe(self, choices: Choices, routine_id: str) -> Recipe:
        voice, engine = self._clips.voice(choices.voice), self._clips.engine_version
        return Recipe(voice.id, choices.rate, choices.tones, engine, artwork_digest(routine_id))

    def _render(
        self,
        digest: str,
        timeline: Timeline,
        recipe: Recipe,
        spoken: Mapping[str, Clip],
        priority: Priority,
    ) -> None:
        """Assemble a track and write its file; packets that are missing are made side by side first."""
        required = required_packets(timeline)
        offsets = [(spoken[text], offset) for kind, text, offset in required if kind == "speech"]
        self._clips.prepare_packets(offsets, priority)
        packets = self._packet_source(spoken, recipe.tones)
        self._cache.write(digest, assemble(timeline, packets, chapters_of(timeline), tags_of(timeline)))

    def _packet_source(self, spoken: Mapping[str, Clip], tones: Tones) -> PacketSource:
        def packets(kind: CueKind, text: str, offset: int) -> tuple[bytes, ...]:
            if kind == "tone":
                return tone_packets(text, tones, offset)
            return self._clips.packets(spoken[text], offset)

        return packets


def _laid_out(script: Script, spoken: Mapping[str, Clip]) -> Timeline:
    def length_ms(kind: CueKind, text: str) -> int:
        return tone_length_ms(text) if kind == "tone" else spoken[text].length_ms

    return lay_out(script, length_ms, GRID_MS)
