"""Voices that people record: made, changed by whoever made them, and deleted."""

from __future__ import annotations

import logging
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, TypeVar

from server.atomic_write import UNFINISHED_S, write_atomically
from server.config import RECORDED
from server.disk_space import DiskSpace
from server.errors import BadInput, NotFound, SoleusError
from server.permissions import reason_of
from server.services.owned_files import NotYours
from server.services.takes import checked_name, checked_phrase, kept_sounds
from server.store import Person, SetOwner, Store
from server.voice import Voice
from server.voice.recorded import (
    PREFIX,
    RECORD,
    SOUNDS,
    RecordedPhrase,
    RecordedVoice,
    is_recorded_id,
    phrase_key,
    record,
    recorded_voice,
    recorded_voices,
    sound_path,
)

log = logging.getLogger(__name__)
T = TypeVar("T")

#: Voices in a house; phrases of a voice, of which all shipped routines together have 413; and bytes of its
#: sounds, enough for 15 minutes.
MOST_VOICES, MOST_PHRASES, MOST_BYTES = 20, 1000, 24_000_000


class KnownVoices(Protocol):
    """The voices of this machine, as far as they are known."""

    def voices(self) -> Sequence[Voice]:
        """Return all voices."""
        ...

    def renew(self) -> None:
        """Find out which voices there are by now."""
        ...


@dataclass(frozen=True, slots=True)
class OwnedVoice:
    """A recorded voice, and whose it is."""

    voice: RecordedVoice
    #: ``None`` for the house.
    owner: Person | None


