"""Clips and their packets: from memory, else from disk, else spoken and encoded, once for all who ask."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import CancelledError, as_completed
from functools import partial
from typing import Final, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from server.audio import PRE_ROLL, decode_clip, encode_clip
from server.jobs import Job, Priority, Scheduler, ThreadScheduler
from server.voice.clips.disk_cache import DiskCache
from server.voice.clips.memory_cache import MemoryCache
from server.voice.clips.model import Clip, ClipMaker, KeptClip, KeptClips, Packets, Phrase
from server.voice.clips.packing import pack_packets, pack_samples, unpack_packets, unpack_pcm
from server.voice.clips.saying import Saying
from server.voice.clips.speaking import spoken_clip
from server.voice.clips.voice_watch import VoiceWatch
from server.voice.lookup import find_voice
from server.voice.model import Voice
from server.voice.pronunciation import Pronunciations
from server.voice.worker import NoVoice, Speaker, UnspeakablePhrase, VoiceStopped

#: Clips that are remembered, without their sound: those of about a hundred routines.
_CLIPS: Final = 10_000
#: Bytes of sound in memory: of what was just spoken, and is about to be encoded.
_SOUND_BYTES: Final = 1024 * 1024
#: Bytes of packets in memory: those of the routines of the last minutes. The others are read from the disk in
#: 0.2 ms each.
_PACKETS_BYTES: Final = 4 * 1024 * 1024
#: Threads that encode, at most.
_ENCODERS: Final = 4
#: Threads for background and for idle work, which runs one at a time each: it takes none from people.
_BACKGROUND: Final = 2

#: Told how many are ready, of how many.
Progress: TypeAlias = Callable[[int, int], None]
Result = TypeVar("Result")


class ClipStore:
    """Makes clips and packets, and caches them.

    Safe to use from many threads: what is being made for one caller is waited for by the others. A failure is
    not kept.
    """

    def __init__(
        self,
        cache: DiskCache,
        speaker: Speaker,
        kept: KeptClips | None = None,
        pronunciations: Pronunciations | None = None,
        maker: ClipMaker | None = None,
    ) -> None:
        """Prepare the store; nothing is started before it is needed.

        :param cache: keeps what was spoken.
        :param kept: finds what was handed out, which is used again however the engine speaks today.
        :param pronunciations: how words are said; by default the shipped ones.
        :param maker: makes clips in another process, which shares the cache; by default they are made here.
        """
        self._kept = kept
        self._maker = maker
        self._speaker = speaker
        self._disk = cache
        self._clips: MemoryCache[Clip] = MemoryCache(_CLIPS, lambda _: 1)
        self._sounds: MemoryCache[NDArray[np.int16]] = MemoryCache(_SOUND_BYTES, lambda pcm: pcm.nbytes)
        self._packets: MemoryCache[Packets] = MemoryCache(_PACKETS_BYTES, _size_bytes)
        encoders = min(_ENCODERS, os.cpu_count() or 1)
        # Beside those that encode, a thread for each worker that speaks.
        self._scheduler: Scheduler = ThreadScheduler("clips", encoders + speaker.size + _BACKGROUND)
        #: What is known about the voice, without waiting for it.
        self.watch = VoiceWatch(speaker)
        #: What the engines are given, so that they say the words right.
        self.saying = Saying(speaker, self.watch, pronunciations or Pronunciations())

    def voices(self) -> Sequence[Voice]:
        """Return the voices of this machine, the default first; waits until the engine has answered once.

        :raises NoVoice: if the engine does not start or has no voices.
        """
        return self.watch.await_voices()

    def voice(self, name: str | None) -> Voice:
        """Return the voice with this id, name or language; the default one for ``None``.

        :raises NotFound: if there is no such voice; the message suggests the nearest ones.
        :raises NoVoice: as :meth:`voices`.
        """
        return find_voice(self.voices(), name)

    def engine_of(self, voice: str) -> str:
        """Return the name and the version of the engine of a voice's id."""
        engine = self._speaker.engine_of(voice)
        return f"{engine.name} {engine.version}"

    def engine_name(self, voice: str) -> str:
        """Return the name of the engine of a voice's id."""
        return self._speaker.engine_of(voice).name

    def is_local(self, voice: str) -> bool:
        """Tell whether a voice's id is of an engine of this machine."""
        return self._speaker.is_local(voice)

    def clips(
        self,
        texts: Sequence[str],
        voice: str,
        rate: int,
        progress: Progress | None = None,
        priority: Priority = Priority.URGENT,
    ) -> Mapping[str, Clip]:
        """Return the clip of each text; its packets at offset 0 are made along with it.

        :param voice: id of a voice.
        :param rate: words a minute.
        :param progress: told how many clips are ready, in this thread.
        :raises UnspeakablePhrase: naming the first text that could not be spoken.
        """
        phrases = self.saying.phrases(self.saying.said(texts, voice), voice, rate)
        clips = self._remembered(phrase.key for phrase in phrases)
        jobs = {phrase.key: partial(self._make_clip, phrase) for phrase in phrases if phrase.key not in clips}
        report, known = progress or _ignore_progress, len(clips)
        report(known, known + len(jobs))
        clips |= self._run(jobs, priority, lambda done: report(known + done, known + len(jobs)))
        return {phrase.text: clips[phrase.key] for phrase in phrases}

    def clip_of(self, text: str, said: str, voice: str, rate: int) -> Clip:
        """Return the clip of a text for which ``saying.said`` has been asked; the rest as :meth:`clips`."""
        (phrase,) = self.saying.phrases({text: said}, voice, rate)
        known = self._remembered([phrase.key])
        return (known or self._run({phrase.key: partial(self._make_clip, phrase)}, Priority.URGENT))[
            phrase.key
        ]

    def lengths_ms(self, texts: Sequence[str], voice: str, rate: int) -> Mapping[str, int]:
        """Return the lengths of those texts that were spoken since the start, in milliseconds."""
        phrases = self.saying.phrases(self.saying.said(texts, voice), voice, rate)
        found = ((phrase.text, self._clips.get(phrase.key)) for phrase in phrases)
        return {text: clip.length_ms for text, clip in found if clip is not None}

    @property
    def changes(self) -> int:
        """How often a length became known: as long as it stays, ``lengths_ms`` answers the same or less."""
        return self._clips.changes

    def packets(self, clip: Clip, offset: int = 0) -> Packets:
        """Return a clip as AAC packets that start it ``offset`` samples into a packet."""
        name = _packets_name(clip.key, offset)
        packets = self._packets.get(name)
        if packets is None:
            return self._run({name: partial(self._make_packets, clip, offset)}, Priority.URGENT)[name]
        self._disk.touch(name)
        return packets

    def cached_packets(self, key: str, offset: int, length_ms: int) -> Packets | None:
        """Return the packets of a clip if the disk still has one of this key and length, else ``None``."""
        data = self._disk.read(_clip_name(key))
        if data is None:
            return None
        pcm = np.pad(unpack_pcm(data), (PRE_ROLL, 0))  # those releases kept nothing before the first sound
        clip = Clip(key, "", len(pcm) - PRE_ROLL, lambda: pcm)
        return self._make_packets(clip, offset, Priority.IDLE) if clip.length_ms == length_ms else None

    def prepare_packets(
        self, clips: Sequence[tuple[Clip, int]], priority: Priority = Priority.URGENT
    ) -> None:
        """Make the packets of clips at offsets, side by side, so that :meth:`packets` has them at hand."""
        jobs = {
            name: partial(self._make_packets, clip, offset)
            for clip, offset in clips
            if self._packets.get(name := _packets_name(clip.key, offset)) is None
        }
        self._run(jobs, priority)

    def close(self) -> None:
        """Stop all that speaks, and save what was used; callers that are waiting get ``VoiceStopped``."""
        if self._maker:
            self._maker.close()
        self._speaker.close()
        self._scheduler.close()
        self._disk.save_use()

    def _remembered(self, keys: Iterable[str]) -> dict[str, Clip]:
        clips = {key: clip for key in keys if (clip := self._clips.get(key)) is not None}
        for key in clips:
            self._disk.touch(_clip_name(key))
        return clips

    def _run(
        self,
        jobs: Mapping[str, Job[Result]],
        priority: Priority,
        report: Callable[[int], None] | None = None,
    ) -> dict[str, Result]:
        """Return the results of jobs by their keys; at the first failure the others are withdrawn."""
        futures = {self._scheduler.submit(key, job, priority): key for key, job in jobs.items()}
        try:
            for done, future in enumerate(as_completed(futures), 1):
                future.result()
                if report is not None:
                    report(done)
        except CancelledError:
            raise VoiceStopped from None
        except BaseException:
            for future in futures:
                future.cancel()
            raise
        return {key: future.result() for future, key in futures.items()}

    def _make_clip(self, phrase: Phrase, priority: Priority) -> Clip:
        clip = self._clips.get(phrase.key)
        if clip is not None:  # made since the caller looked
            return clip
        size = len(self._pcm(phrase, priority))
        clip = Clip(phrase.key, phrase.said, size - PRE_ROLL, lambda: self._pcm(phrase)[:size])
        self._make_packets(clip, 0, priority)
        self._clips.put(phrase.key, clip)
        return clip

    def _pcm(self, phrase: Phrase, priority: Priority = Priority.URGENT) -> NDArray[np.int16]:
        """Return the sound of a clip: from memory, else from the disk, else spoken."""
        pcm = self._sounds.get(phrase.key)
        if pcm is None:
            data = self._disk.read(_clip_name(phrase.key)) or self._made_elsewhere(phrase, priority)
            if data is None:
                data = self._as_kept(phrase.key, spoken_clip(phrase, self._speaker, self.watch, priority))
                self._disk.write(_clip_name(phrase.key), data)
            pcm = unpack_pcm(data)
            self._sounds.put(phrase.key, pcm)
        return pcm

    def _made_elsewhere(self, phrase: Phrase, priority: Priority) -> bytes | None:
        """Return what another process has spoken; ``None`` if it could not share it."""
        if self._maker is None:
            return None
        try:
            self._maker.make(phrase, priority)
        except (NoVoice, UnspeakablePhrase) as error:
            self.watch.failed(error)
            raise
        self.watch.spoke()
        return self._disk.read(_clip_name(phrase.key))

    def _as_kept(self, key: str, data: bytes) -> bytes:
        """Return a clip that was just spoken, or if it has not come out as long as the one kept, that one."""
        kept = self._kept_clip(key)
        if kept is None or kept.samples == len(unpack_pcm(data)) - PRE_ROLL:
            return data
        return pack_samples(decode_clip(kept.packets, kept.samples, kept.offset, before=PRE_ROLL))

    def _kept_clip(self, key: str, offset: int | None = None) -> KeptClip | None:
        return self._kept.find(key, offset) if self._kept else None

    def _kept_packets(self, clip: Clip, offset: int) -> Packets | None:
        kept = self._kept_clip(clip.key, offset)
        return kept.packets if kept and kept.samples == clip.length else None

    def _make_packets(self, clip: Clip, offset: int, _: Priority) -> Packets:
        name = _packets_name(clip.key, offset)
        packets = self._packets.get(name)
        if packets is not None:
            return packets
        data = self._disk.read(name)
        if data is None:
            packets = self._kept_packets(clip, offset) or encode_clip(clip.samples, offset, before=PRE_ROLL)
            self._disk.write(name, pack_packets(packets))
        else:
            packets = unpack_packets(data)
        self._packets.put(name, packets)
        return packets


def _clip_name(key: str) -> str:
    return f"{key}.pcm"


def _packets_name(key: str, offset: int) -> str:
    return f"{key}-{offset}.aac"


def _size_bytes(packets: Packets) -> int:
    return sum(map(len, packets))


def _ignore_progress(done: int, total: int) -> None:
    """Take progress that nobody asked for."""
