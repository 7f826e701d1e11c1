"""What is known of a recorded voice: a record beside its sounds, which is written after them.

A sound's file has the digest of its content for a name, so it never changes. A phrase that is recorded again
gets another file, and until the record names that, the old one is heard.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from server.digests import digest_of

#: Of records; raised when an older Soleus could not read a newer one's.
FORMAT: Final = 1
#: What the ids of recorded voices begin with.
PREFIX: Final = "recorded/"
RECORD: Final = "voice.json"
#: The folder of sounds within that of a voice.
SOUNDS: Final = "sounds"
_ID: Final = re.compile(r"[0-9a-f]{8}")
_SOUND: Final = re.compile(r"[0-9a-f]{32}")
#: Records that are remembered, more than a house has voices.
_REMEMBERED: Final = 100


@dataclass(frozen=True, slots=True)
class RecordedPhrase:
    """A phrase that was recorded."""

    #: As it was shown to whoever spoke it.
    text: str
    #: Digest of its sound.
    sound: str
    #: Bytes of its sound.
    bytes: int
    #: What is wrong with it; see ``server.audio.TakeFault``.
    fault: str = ""


@dataclass(frozen=True, slots=True)
class RecordedVoice:
    """A voice that somebody recorded."""

    #: The name of its folder.
    id: str
    #: Who speaks, such as "Lena Brandt".
    name: str
    #: BCP 47, such as ``en``.
    language: str = "en"
    #: Id of the voice that speaks what is missing; empty if none may.
    others: str = ""
    #: How often it was changed: what it once was does not come back, even if it looks the same.
    revision: int = 0
    #: By their keys (``phrase_key``).
    phrases: Mapping[str, RecordedPhrase] = field(default_factory=dict)
    #: Of its record: names all that it says, and who speaks what is missing.
    digest: str = ""

    @property
    def voice_id(self) -> str:
        """Its id among all voices."""
        return f"{PREFIX}{self.id}"

    @property
    def bytes(self) -> int:
        """How large all its sounds are together."""
        return sum(phrase.bytes for phrase in self.phrases.values())


def is_recorded_id(text: str) -> bool:
    """Tell whether a text can be the id of a recorded voice, and so the name of a folder."""
    return _ID.fullmatch(text) is not None


def record(voice: RecordedVoice) -> bytes:
    """Return what is written into ``RECORD``."""
    document = {"format": FORMAT, **asdict(voice)}
    del document["id"], document["digest"]
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def recorded_voices(folder: Path) -> Sequence[RecordedVoice]:
    """Return the voices in a folder by their names; none if there is no such folder."""
    try:
        names = [path.name for path in folder.iterdir()]
    except OSError:
        return []
    found = (recorded_voice(folder, name) for name in names)
    return sorted(filter(None, found), key=lambda voice: (voice.name.casefold(), voice.id))


def recorded_voice(folder: Path, voice_id: str) -> RecordedVoice | None:
    """Return a voice, or ``None`` if it is not in the folder, or its record cannot be read.

    :param voice_id: the name of its folder, without ``PREFIX``.
    """
    if not is_recorded_id(voice_id):
        return None
    path = folder / voice_id / RECORD
    try:
        found = path.stat()
        return _read(path, found.st_mtime_ns, found.st_ino)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def sound_path(folder: Path, voice_id: str, sound: str) -> Path:
    """Return where a sound is kept.

    :raises ValueError: if that is no digest of a sound.
    """
    if not _SOUND.fullmatch(sound):
        raise ValueError(sound)
    return folder / voice_id / SOUNDS / f"{sound}.flac"


@lru_cache(_REMEMBERED)
def _read(path: Path, changed_ns: int, inode: int) -> RecordedVoice:
    """Read a record that was last changed at a time (ns since 1970), by giving its name to a new file."""
    del changed_ns, inode
    content = path.read_bytes()
    known = json.loads(content)
    if known["format"] > FORMAT:
        raise ValueError(known["format"])
    return RecordedVoice(
        id=path.parent.name,
        name=str(known["name"]),
        language=str(known["language"]),
        others=str(known["others"]),
        revision=int(known["revision"]),
        phrases={key: _phrase(**each) for key, each in known["phrases"].items()},
        digest=digest_of(content),
    )


def _phrase(*, text: str, sound: str, fault: str, **sizes: Any) -> RecordedPhrase:
    if not _SOUND.fullmatch(sound):
        raise ValueError(sound)
    return RecordedPhrase(str(text), sound, int(sizes["bytes"]), str(fault))
