"""A recorded voice as one file, for another Soleus: a zip of its sounds, and of which phrase each is."""

from __future__ import annotations

import io
import json
import re
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from server.audio import LARGEST_SOUND
from server.errors import BadInput
from server.services.recorded_voices import MOST_BYTES, MOST_PHRASES, RecordedVoiceService
from server.services.takes import checked_phrase
from server.voice.recorded import RecordedVoice

#: The name of the format, and of the file within that says what is in the others.
FORMAT: Final = "soleus-voice"
CONTENTS: Final = "voice.json"
#: Bytes of such a file: all sounds that a voice may have, and what is known of them.
LARGEST_VOICE: Final = MOST_BYTES + 1_000_000
_LARGEST_CONTENTS: Final = 1_000_000
#: The end of a zip without a comment, of less than 4 GB; and how long the list of its files is, at most.
_END: Final = struct.Struct("<4s4H2LH")
_END_MARK, _END64_MARK = b"PK\x05\x06", b"PK\x06\x07"
_END64_LENGTH: Final = 20
_LONGEST_LIST: Final = 200 * (MOST_PHRASES + 1)
_NOT_A_VOICE: Final = "This is not a voice that Soleus has shared, or the file is damaged."
_SOUND_NAME: Final = re.compile(r"sounds/[0-9a-f]{32}\.flac")


class _Phrase(BaseModel):
    model_config = ConfigDict(frozen=True)

    text: str
    #: The name of its file.
    sound: str


class _Contents(BaseModel):
    model_config = ConfigDict(frozen=True)

    format: Literal["soleus-voice"]
    version: Literal[1]
    name: str
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]
    phrases: Annotated[tuple[_Phrase, ...], Field(max_length=MOST_PHRASES)]


@dataclass(frozen=True, slots=True)
class SharedVoice:
    """What is in a file; nothing of it has been decoded yet."""

    name: str
    language: str
    #: A sound file for each phrase.
    takes: Mapping[str, bytes]


def pack_voice(service: RecordedVoiceService, voice: RecordedVoice) -> bytes:
    """Return a voice as a file. Who speaks what is missing is left out: whoever opens it decides that.

    :raises NotFound: if a recording is not there any more.
    """
    phrases = tuple(
        _Phrase(text=each.text, sound=f"sounds/{each.sound}.flac") for each in voice.phrases.values()
    )
    contents = _Contents(
        format="soleus-voice", version=1, name=voice.name, language=voice.language, phrases=phrases
    )
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_STORED, strict_timestamps=False) as archive:
        archive.writestr(CONTENTS, contents.model_dump_json(indent=1), ZIP_DEFLATED)
        for name, phrase in {f"sounds/{each.sound}.flac": each for each in voice.phrases.values()}.items():
            archive.writestr(name, service.sound(voice, phrase))
    return file.getvalue()


def unpack_voice(content: bytes) -> SharedVoice:
    """Return what is in a file that somebody shared, read within strict limits.

    :raises BadInput: if it is no such file.
    """
    if len(content) > LARGEST_VOICE:
        raise BadInput(f"This file is too large. A voice has at most {LARGEST_VOICE // 1_000_000} MB.")
    _check_end(content)
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            contents = _Contents.model_validate_json(_read(archive, CONTENTS, _LARGEST_CONTENTS))
            takes, left = {}, MOST_BYTES
            for phrase in contents.phrases:
                if not _SOUND_NAME.fullmatch(phrase.sound):
                    raise BadInput(_NOT_A_VOICE)
                sound = _read(archive, phrase.sound, min(LARGEST_SOUND, left))
                takes[checked_phrase(phrase.text)] = sound
                left -= len(sound)
    except (BadZipFile, KeyError, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise BadInput(_NOT_A_VOICE) from error
    except (zlib.error, struct.error, ValidationError, json.JSONDecodeError, UnicodeDecodeError) as error:
        raise BadInput(_NOT_A_VOICE) from error
    return SharedVoice(contents.name, contents.language, takes)


def _check_end(content: bytes) -> None:
    """Look whether the list of files is of a usual length, before all of it is read."""
    try:
        mark, *_, list_bytes, _start, comment = _END.unpack(content[-_END.size :])
    except struct.error:
        raise BadInput(_NOT_A_VOICE) from None
    before = content[-_END.size - _END64_LENGTH : -_END.size]
    if mark != _END_MARK or comment or list_bytes > _LONGEST_LIST or before.startswith(_END64_MARK):
        raise BadInput(_NOT_A_VOICE)


def _read(archive: ZipFile, name: str, most: int) -> bytes:
    """Read a file of an archive, and no more of it than a limit, whatever it says of its length."""
    info = archive.getinfo(name)
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BadInput(_NOT_A_VOICE)
    with archive.open(info) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise BadInput("There is more sound in this file than a voice may have.")
    return content
