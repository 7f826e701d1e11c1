"""Where the files of a voice come from: the catalogue, or this machine's disk."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from server.atomic_write import writing_atomically
from server.coach.lines import LANGUAGES
from server.errors import BadInput, SoleusError
from server.quoting import quoted
from server.voice.catalogue.download import Progress, Source
from server.voice.catalogue.offers import MODEL_CARD, Offer, OfferedFile, unspoken
from server.voice.installed import id_parts, is_voice_id

_BLOCK: Final = 1024 * 1024
_SUFFIX: Final = ".onnx"


class Origin(Protocol):
    """Files of one voice."""

    voice_id: str
    size_bytes: int

    def bring(self, folder: Path, progress: Progress) -> None:
        """Bring the files into a folder, going on with what is there of them.

        :param progress: told how many bytes of all are there.
        """
        ...


class CatalogueOrigin:
    """A voice of the catalogue."""

    def __init__(self, source: Source, offer: Offer) -> None:
        self._source = source
        self._offer = offer
        self.voice_id = offer.id
        self.size_bytes = offer.size_bytes

    def bring(self, folder: Path, progress: Progress) -> None:
        """Download the files, the small ones first.

        :raises SoleusError: if they cannot be had, or are not those of the catalogue.
        """
        before = 0
        for name, (path, file) in sorted(self._offer.files.items(), key=lambda each: each[1][1].size_bytes):
            target = folder / name
            self._source.download(path, file.size_bytes, target, partial(_add, progress, before))
            _check(target, file, self._source.address(path))
            before += file.size_bytes
            progress(before)


class DiskOrigin:
    """A voice that somebody has on the disk: its model, and its configuration beside it."""

    def __init__(self, model: Path) -> None:
        """Look at what is there.

        :raises BadInput: if that is no voice, or one in whose language the coach has no sentences.
        """
        self.voice_id = model.name.removesuffix(_SUFFIX)
        if not model.name.endswith(_SUFFIX) or not is_voice_id(self.voice_id):
            called = "The file of a voice is called as Piper calls it, such as en_US-lessac-medium.onnx"
            raise BadInput(f"{called}, not {quoted(model.name)}.")
        language = id_parts(self.voice_id)[0].partition("-")[0]
        if language not in LANGUAGES:
            raise BadInput(unspoken([quoted(language)]))
        wanted = [model, model.with_name(f"{model.name}.json")]
        missing = next((path for path in wanted if not path.is_file()), None)
        if missing:
            raise BadInput(f"There is no file {missing}; a voice needs {model.name} and {model.name}.json.")
        card = model.with_name(MODEL_CARD)
        self._paths = [*wanted, *([card] if card.is_file() else [])]
        self.size_bytes = sum(path.stat().st_size for path in self._paths)

    def bring(self, folder: Path, progress: Progress) -> None:
        """Copy the files."""
        done = 0
        for path in self._paths:
            with path.open("rb") as read, writing_atomically(folder / path.name) as write:
                while block := read.read(_BLOCK):
                    write.write(block)
                    done += len(block)
                    progress(done)


def _add(progress: Progress, before: int, have: int) -> None:
    progress(before + have)


def _check(path: Path, expected: OfferedFile, address: str) -> None:
    """Remove a file that is not the one of the catalogue, so that it is downloaded anew.

    :raises SoleusError: if it is another one.
    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
    if digest != expected.md5_digest:
        path.unlink()
        raise SoleusError(
            f"{address} is not the file that the catalogue names (its MD5 is {digest}), so nothing was "
            "installed. Try again later."
        )
