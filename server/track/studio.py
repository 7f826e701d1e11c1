"""The way from a routine and a person's choices to a track, with every intermediate result kept."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import TypeAlias

from server.audio import GRID_MS, bed_packets, tone_packets
from server.coach import (
    CueKind,
    Timeline,
    lay_out,
    timeline_document,
    timeline_from_document,
    write_script,
)
from server.digests import digest_of
from server.errors import NotFound, SoleusError
from server.jobs import Priority
from server.resources import artwork, artwork_digest
from server.routine import Choices, Dose, Routine, Tones
from server.track.adoption import Adoption
from server.track.assembly import NoRoomForCue, PacketSource, assemble, required_packets
from server.track.cache import Audio, TrackCache
from server.track.estimates import estimated_lengths
from server.track.laying_out import laid_out
from server.track.preview import preview_timeline
from server.track.recipe import Recipe, is_digest, respoken_digest, track_digest
from server.track.recordings import Ingredients, Recordings, TrackLost
from server.track.routine_cache import RoutineCache
from server.voice import NoVoice
from server.voice.clips import Clip, ClipStore

log = logging.getLogger(__name__)

#: Called with how many phrases are ready, and how many there are.
Progress: TypeAlias = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Track:
    """A track that is ready, and its timeline."""

    #: Names the track: ``/tracks/<digest>.m4a``.
    digest: str
    timeline: Timeline


class TrackNotKept(SoleusError):
    """A track that nobody was given was made, and the cache has no room for it."""

    status = 507

    def __init__(self) -> None:
        super().__init__(
            "The cache cannot keep the track: the disk is full, or the cache's folder cannot be written to."
        )


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
    :param recordings: keeps what was handed out.
    """

    def __init__(self, clips: ClipStore, cache: TrackCache, recordings: Recordings) -> None:
        self._clips = clips
        self._cache = cache
        self._recordings = recordings
        self._adoption = Adoption(clips, recordings)
        self._lengths: RoutineCache[_Length] = RoutineCache()

    def timeline(self, routine: Routine, choices: Choices) -> Timeline:
        """Return the exact timeline of a routine, and speak what has never been spoken.

        :raises NotFound: if there is no such voice.
        :raises UnspeakablePhrase: naming the phrase that the engine cannot speak.
        """
        script = write_script(routine, choices)
        return laid_out(script, self._spoken(script.phrases(), choices, None, Priority.URGENT))

    def track(
        self,
        routine: Routine,
        choices: Choices,
        progress: Progress | None = None,
        priority: Priority = Priority.URGENT,
        *,
        waits: bool = False,
        handed_out: bool = True,
    ) -> Track:
        """Make the track of a routine, unless it has been made.

        :param progress: told how many phrases are ready, in this thread.
        :param waits: whether what plays it can wait for Play where a step asks for it.
        :param handed_out: whether somebody is told its address, and may count on its bytes from now on.
        :raises NothingToDo: if every step is left out.
        :raises NotFound: if there is no such voice.
        :raises UnspeakablePhrase: naming the phrase that the engine cannot speak.
        :raises DiskFull: if it is to be handed out, and there is no room for its recordings.
        :raises TrackNotKept: if it is not to be handed out, and the cache has no room for it.
        """
        began = perf_counter()
        script = write_script(routine, choices, waits=waits)
        spoken = self._spoken(script.phrases(), choices, progress, priority)
        timeline = laid_out(script, spoken)
        recipe = self._recipe(choices, routine.id, {text: clip.text for text, clip in spoken.items()})
        document = timeline_document(timeline)
        digest = track_digest(document, recipe)
        known = self._recordings.use(digest)
        if not (self._is_as_recorded(digest) if known else not handed_out and self._cache.touch(digest)):
            made = self._ingredients(timeline, recipe, spoken, priority)
            if handed_out or known:
                self._recordings.record(digest, document, asdict(recipe), made)
            if not self._cache.write(digest, made.audio) and not (handed_out or known):
                raise TrackNotKept
            took_ms = round((perf_counter() - began) * 1000)
            log.info("track made: %s, %d s long, in %d ms", routine.id, timeline.duration_ms // 1000, took_ms)
        return Track(digest, timeline)

    def voice_of(self, digest: str) -> str | None:
        """Return the id of the voice of a known track; ``None`` if this machine has it no more."""
        return self._voice_id(Choices(voice=Recipe(**self._recordings.track(digest).recipe).voice)) or None

    def is_ready(self, digest: str) -> bool:
        """Tell whether a track was handed out and there is its file; if so, it counts as used from now on."""
        return self._recordings.use(digest) and self._is_as_recorded(digest)

    def script_digest(self, routine: Routine, choices: Choices, *, waits: bool = False) -> str:
        """Return a digest of all that decides a track but the recordings; nothing is spoken for it.

        :param waits: as for :meth:`track`.
        :raises NotFound: if there is no such voice.
        :raises NoVoice: if none is known.
        """
        script = write_script(routine, choices, waits=waits)
        said = self._clips.saying.said(script.phrases(), self._clips.watch.voice(choices.voice).id)
        return digest_of(repr((script, self._recipe(choices, routine.id, said))))

    def audio(self, digest: str) -> Audio:
        """Return the audio of a track, made again as it was if the cache no longer has it.

        :raises NotFound: if there never was such a track, or it cannot be made again.
        """
        kept = self._cache.audio(digest) if is_digest(digest) else None
        if kept is not None:
            return kept
        restored = self._restored(digest)
        return self._cache.audio(digest) or Audio(restored)

    def adopt(self, digest: str) -> None:
        """Record a track that a release without recordings handed out, if the cache still has it.

        :raises NotFound: if there never was such a track.
        """
        stored = self._recordings.track(digest)
        if stored.recorded is None and self._adoption.adopt(stored, self._cache.path(digest)):
            log.info("track of an older release recorded: %s", digest)

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
        on = chosen, voice, self._clips.saying.version
        kept = self._lengths.get(routine, make, *on)
        if kept.clips not in (None, clips):  # more has been spoken since it was estimated
            kept = self._lengths.renew(routine, make, *on)
        return kept.duration_ms

    def preview(self, text: str, said: str, voice: str, rate: int) -> bytes:
        """Return one line as an audio file, spoken as the coach would.

        :param said: what the engine is given.
        :param voice: id of a voice.
        :param rate: words a minute.
        :raises UnspeakablePhrase: if the engine cannot speak it.
        """
        clip = self._clips.clip_of(text, said, voice, rate)
        timeline = preview_timeline(text, clip.length_ms)
        return assemble(timeline, self._packet_source({text: clip}, Choices().tones))

    def _is_as_recorded(self, digest: str) -> bool:
        """Tell whether there is the file of a track that was recorded; without it, a new one must do."""
        try:
            if not self._cache.touch(digest):
                self._restored(digest)
        except NotFound:
            log.warning("the recordings of a track are lost; it is recorded anew: %s", digest)
            return False
        return True

    def _restored(self, digest: str) -> bytes:
        """Return the file of a track as it was, and keep it in the cache.

        :raises NotFound: if there never was such a track, or it cannot be made again.
        """
        self.adopt(digest)
        try:
            audio = self._recordings.restored(digest)
        except NotFound:
            audio = self._spoken_again(digest)
        self._cache.write(digest, audio)
        return audio

    def _spoken_again(self, digest: str) -> bytes:
        """Return the file of a track whose recordings are lost, if spoken again it has the very same bytes.

        :raises NotFound: if it has not.
        """
        stored = self._recordings.track(digest)
        timeline, recipe = timeline_from_document(stored.document), Recipe(**stored.recipe)
        if stored.recorded is None or recipe.engine != self._clips.engine_of(recipe.voice):
            raise TrackLost
        phrases = tuple(dict.fromkeys(cue.text for cue in timeline.cues if cue.kind == "speech"))
        spoken = self._clips.clips(phrases, recipe.voice, recipe.rate)
        made = self._ingredients(timeline, recipe, spoken, Priority.URGENT)
        try:
            same = digest_of(made.audio) == stored.recorded.file_digest
        except NoRoomForCue as error:
            raise TrackLost from error
        if not same:
            raise TrackLost
        self._recordings.record(digest, stored.document, stored.recipe, made)
        return made.audio

    def _spoken(
        self, phrases: Sequence[str], choices: Choices, progress: Progress | None, priority: Priority
    ) -> Mapping[str, Clip]:
        voice = self._clips.voice(choices.voice)
        return self._clips.clips(phrases, voice.id, choices.rate, progress, priority)

    def _voice_id(self, choices: Choices) -> str:
        """Return the id of the voice; empty if there is none, or none is known yet: nobody waits for it."""
        try:
            return self._clips.watch.voice(choices.voice).id
        except (NotFound, NoVoice):  # a page that shows a length is not where this should be reported
            return ""

    def _recipe(self, choices: Choices, routine_id: str, said: Mapping[str, str]) -> Recipe:
        voice = self._clips.watch.voice(choices.voice).id
        engine = self._clips.engine_of(voice)
        cover, respoken = artwork_digest(routine_id), respoken_digest(said)
        return Recipe(voice, choices.rate, choices.tones, engine, cover, respoken=respoken)

    def _ingredients(
        self, timeline: Timeline, recipe: Recipe, spoken: Mapping[str, Clip], priority: Priority
    ) -> Ingredients:
        """Return what a track is joined from; packets that are missing are made side by side first."""
        required = required_packets(timeline)
        offsets = [(spoken[text], offset) for kind, text, offset in required if kind == "speech"]
        self._clips.prepare_packets(offsets, priority)
        packets = self._packet_source(spoken, recipe.tones)
        return Ingredients(
            timeline=timeline,
            bed=bed_packets(),
            cover=artwork(timeline.routine),
            cues={cue: packets(*cue) for cue in required},
            clips={text: (clip.key, clip.length) for text, clip in spoken.items()},
        )

    def _packet_source(self, spoken: Mapping[str, Clip], tones: Tones) -> PacketSource:
        def packets(kind: CueKind, text: str, offset: int) -> tuple[bytes, ...]:
            if kind == "tone":
                return tone_packets(text, tones, offset)
            return self._clips.packets(spoken[text], offset)

        return packets
