"""Voices that a person recorded, phrase by phrase: a folder of folders, one for each voice.

May use ``voice``, ``audio`` and the base modules.
"""

from server.voice.recorded.manifest import (
    FORMAT,
    PREFIX,
    RECORD,
    SOUNDS,
    RecordedPhrase,
    RecordedVoice,
    is_recorded_id,
    record,
    recorded_voice,
    recorded_voices,
    sound_path,
)
from server.voice.recorded.phrases import parts_of, phrase_key, words_of
from server.voice.recorded.speaker import RecordedSpeaker

__all__ = [
    "FORMAT",
    "PREFIX",
    "RECORD",
    "SOUNDS",
    "RecordedPhrase",
    "RecordedSpeaker",
    "RecordedVoice",
    "is_recorded_id",
    "parts_of",
    "phrase_key",
    "record",
    "recorded_voice",
    "recorded_voices",
    "sound_path",
    "words_of",
]
