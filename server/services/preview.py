"""Hear a line as the coach would speak it, before anything is saved."""

from __future__ import annotations

from dataclasses import dataclass

from server.coach.model import Cue, CueKind, Segment, Timeline
from server.coach.words import sentence
from server.errors import BadInput
from server.routine.schema.limits import LONGEST_SPOKEN
from server.services.preferences import PreferencesService
from server.track.assembly import assemble
from server.voice.clips import ClipStore

#: Milliseconds of quiet before and after the words: earbuds wake, and the decoder ends.
_BEFORE_MS, _AFTER_MS = 300, 300


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """A sentence, and who speaks it how fast."""

    text: str
    #: Id of a voice.
    voice: str
    #: Words a minute.
    rate: int


class PreviewService:
    """Speaks single lines."""

    def __init__(self, clips: ClipStore, preferences: PreferencesService) -> None:
        self._clips = clips
        self._preferences = preferences

    def speak(self, person_id: int, text: str) -> SpokenLine:
        """Speak a line with the voice of a person, and return what names its sound.

        :raises BadInput: if there is nothing to speak, or too much.
        :raises UnspeakablePhrase: if the engine cannot speak it.
        """
        settings = self._preferences.settings(person_id)
        line = SpokenLine(sentence(text), self._clips.voice(settings.voice).id, settings.rate)
        self._clips.clips([line.text], line.voice, line.rate)
        return line

    def audio(self, line: SpokenLine) -> bytes:
        """Return a line's sound as an M4A file."""
        clip = self._clips.clips([line.text], line.voice, line.rate)[line.text]
        end_ms = _BEFORE_MS + clip.length_ms
        cue = Cue(_BEFORE_MS, end_ms, "speech", "instruction", line.text, 0)
        whole = Segment("setup", "", "", line.text, "both", 1, 1, 0, end_ms + _AFTER_MS)
        timeline = Timeline("", line.text, whole.end_ms, (whole,), (cue,))

        def packets(kind: CueKind, text: str, offset: int) -> tuple[bytes, ...]:  # noqa: ARG001 - only speech
            return self._clips.packets(clip, offset)

        return assemble(timeline, packets)


def checked_line(text: str) -> str:
    """Return a line with single spaces.

    :raises BadInput: if there is nothing to speak, or too much.
    """
    line = " ".join(text.split())
    if len(line) > LONGEST_SPOKEN:
        raise BadInput(
            f"{len(line)} characters are too many to be spoken at once; write at most {LONGEST_SPOKEN}."
        )
    if not line.isprintable() or not any(character.isalnum() for character in line):
        raise BadInput("There is nothing here that can be spoken; write words.")
    return line
