"""What people record, checked before it is kept: phrases, names, and sound files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from server.audio import LARGEST_SOUND, read_sounds, take_fault, write_flac
from server.characters import unusable_character
from server.digests import digest_of
from server.errors import BadInput
from server.voice.recorded import RecordedPhrase, phrase_key

#: Characters of a voice's name, as of a person's.
LONGEST_VOICE_NAME: Final = 40
#: Characters of a phrase: what a person says in 15 seconds.
LONGEST_PHRASE: Final = 300


def kept_sounds(takes: Mapping[str, bytes]) -> dict[str, tuple[RecordedPhrase, bytes]]:
    """Return what is kept of each sound file, by its phrase: as it was recorded, without loss.

    :raises BadInput: if one is no sound file, or holds no words.
    """
    if any(len(content) > LARGEST_SOUND for content in takes.values()):
        raise BadInput("This file is too large for a phrase. 2 MB are the limit.")
    kept = {}
    for text, pcm in zip(takes, read_sounds(list(takes.values())), strict=True):
        fault, content = take_fault(pcm), write_flac(pcm)
        kept[text] = RecordedPhrase(text, digest_of(content), len(content), fault), content
    return kept


def checked_phrase(text: str) -> str:
    """Return a phrase with single spaces.

    :raises BadInput: if it cannot be spoken, or is too long.
    """
    words = " ".join(text.split())
    fault = unusable_character(words)
    if fault:
        raise BadInput(f"In the phrase, {fault}.")
    if len(words) > LONGEST_PHRASE:
        raise BadInput(f"A phrase has at most {LONGEST_PHRASE} characters; this has {len(words)}.")
    if not phrase_key(words):
        raise BadInput("There are no words in this phrase. Write what is to be spoken.")
    return words


def checked_name(name: str) -> str:
    """Return the name of a voice with single spaces.

    :raises BadInput: if no voice can have it.
    """
    words = " ".join(name.split())
    fault = unusable_character(words)
    if fault:
        raise BadInput(f"In the name, {fault}.")
    if not words or len(words) > LONGEST_VOICE_NAME:
        raise BadInput(f"A voice needs a name of 1 to {LONGEST_VOICE_NAME} characters, such as Lena Brandt.")
    return words
