"""Clips and their packets: from memory, else from disk, else spoken and encoded, once for everybody."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import CancelledError, as_completed
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

from server.audio.aac import encode_clip
from server.audio.level import to_clip_samples
from server.jobs import Crew, Make
from server.voice.disk_cache import CacheFolder
from server.voice.lookup import choose
from server.voice.model import Clip, Voice
from server.voice.packing import key_of, pack_packets, pack_samples, unpack_packets, unpack_samples
from server.voice.recent import Recent
from server.voice.worker.pool import SpeakingPool, UnspeakablePhrase, VoiceStopped

#: Bytes of clips and packets in memory: about ten routines.
_MEMORY_BYTES: Final = 128 * 1024 * 1024
#: Threads that encode, at most.
_ENCODERS: Final = 4
#: Threads that wait for a worker to speak.
_SPEAKERS: Final = 2

Packets: TypeAlias = tuple[bytes, ...]
#: Told how many are there, of how many.
Progress: TypeAlias = Callable[[int, int], None]
Made = TypeVar("Made")


class ClipStore:
    """Gives clips and packets, and keeps them.

    Safe to use from many threads: whoever asks for what is being made waits for it. A failure is not kept.
    """

    def __init__(self, folder: Path, pool: SpeakingPool, limit_bytes: int) -> None:
        """Prepare the store; the folder is made with its first file.

        :param limit_bytes: how large the folder may become; the least recently used files go first.
        """
        self._pool = pool
        self._disk = CacheFolder(folder, limit_bytes)
        self._clips: Recent[Clip] = Recent(_MEMORY_BYTES // 2)
        self._packets: Recent[Packets] = Recent(_MEMORY_BYTES // 2)
        self._crew = Crew(min(_ENCODERS, os.cpu_count() or 1) + _SPEAKERS)
        self._voices: Sequence[Voice] = ()
        self._voices_lock = threading.Lock()

    def voices(self) -> Sequence[Voice]:
        """Return the voices of this machine, the default first; the engine is asked once."""
        with self._voices_lock:
            if not self._voices:
                self._voices = self._pool.voices()
            return self._voices

    def voice(self, voice_id: str | None) -> Voice:
        """Return the voice with this id, name or language; nothing asks for the default.

        :raises NotFound: when there is no such voice; the message names the nearest ones.
        """
        return choose(self.voices(), voice_id)

    def clips(
        self,
        texts: Sequence[str],
        voice: str,
        rate: int,
        progress: Progress | None = None,
        urgent: bool = True,
    ) -> Mapping[str, Clip]:
        """Return the clip of each text, with its packets at offset 0 made in the same go.

        :param voice: id of a voice.
        :param rate: words a minute.
        :param progress: told how many of how many are there, in this thread.
        :param urgent: a person waits; otherwise everybody else goes first.
        :raises UnspeakablePhrase: naming the first text that could not be spoken.
        """
        keys = {text: key_of(self._pool.engine, voice, rate, text) for text in texts}
        clips = self._remembered(keys.values())
        makers = {
            key: partial(self._make_clip, key, text, voice, rate)
            for text, key in keys.items()
            if key not in clips
        }
        report, known = progress or _tell_nobody, len(clips)
        report(known, len(keys))
        clips |= self._made(makers, urgent, lambda done: report(known + done, len(keys)))
        return {text: clips[key] for text, key in keys.items()}

    def answers(self, timeout_s: float) -> bool:
        """Return whether the engine answers in this time, started if it is not running."""
        return self._pool.answers(timeout_s)

    @property
    def engine_version(self) -> str:
        """Name and version of the engine that speaks."""
        return f"{self._pool.engine.name} {self._pool.engine.version}"

    def lengths_ms(self, texts: Sequence[str], voice: str, rate: int) -> Mapping[str, int]:
        """Return the lengths of those texts whose clips are in memory, in milliseconds."""
        keys = {text: key_of(self._pool.engine, voice, rate, text) for text in texts}
        clips = self._remembered(keys.values())
        return {text: clips[key].length_ms for text, key in keys.items() if key in clips}

    def packets(self, clip: Clip, offset: int = 0) -> Packets:
        """Return a clip as AAC packets that start it ``offset`` samples into a packet."""
        name = _packets_name(clip.key, offset)
        packets = self._packets.get(name)
        if packets is None:
            return self._made({name: partial(self._make_packets, clip, offset)}, urgent=True)[name]
        self._disk.use(name)
        return packets

    def warm_packets(self, wanted: Sequence[tuple[Clip, int]], urgent: bool = True) -> None:
        """Make the packets of clips at offsets, side by side."""
        makers = {
            name: partial(self._make_packets, clip, offset)
            for clip, offset in wanted
            if self._packets.get(name := _packets_name(clip.key, offset)) is None
        }
        self._made(makers, urgent)

    def close(self) -> None:
        """Stop making, close the pool, and note on disk what was used; who waits gets ``VoiceStopped``."""
        self._pool.close()
        self._crew.close()
        self._disk.note_use()

    def _remembered(self, keys: Iterable[str]) -> dict[str, Clip]:
        clips = {key: clip for key in keys if (clip := self._clips.get(key)) is not None}
        for key in clips:
            self._disk.use(_clip_name(key))
        return clips

    def _made(
        self, makers: Mapping[str, Make[Made]], urgent: bool, report: Callable[[int], None] | None = None
    ) -> dict[str, Made]:
        """Have things made by the crew; the first failure is raised, and the rest is taken back."""
        futures = {self._crew.ask(key, make, urgent): key for key, make in makers.items()}
        try:
            for done, future in enumerate(as_completed(futures), 1):
                future.result()
                if report is not None:
                    report(done)
        except CancelledError:
            raise VoiceStopped from None
        except BaseException:
            self._crew.withdraw(futures.values())
            raise
        return {key: future.result() for future, key in futures.items()}

    def _make_clip(self, key: str, text: str, voice: str, rate: int, urgent: bool) -> Clip:
        clip = self._clips.get(key)
        if clip is not None:  # made since somebody looked
            return clip
        data = self._disk.read(_clip_name(key))
        if data is None:
            data = self._spoken(text, voice, rate, urgent)
            self._disk.write(_clip_name(key), data)
        clip = Clip(key, text, unpack_samples(data))
        self._make_packets(clip, 0, urgent)
        self._clips.put(key, clip, clip.samples.nbytes)
        return clip

    def _spoken(self, text: str, voice: str, rate: int, urgent: bool) -> bytes:
        speech = self._pool.speak(text, voice, rate, urgent)
        try:
            return pack_samples(to_clip_samples(speech.pcm, speech.sample_rate))
        except ValueError as error:
            raise UnspeakablePhrase(text, str(error)) from error

    def _make_packets(self, clip: Clip, offset: int, urgent: bool) -> Packets:  # noqa: ARG002 - as the crew asks
        name = _packets_name(clip.key, offset)
        packets = self._packets.get(name)
        if packets is not None:
            return packets
        data = self._disk.read(name)
        packets = encode_clip(clip.samples, offset) if data is None else unpack_packets(data)
        if data is None:
            self._disk.write(name, pack_packets(packets))
        self._packets.put(name, packets, sum(map(len, packets)))
        return packets


def _clip_name(key: str) -> str:
    return f"{key}.pcm"


def _packets_name(key: str, offset: int) -> str:
    return f"{key}-{offset}.aac"


def _tell_nobody(done: int, total: int) -> None:
    """Take progress that nobody asked for."""
