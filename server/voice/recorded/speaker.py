"""What speaks with recorded voices, and lets the engines speak with all others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from server.audio import FULL_SCALE, SAMPLE_RATE, Samples, join, read_sound, to_take_samples
from server.jobs import Priority
from server.voice.model import EngineVersion, Speech, Voice
from server.voice.recorded.manifest import (
    PREFIX,
    RecordedVoice,
    recorded_voice,
    recorded_voices,
    sound_path,
)
from server.voice.recorded.phrases import parts_of
from server.voice.worker import Speaker, UnspeakablePhrase

#: What pages and commands call this engine.
_ENGINE: Final = "recordings"
#: Part of every clip's key: to be raised when recordings are cut, levelled or put together in another way.
_VERSION: Final = 2
_GONE: Final = "this recorded voice is not on this machine any more"
_MISSING: Final = "{name} has not recorded it; record it, or let another voice speak what is missing"
_LOST: Final = "its recording is damaged or lost; record it again"


class RecordedSpeaker:
    """Speaks with recorded voices, as far as they were recorded; another speaker has all other voices.

    It is no pool beside those of the engines, as it needs one of them for what is missing. Nothing has to be
    started: a recording is a small file, read in the thread that asks for it. New voices and new recordings
    are noticed at once.

    One voice speaks a whole phrase, always: what is missing in a phrase is not put into it by another. And
    one speaks a whole track, unless whoever recorded the voice has named another for what is missing, which
    is then asked in its place: its words are respelled and its sentences parted as ever.
    """

    def __init__(self, speaker: Speaker, folder: Path) -> None:
        """Take over a speaker.

        :param folder: of recorded voices; it need not exist.
        """
        self._speaker = speaker
        self._folder = folder
        #: The recorded voices that were last told.
        self._told: Sequence[Voice] = ()
        self.size = speaker.size

    @property
    def incomplete(self) -> bool:
        """Whether there are other voices by now than :meth:`voices` has returned."""
        return self._speaker.incomplete or self._recorded() != self._told

    def speak(self, text: str, voice: str, rate: int, priority: Priority = Priority.URGENT) -> Speech:
        """Speak a phrase; what is recorded has the rate at which it was spoken.

        :raises UnspeakablePhrase: if it is not recorded: :meth:`voice_of` tells which voice may speak it.
        """
        if not voice.startswith(PREFIX):
            return self._speaker.speak(text, voice, rate, priority)
        found = self._voice(voice)
        if found is None:
            raise UnspeakablePhrase(text, _GONE)
        parts = parts_of(text, found.phrases)
        if not parts:
            raise UnspeakablePhrase(text, _MISSING.format(name=found.name))
        try:
            takes = [self._part(found, part.key) for part in parts]
        except (OSError, ValueError) as error:
            now = self._voice(voice)
            if now and now.digest != found.digest:  # recorded again at this moment
                return self.speak(text, voice, rate, priority)
            raise UnspeakablePhrase(text, _LOST) from error
        spoken = join(takes, [part.gap_ms for part in parts[:-1]])
        return Speech(np.round(spoken * FULL_SCALE).astype("<i2").tobytes(), SAMPLE_RATE)

    def voices(self) -> Sequence[Voice]:
        """Return the voices, the default first, and recorded ones last; raises as the other speaker."""
        others = self._speaker.voices()
        self._told = self._recorded()
        return [*others, *self._told]

    def engine_of(self, voice: str) -> EngineVersion:
        """Return the engine of a voice's id.

        Whatever is changed about a recorded voice is another version of it. Its clips are then made anew,
        which is quick for what is recorded; and the address of a track names its content.
        """
        if not voice.startswith(PREFIX):
            return self._speaker.engine_of(voice)
        found = self._voice(voice)
        version = f"{_VERSION} {found.digest if found else 'gone'}"
        if found and found.others:
            engine = self._speaker.engine_of(found.others)
            version = f"{version}, others by {engine.name} {engine.version}"
        return EngineVersion(_ENGINE, version, as_written=True)

    def voice_of(self, text: str, voice: str) -> str:
        """Return the voice that speaks what a recorded voice has not recorded, if it has named one."""
        found = self._voice(voice) if voice.startswith(PREFIX) else None
        return found.others if found and found.others and not parts_of(text, found.phrases) else voice

    def is_local(self, voice: str) -> bool:
        """Tell whether a voice's id is of a recorded voice, or of an engine of this machine."""
        return voice.startswith(PREFIX) or self._speaker.is_local(voice)

    def faults(self) -> Mapping[str, str]:
        """Return why engines do not speak, as the other speaker does; recordings always do."""
        return self._speaker.faults()

    def close(self) -> None:
        """End the other speaker."""
        self._speaker.close()

    def _recorded(self) -> Sequence[Voice]:
        found = recorded_voices(self._folder)
        return [Voice(each.voice_id, each.name, each.language) for each in found]

    def _voice(self, voice: str) -> RecordedVoice | None:
        return recorded_voice(self._folder, voice.removeprefix(PREFIX))

    def _part(self, voice: RecordedVoice, key: str) -> Samples:
        content = sound_path(self._folder, voice.id, voice.phrases[key].sound).read_bytes()
        return to_take_samples(read_sound(content))
