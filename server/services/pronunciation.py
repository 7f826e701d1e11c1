"""How words are said in this house: kept in a file that people may write as well."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from server.atomic_write import sync_folder, write_atomically
from server.disk_space import DiskSpace
from server.errors import BadInput, Fault, SoleusError
from server.permissions import reason_of
from server.routine.parsing import Faulty
from server.routine.schema import LARGEST_FILE
from server.store import Store
from server.voice.pronunciation import (
    Entry,
    Pronunciations,
    changed_text,
    entry_faults,
    neat,
    neat_ipa,
    same_word,
    shipped_entries,
)


class PronunciationService:
    """Shows and changes a house's own entries; they are the same for everybody, as clips are."""

    def __init__(
        self,
        pronunciations: Pronunciations,
        file: Path,
        store: Store,
        disk: DiskSpace,
        changed: Callable[[], None],
    ) -> None:
        """Take over what is in use.

        :param file: the house's own, which need not exist.
        :param store: shares it, where several processes need it.
        :param disk: makes room for it.
        :param changed: told of each change; returns at once.
        """
        self._pronunciations = pronunciations
        self._file = file
        self._store = store
        self._disk = disk
        self._changed = changed
        #: One change at a time in this process; what a text editor changes is read again before each.
        self._lock = threading.Lock()

    @property
    def fault(self) -> str:
        """Why the house's file is not in use, with file and line; empty if nothing is wrong with it."""
        return self._pronunciations.fault

    def own(self, language: str) -> Sequence[Entry]:
        """Return the house's entries of a language, by its two-letter code; by the alphabet."""
        return sorted(self._pronunciations.own(language), key=lambda entry: same_word(entry.word))

    def shipped(self, language: str) -> Sequence[Entry]:
        """Return the shipped entries of a language that the house has not replaced."""
        own = {same_word(entry.word) for entry in self._pronunciations.own(language)}
        return [entry for entry in shipped_entries(language) if same_word(entry.word) not in own]

    def respelled(self, text: str, language: str) -> str:
        """Return a text with every word that has an entry written as it is said."""
        return self._pronunciations.lexicon(language).respelled(text)

    def keep(self, language: str, entry: Entry, word: str = "") -> None:
        """Save an entry; return once it is durable.

        :param entry: one that :func:`checked_entry` has returned.
        :param word: the word of the entry that it replaces; empty for a new one.
        :raises BadInput: if there is another entry for its word, or the file cannot be changed.
        :raises SoleusError: if it cannot be saved; nothing has changed then.
        """
        with self._lock:
            taken = {same_word(each.word) for each in self._pronunciations.own(language)} - {same_word(word)}
            if same_word(entry.word) in taken:
                raise BadInput(
                    faults=[Fault(("word",), f"“{entry.word}” is in the list already; change it there")]
                )
            self._change(language, word or entry.word, entry)

    def remove(self, language: str, word: str) -> None:
        """Remove the entry of a word, if there is one; the rest as :meth:`keep`."""
        with self._lock:
            self._change(language, word, None)

    def _change(self, language: str, word: str, entry: Entry | None) -> None:
        self._store.change_files(lambda _: self._write(language, word, entry))
        self._changed()

    def _write(self, language: str, word: str, entry: Entry | None) -> None:
        try:
            before = self._file.read_bytes() if self._file.exists() else b""
            text = changed_text(self._file, before, language, word, entry)
            content = text.encode()
            if len(content) > LARGEST_FILE:
                raise BadInput(
                    f"{self._file.name} would be larger than {LARGEST_FILE // 1024} KB; remove words."
                )
            if text:
                self._disk.save(lambda: write_atomically(self._file, content))
            else:
                self._file.unlink(missing_ok=True)
                sync_folder(self._file.parent)
        except Faulty as faulty:
            raise BadInput(
                f"{faulty.faults[0].in_folder}. Mend the file first; nothing was changed."
            ) from faulty
        except OSError as error:
            reason = reason_of(error, self._file)
            raise SoleusError(f"{self._file.name} cannot be saved: {reason} Nothing was changed.") from error


def checked_entry(word: str, say: str, ipa: str) -> Entry:
    """Return an entry as somebody typed it.

    :raises BadInput: with a fault for each field, ``word``, ``say`` and ``ipa``, that cannot be used.
    """
    entry = Entry(neat(word), neat(say), neat_ipa(ipa))
    faults = list(entry_faults(entry))
    if faults:
        raise BadInput(faults=faults)
    return entry
