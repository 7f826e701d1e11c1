"""Voices for Piper that a person has installed: a folder of folders, one for each voice.

Processes that speak import this: it needs nothing but Python.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

#: The variable by which a process that speaks is told of the folder.
VARIABLE: Final = "SOLEUS_VOICES"
#: What is known of a voice; a folder without it holds no voice. It is written last.
RECORD: Final = "voice.json"
#: The voice that comes in a package of its own.
JOE: Final = "en_US-joe-medium"
#: Words a minute of joe by itself, as espeak-ng counts them: at 160, espeak-ng takes 1.2 times as long
#: (38 instructions of the shipped routines, silence at both ends left out).
JOE_RATE: Final = 192
#: Language, name and quality, as Piper calls its voices: ``en_US-lessac-medium``.
_ID: Final = re.compile(r"([a-z]{2,3})_([A-Z]{2}|\d{3})-(\w{1,60})-([a-z_]{1,20})")
#: Records that are remembered, more than anybody installs.
_REMEMBERED: Final = 100


@dataclass(frozen=True, slots=True)
class InstalledVoice:
    """A voice and its files."""

    #: As Piper calls it, such as ``en_US-lessac-medium``.
    id: str
    #: Words a minute that it speaks by itself, as espeak-ng counts them.
    rate: int
    #: SHA-256 of the model.
    sha256: str
    model: Path
    config: Path

    @property
    def name(self) -> str:
        """What a person calls it, such as "Hfc Female"."""
        return id_parts(self.id)[1].replace("_", " ").title()

    @property
    def language(self) -> str:
        """BCP 47, such as ``en-US``."""
        return id_parts(self.id)[0]

    @property
    def quality(self) -> str:
        """As Piper calls it: ``x_low``, ``low``, ``medium`` or ``high``."""
        return id_parts(self.id)[2]


def is_voice_id(text: str) -> bool:
    """Tell whether a text is an id as Piper gives them, and so the name of a file and of a folder too."""
    return _ID.fullmatch(text) is not None


def id_parts(voice_id: str) -> tuple[str, str, str]:
    """Return the language (BCP 47), the name and the quality that an id is made of.

    :raises ValueError: if it is none.
    """
    found = _ID.fullmatch(voice_id)
    if found is None:
        raise ValueError(voice_id)
    language, region, name, quality = found.groups()
    return f"{language}-{region}", name, quality


def model_name(voice_id: str) -> str:
    """Return what the model of a voice is called; its configuration has ``.json`` at the end too."""
    return f"{voice_id}.onnx"


def record(rate: int, sha256: str) -> bytes:
    """Return what is written into ``RECORD``; parameters as in :class:`InstalledVoice`."""
    return json.dumps({"rate": rate, "sha256": sha256}).encode()


def installed_voices(folder: Path) -> Sequence[InstalledVoice]:
    """Return the voices in a folder by their ids; none if there is no such folder."""
    if not folder.is_dir():
        return []
    found = (installed_voice(folder, path.name) for path in sorted(folder.iterdir()))
    return [voice for voice in found if voice is not None]


def folder_state(folder: Path) -> int:
    """Return what becomes another number when a voice comes into a folder or leaves it."""
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0


def installed_voice(folder: Path, voice_id: str) -> InstalledVoice | None:
    """Return a voice, or ``None`` if it is not in the folder, or not whole."""
    if not is_voice_id(voice_id):
        return None
    path = folder / voice_id / RECORD
    try:
        voice = _read(path, path.stat().st_mtime_ns)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return voice if voice.model.is_file() and voice.config.is_file() else None


@lru_cache(_REMEMBERED)
def _read(path: Path, changed_ns: int) -> InstalledVoice:
    """Read a record that was last changed at a time (ns since 1970)."""
    del changed_ns
    known = json.loads(path.read_bytes())
    voice_id = path.parent.name
    model = path.parent / model_name(voice_id)
    config = model.with_name(f"{model.name}.json")
    return InstalledVoice(voice_id, max(1, int(known["rate"])), str(known["sha256"]), model, config)
