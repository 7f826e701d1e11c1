"""The way from a routine and a person's choices to a track, with everything on the way kept."""

from __future__ import annotations

import logging
import os
import secrets
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from math import gcd
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

from server.audio.format import FRAME, GRID_MS, SAMPLE_RATE
from server.audio.tones import tone_length_ms, tone_packets
from server.coach.document import timeline_document, timeline_from_document
from server.coach.model import CueKind, Script, Timeline
from server.coach.script import estimated_ms, write_script
from server.coach.timeline import lay_out
from server.errors import NotFound, SoleusError
from server.resources import artwork_digest
from server.routine.model import Choices, Dose, Routine
from server.store.values import StoredTrack
from server.track.assembly import NoRoomForCue, assemble, required_packets
from server.track.chapters import chapters
from server.track.recipe import Recipe, digest_of, is_digest, tags_of
from server.voice.clips import ClipStore
from server.voice.disk_cache import drop_least_used
from server.voice.model import Clip
from server.voice.worker.pool import VoiceStopped

log = logging.getLogger(__name__)

#: Told how many phrases are ready, and of how many.
Progress = Callable[[int, int], None]

#: Cues at whole and half seconds start at a multiple of so many samples in their packet: the greatest
#: common divisor of half a second and a packet.
HALF_SECOND_STEP = gcd(SAMPLE_RATE // 2, FRAME)


class TrackStore(Protocol):
    """Where the studio keeps what each track was made of, so that it can be made again."""

    def save_track(self, digest: str, document: Mapping[str, Any], recipe: Mapping[str, Any]) -> None:
        """Keep a timeline and the voice that speaks it; a second time changes nothing."""
        ...

    def track(self, digest: str) -> StoredTrack:
        """Return what is kept; raise ``NotFound`` where there is nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Track:
    """A track that lies ready, and its timeline."""

    #: Names the track: ``/tracks/<digest>.m4a``.
    digest: str
    timeline: Timeline


@dataclass(frozen=True, slots=True)
class Preparation:
    """How far the making of a track is."""

    done: int = 0
    #: Phrases in all; 0 until that is known.
    total: int = 0
    track: Track | None = None
    #: Why the track could not be made, in words for the person who waits.
    fault: str = ""


class Studio:
    """Makes tracks.

    :param folder: where the audio files are kept; deleting it harms nothing.
    :param limit_bytes: how large the folder may become; the least recently used files go first.
    :param clips: speaks, or remembers having spoken.
    :param tracks: keeps what each track was made of.
    """

    def __init__(self, folder: Path, limit_bytes: int, clips: ClipStore, tracks: TrackStore) -> None:
        self._folder = folder
        self._limit_bytes = limit_bytes
        self._clips = clips
        self._tracks = tracks
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="studio")
        self._preparations: dict[str, Preparation] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()

    def timeline(self, routine: Routine, choices: Choices, progress: Progress | None = None) -> Timeline:
        """Return the exact timeline of a routine, speaking what was never spoken before.

        :raises NotFound: if there is no such voice.
        :raises UnspeakablePhrase: naming the phrase that the engine cannot speak.
        """
        script = write_script(routine, choices)
        return self._laid_out(script, self._spoken(script.phrases(), choices, progress, urgent=True))

    def track(
        self,
        routine: Routine,
        choices: Choices,
        progress: Progress | None = None,
        urgent: bool = True,
    ) -> Track:
        """Make the track of a routine, or find it made.

        :param urgent: whether a person waits for it; others give way.
        :raises NotFound: if there is no such voice.
        :raises UnspeakablePhrase: naming the phrase that the engine cannot speak.
        """
        began = perf_counter()
        script = write_script(routine, choices)
        spoken = self._spoken(script.phrases(), choices, progress, urgent)
        timeline = self._laid_out(script, spoken)
        recipe = self._recipe(choices, routine.id)
        document = timeline_document(timeline)
        digest = digest_of(document, recipe)
        self._tracks.save_track(digest, document, asdict(recipe))
        if not self._in_use(self._path(digest)):
            self._render(digest, timeline, recipe, spoken, urgent)
            took_ms = round((perf_counter() - began) * 1000)
            log.info("track made: %s, %d s long, in %d ms", routine.id, timeline.duration_ms // 1000, took_ms)
        return Track(digest, timeline)

    def audio(self, digest: str) -> Path:
        """Return the file of a track, made again if the cache has lost it.

        :raises NotFound: if there never was such a track.
        """
        path = self._path(digest)
        if not (is_digest(digest) and self._in_use(path)):
            stored = self._tracks.track(digest)
            timeline = timeline_from_document(stored.document)
            recipe = Recipe(**stored.recipe)
            phrases = tuple(dict.fromkeys(cue.text for cue in timeline.cues if cue.kind == "speech"))
            spoken = self._clips.clips(phrases, recipe.voice, recipe.rate)
            try:
                self._render(digest, timeline, recipe, spoken, urgent=True)
            except NoRoomForCue as error:  # another version of the engine speaks more slowly
                raise NotFound(
                    "This track cannot be made again as it was. Start the routine anew."
                ) from error
        return path

    def duration_ms(self, routine: Routine, choices: Choices, doses: Mapping[str, Dose] | None = None) -> int:
        """Return how long a routine takes: exactly if all of it was spoken before, else by estimate.

        :param doses: those of ``doses_of``, where they are known already.
        """
        script = write_script(routine, choices, doses)
        known = self._known_lengths_ms(script, choices)

        def length_ms(kind: CueKind, text: str) -> int:
            if kind == "tone":
                return tone_length_ms(text)
            return known[text] if text in known else estimated_ms(text, choices.rate)

        return lay_out(script, length_ms, GRID_MS).duration_ms

    def prepare(
        self, job: str, routine: Routine, choices: Choices, on_ready: Callable[[Track], None]
    ) -> Preparation:
        """Make a track in the background; asking again for the same job returns how far it is.

        A fault is told once; whoever asks after that begins anew.

        :param job: any name, such as a workout's id.
        :param on_ready: called in the background thread with the finished track.
        """
        with self._lock:
            under_way = self._preparations.get(job)
            if under_way:
                if under_way.fault:
                    del self._preparations[job]
                return under_way
            self._preparations[job] = begun = Preparation()
        self._threads.submit(self._prepare, job, routine, choices, on_ready)
        return begun

    def warm(self, routines: Iterable[Routine]) -> None:
        """Make the tracks of some routines, unchanged, in the background and out of everyone's way."""
        self._threads.submit(self._warm, tuple(routines))

    def close(self) -> None:
        """Stop what is under way as soon as the phrase in hand is done."""
        self._closing.set()
        self._threads.shutdown(cancel_futures=True)

    def _prepare(
        self, job: str, routine: Routine, choices: Choices, on_ready: Callable[[Track], None]
    ) -> None:
        def progress(done: int, total: int) -> None:
            self._note(job, Preparation(done, total))

        try:
            track = self.track(routine, choices, progress)
            on_ready(track)
        except SoleusError as error:
            log.warning("track not made: %s: %s", routine.id, error)
            self._note(job, Preparation(fault=str(error)))
        except Exception:
            log.exception("track not made: %s", routine.id)
            self._note(job, Preparation(fault="The track could not be made. The server's log says why."))
        else:
            self._note(job, None)

    def _note(self, job: str, preparation: Preparation | None) -> None:
        with self._lock:
            if preparation is None:
                self._preparations.pop(job, None)
            else:
                self._preparations[job] = preparation

    def _warm(self, routines: Sequence[Routine]) -> None:
        for routine in routines:
            if self._closing.is_set():
                return
            try:
                self._warm_places(self.track(routine, Choices(), urgent=False).timeline)
            except VoiceStopped:
                return
            except SoleusError as error:
                log.warning("not warmed: %s: %s", routine.id, error)

    def _warm_places(self, timeline: Timeline) -> None:
        """Encode countdown and tones at every place in a packet that a changed dose may move them to."""
        recipe = self._recipe(Choices(), timeline.routine)
        counted = tuple(
            {cue.text for cue in timeline.cues if cue.role == "countdown" and cue.kind == "speech"}
        )
        tones = {cue.text for cue in timeline.cues if cue.kind == "tone"}
        spoken = self._clips.clips(counted, recipe.voice, recipe.rate, urgent=False)
        for offset in range(0, FRAME, HALF_SECOND_STEP):
            if self._closing.is_set():
                return
            self._clips.warm_packets([(clip, offset) for clip in spoken.values()], urgent=False)
            for name in tones:
                tone_packets(name, recipe.tones, offset)

    def _spoken(
        self, phrases: Sequence[str], choices: Choices, progress: Progress | None, urgent: bool
    ) -> Mapping[str, Clip]:
        voice = self._clips.voice(choices.voice)
        return self._clips.clips(phrases, voice.id, choices.rate, progress, urgent)

    def _laid_out(self, script: Script, spoken: Mapping[str, Clip]) -> Timeline:
        def length_ms(kind: CueKind, text: str) -> int:
            return tone_length_ms(text) if kind == "tone" else spoken[text].length_ms

        return lay_out(script, length_ms, GRID_MS)

    def _known_lengths_ms(self, script: Script, choices: Choices) -> Mapping[str, int]:
        try:
            voice = self._clips.voice(choices.voice)
        except NotFound:  # a page that shows a length is not the place to say so
            return {}
        return self._clips.lengths_ms(script.phrases(), voice.id, choices.rate)

    def _recipe(self, choices: Choices, routine_id: str) -> Recipe:
        voice, engine = self._clips.voice(choices.voice), self._clips.engine_version
        return Recipe(voice.id, choices.rate, choices.tones, engine, artwork_digest(routine_id))

    def _render(
        self, digest: str, timeline: Timeline, recipe: Recipe, spoken: Mapping[str, Clip], urgent: bool
    ) -> None:
        """Write the file of a track, whole or not at all."""
        offsets = [
            (spoken[text], offset) for kind, text, offset in required_packets(timeline) if kind == "speech"
        ]
        self._clips.warm_packets(offsets, urgent)

        def packets(kind: CueKind, text: str, offset: int) -> tuple[bytes, ...]:
            if kind == "tone":
                return tone_packets(text, recipe.tones, offset)
            return self._clips.packets(spoken[text], offset)

        audio = assemble(timeline, packets, chapters(timeline), tags_of(timeline))
        self._folder.mkdir(parents=True, exist_ok=True)
        unfinished = self._folder / f"{digest}.{secrets.token_hex(4)}.part"
        unfinished.write_bytes(audio)
        unfinished.replace(self._path(digest))
        drop_least_used(self._folder, self._limit_bytes)

    @staticmethod
    def _in_use(path: Path) -> bool:
        """Note that a file is used; tell whether there is one."""
        try:
            os.utime(path)
        except OSError:
            return False
        return True

    def _path(self, digest: str) -> Path:
        return self._folder / f"{digest}.m4a"
