"""Hear a line as the coach would speak it, before anything is saved."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from server.characters import unusable_character
from server.coach import for_side, sentence, voice_sample, write_script
from server.errors import BadInput, NotFound
from server.jobs import Scheduler
from server.routine import Choices
from server.routine.choices import PersonalRoutine
from server.routine.schema import LONGEST_SPOKEN
from server.services.preferences import PreferencesService
from server.track import BeingMade, Studio
from server.voice import NoVoice
from server.voice.clips import ClipStore
from server.voice.pronunciation import Entry

#: Name, side and how much.
_SENTENCES_OF_SAMPLE = 3


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """A sentence, with the voice and the rate to speak it at."""

    text: str
    #: What the engine is given, so that a changed pronunciation has another address.
    said: str
    #: Id of a voice.
    voice: str
    #: Words a minute.
    rate: int


class PreviewService:
    """Speaks single lines."""

    def __init__(
        self, clips: ClipStore, studio: Studio, preferences: PreferencesService, scheduler: Scheduler
    ) -> None:
        self._clips = clips
        self._studio = studio
        self._preferences = preferences
        self._scheduler = scheduler

    def speak(self, person_id: int, line: str, patience_s: float, tried: Entry | None = None) -> SpokenLine:
        """Begin to speak a line with the voice of a person, and return what names its sound.

        :param line: one that :func:`checked_line` has returned.
        :param patience_s: seconds to wait for it to be spoken; after that nothing is known of it.
        :param tried: a pronunciation that is heard before it is kept.
        :raises NoVoice: if no voice is known.
        :raises UnspeakablePhrase: if the engine cannot speak it.
        """
        settings = self._preferences.settings(person_id)
        voice = self._clips.watch.voice(settings.voice).id
        spoken = self._line(sentence(line), voice, settings.rate, tried)
        with suppress(BeingMade):
            self.audio(spoken, patience_s)
        return spoken

    def sample(self, personal: PersonalRoutine) -> SpokenLine | None:
        """Return how a routine is announced, with the voice and the rate that are chosen for it.

        Nothing is spoken for it; None if no voice is known, or if there is nothing to do.
        """
        choices = personal.choices
        script = write_script(personal.routine, Choices(side=choices.side), personal.doses)
        announced = [cue.text for each in script.segments for cue in each.cues if cue.role == "announce"]
        text = " ".join(announced[:_SENTENCES_OF_SAMPLE])
        try:
            voice = self._clips.watch.voice(choices.voice).id
        except (NotFound, NoVoice):
            return None
        return self._line(text, voice, choices.rate) if text else None

    def voice_sample(self, voice: str, rate: int) -> SpokenLine:
        """Return what a voice can be judged by: the same sentences of the coach for each of them.

        Nothing is spoken for it.

        :param voice: id of a voice.
        :param rate: words a minute.
        """
        return self._line(voice_sample(), voice, rate)

    def audio(self, line: SpokenLine, patience_s: float) -> bytes:
        """Return a line's sound as an M4A file.

        :param patience_s: seconds to wait for a line that has not been spoken yet.
        :raises BeingMade: if it is not spoken by then; it is spoken meanwhile.
        """
        spoken = self._scheduler.submit(
            ("preview", line), lambda _: self._studio.preview(line.text, line.said, line.voice, line.rate)
        )
        try:
            return spoken.result(patience_s)
        except TimeoutError:
            raise BeingMade from None

    def _line(self, text: str, voice: str, rate: int, tried: Entry | None = None) -> SpokenLine:
        return SpokenLine(text, self._clips.saying.said([text], voice, tried)[text], voice, rate)


def checked_line(text: str) -> str:
    """Return a line with single spaces.

    :raises BadInput: if there is nothing to speak, or too much.
    """
    line = for_side(" ".join(text.split()), "left")
    if len(line) > LONGEST_SPOKEN:
        raise BadInput(
            f"{len(line)} characters are too many to be spoken at once; write at most {LONGEST_SPOKEN}."
        )
    if unusable_character(line) or not any(character.isalnum() for character in line):
        raise BadInput("There are no words here to speak. Write some.")
    return line