class RecordedVoiceService:
    """Keeps recorded voices, each of which only its owner may change.

    When a method that changes something returns, the change is durable.
    """

    def __init__(self, folder: Path, store: Store, voices: KnownVoices, disk: DiskSpace) -> None:
        """Prepare, and remove what was left of voices that were being made or deleted.

        :param folder: of recorded voices; it need not exist.
        :param disk: makes room for what is recorded.
        """
        self._folder = folder
        self._store = store
        self._voices = voices
        self._disk = disk
        self._lock = threading.Lock()
        self._remove_remains()

    def all(self) -> Sequence[OwnedVoice]:
        """Return all recorded voices by their names."""
        owners = self._store.file_owners()
        return [OwnedVoice(each, owners.get(_name(each.id))) for each in recorded_voices(self._folder)]

    def of(self, person_id: int) -> Sequence[RecordedVoice]:
        """Return the voices that somebody recorded."""
        return [each.voice for each in self.all() if each.owner and each.owner.id == person_id]

    def voice(self, voice_id: str) -> OwnedVoice:
        """Return a voice.

        :raises NotFound: if there is none with this id.
        """
        return OwnedVoice(self._found(voice_id), self._store.file_owner(_name(voice_id)))

    def own(self, person_id: int, voice_id: str) -> RecordedVoice:
        """Return a voice that somebody may change.

        :raises NotFound: if there is none with this id.
        :raises NotYours: if it is somebody else's.
        """
        found = self.voice(voice_id)
        if found.owner and found.owner.id != person_id:
            raise NotYours(
                f"{found.voice.name} is {found.owner.name}'s voice. Only {found.owner.name} may change it."
            )
        return found.voice

    def create(self, person_id: int, name: str, language: str = "en") -> RecordedVoice:
        """Make a voice in which nothing is recorded yet.

        :raises BadInput: if it cannot have this name, or if there are too many.
        """
        return self.create_with(person_id, name, language, {})

    def create_with(
        self, person_id: int, name: str, language: str, takes: Mapping[str, bytes]
    ) -> RecordedVoice:
        """Make a voice with phrases that were recorded elsewhere; all of them are read again.

        :param takes: a sound file for each phrase.
        :raises BadInput: if one cannot be taken over; nothing is made then.
        """
        voice = RecordedVoice(secrets.token_hex(4), checked_name(name), language)
        if len(recorded_voices(self._folder)) >= MOST_VOICES:
            raise BadInput(f"There are {MOST_VOICES} recorded voices here. Delete one first.")
        sounds = kept_sounds(takes)
        voice = replace(voice, phrases={phrase_key(text): each for text, (each, _) in sounds.items()})
        self._require_room(voice)
        with self._lock:
            for phrase, content in sounds.values():
                self._write(sound_path(self._folder, voice.id, phrase.sound), content)

            def change(own: SetOwner) -> None:
                own(_name(voice.id), person_id)
                self._write(self._folder / voice.id / RECORD, record(voice))

            try:
                self._store.change_files(change)
            except BaseException:
                shutil.rmtree(self._folder / voice.id, ignore_errors=True)
                raise
        self._voices.renew()
        log.info("recorded voice made: %s", voice.id)
        return voice

    def change(self, person_id: int, voice_id: str, name: str, others: str) -> RecordedVoice:
        """Change what a voice is called, and who speaks what is missing.

        :param others: id of a voice that was not recorded; empty if no other voice may speak.
        :raises BadInput: if it cannot have this name, or if there is no such voice.
        """
        name = checked_name(name)
        kept = self.own(person_id, voice_id).others
        known = {each.id for each in self._voices.voices() if not each.id.startswith(PREFIX)}
        if others and others != kept and others not in known:
            raise BadInput("There is no such voice on this machine to speak what is missing. Choose another.")

        def renamed() -> RecordedVoice:
            return self._save(replace(self.own(person_id, voice_id), name=name, others=others))

        voice = self._change(renamed)
        self._voices.renew()
        return voice

    def keep(self, person_id: int, voice_id: str, text: str, content: bytes) -> RecordedPhrase:
        """Keep a recording of a phrase in place of an earlier one.

        :param content: of a sound file.
        :raises BadInput: if it is no sound file, or holds no words, or too many; or if there is no more room.
        """
        self.own(person_id, voice_id)
        text = checked_phrase(text)
        ((phrase, flac),) = kept_sounds({text: content}).values()

        def kept() -> None:
            voice = self.own(person_id, voice_id)
            voice = replace(voice, phrases={**voice.phrases, phrase_key(text): phrase})
            self._require_room(voice)
            self._save(voice)

        with self._lock:
            self._write(sound_path(self._folder, voice_id, phrase.sound), flac)
            self._store.change_files(lambda _: kept())
        return phrase

    def forget(self, person_id: int, voice_id: str, key: str) -> None:
        """Delete a recording; nothing is changed if there is none."""

        def without() -> None:
            voice = self.own(person_id, voice_id)
            left = {name: phrase for name, phrase in voice.phrases.items() if name != key}
            self._save(replace(voice, phrases=left))

        self._change(without)

    def delete(self, person_id: int, voice_id: str) -> None:
        """Delete a voice with all its recordings; what was handed out with it can still be played."""
        self.own(person_id, voice_id)
        self._store.change_files(lambda own: self.delete_files([voice_id], own))
        self._voices.renew()

    def delete_files(self, voice_ids: Iterable[str], own: SetOwner) -> None:
        """Delete voices within a transaction of the database, whoever they belong to.

        :raises SoleusError: if one cannot be deleted.
        """
        for voice_id in filter(is_recorded_id, voice_ids):
            own(_name(voice_id), None)
            try:
                (self._folder / voice_id / RECORD).unlink(missing_ok=True)  # without it there is no voice
                shutil.rmtree(self._folder / voice_id, ignore_errors=True)
            except OSError as error:
                raise SoleusError(f"The recorded voice cannot be deleted: {error.strerror}.") from error
            log.info("recorded voice deleted: %s", voice_id)

    def sound(self, voice: RecordedVoice, phrase: RecordedPhrase) -> bytes:
        """Return a recording as a FLAC file.

        :raises NotFound: if it is not there any more.
        """
        try:
            return sound_path(self._folder, voice.id, phrase.sound).read_bytes()
        except OSError as error:
            raise NotFound("This recording is not there any more. Record it again.") from error

    def _found(self, voice_id: str) -> RecordedVoice:
        found = recorded_voice(self._folder, voice_id)
        if found is None:
            raise NotFound("There is no such recorded voice. It may have been deleted.")
        return found

    def _change(self, change: Callable[[], T]) -> T:
        """Change the files of voices, one after another."""
        with self._lock:
            return self._store.change_files(lambda _: change())

    def _require_room(self, voice: RecordedVoice) -> None:
        if len(voice.phrases) > MOST_PHRASES or voice.bytes > MOST_BYTES:
            raise BadInput(
                f"A voice has at most {MOST_PHRASES:,} phrases and {MOST_BYTES // 1_000_000} MB of sound. "
                "Delete recordings that you do not need."
            )

    def _save(self, voice: RecordedVoice) -> RecordedVoice:
        """Save what is known of a voice, and remove the sounds that it does not name any more."""
        voice = replace(voice, revision=voice.revision + 1)
        self._write(self._folder / voice.id / RECORD, record(voice))
        named = {sound_path(self._folder, voice.id, phrase.sound) for phrase in voice.phrases.values()}
        for path in (self._folder / voice.id).glob(f"{SOUNDS}/*"):
            if path not in named:
                with suppress(OSError):
                    path.unlink()
        return self._found(voice.id)

    def _write(self, path: Path, content: bytes) -> None:
        try:
            self._disk.save(lambda: write_atomically(path, content))
        except OSError as error:
            reason = reason_of(error, path.parent)
            raise SoleusError(f"The recording cannot be saved: {reason} Nothing was changed.") from error

    def _remove_remains(self) -> None:
        """Remove folders without a record that nobody is writing to any more."""
        before_s = time.time() - UNFINISHED_S
        with suppress(OSError):
            for folder in self._folder.iterdir():
                remains = is_recorded_id(folder.name) and not (folder / RECORD).exists()
                if remains and folder.stat().st_mtime < before_s:
                    shutil.rmtree(folder, ignore_errors=True)


def _name(voice_id: str) -> str:
    """Return how the store names the file of a voice."""
    return f"{RECORDED}/{voice_id}"
