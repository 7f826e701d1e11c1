"""What there is to record for a person's routines, and how far a recorded voice has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from server.coach import Script, write_script
from server.routine import Routine
from server.routine.library import Library
from server.services.preferences import PreferencesService
from server.services.used_routines import UsedRoutines
from server.voice.recorded import RecordedVoice, parts_of, phrase_key

#: Recorded as a whole, put together from recorded parts, spoken by another voice, or not spoken at all.
PhraseState = Literal["recorded", "parts", "other", "missing"]


@dataclass(frozen=True, slots=True)
class PhraseToRecord:
    """A phrase of a person's routines."""

    text: str
    key: str
    state: PhraseState
    #: Digest of its sound; empty if it was not recorded as a whole.
    sound: str = ""
    #: What is wrong with its recording; see ``server.audio.TakeFault``.
    fault: str = ""

    @property
    def is_spoken(self) -> bool:
        """Whether the recorded voice itself speaks it."""
        return self.state in ("recorded", "parts")


class PhrasesToRecord:
    """Knows which phrases a person's routines have."""

    def __init__(self, used: UsedRoutines, library: Library, preferences: PreferencesService) -> None:
        self._used = used
        self._library = library
        self._preferences = preferences

    def routines(self, person_id: int) -> Sequence[Routine]:
        """Return the routines that somebody uses; else the first that is shown."""
        used, known = self._used.of(person_id), self._library.routines()
        return [each for each in known if each.id in used] or known[:1]

    def of(
        self, person_id: int, voice: RecordedVoice, routines: Sequence[Routine]
    ) -> Sequence[PhraseToRecord]:
        """Return every phrase of some routines as somebody does them, those that are heard most first.

        What was recorded beside them comes last.
        """
        return _phrases(voice, self._texts(person_id, routines))

    def progress(self, person_id: int, voices: Iterable[RecordedVoice]) -> Mapping[str, tuple[int, int]]:
        """Return how many phrases of their routines each voice speaks itself, and of how many, by its id."""
        texts = self._texts(person_id, self.routines(person_id))
        phrases = {voice.id: _phrases(voice, texts) for voice in voices}
        return {name: (sum(each.is_spoken for each in of), len(of)) for name, of in phrases.items()}

    def _texts(self, person_id: int, routines: Sequence[Routine]) -> Mapping[str, str]:
        """Return what is said in some routines by its key, what is heard most first."""
        heard: Counter[str] = Counter()
        texts: dict[str, str] = {}
        for personal in self._preferences.chosen_for_all(person_id, routines).values():
            script = write_script(personal.routine, personal.choices, personal.doses, waits=True)
            for text, times in _heard(script).items():
                heard[phrase_key(text)] += times
                texts.setdefault(phrase_key(text), text)
        return {key: texts[key] for key, _ in heard.most_common()}


def _phrases(voice: RecordedVoice, texts: Mapping[str, str]) -> list[PhraseToRecord]:
    others = {key: each.text for key, each in voice.phrases.items() if key not in texts}
    return [_state(voice, key, text) for key, text in {**texts, **others}.items()]


def _heard(script: Script) -> Counter[str]:
    """Return how often each phrase of a script is heard; what may stand in for a longer one counts once."""
    heard = script.times_heard()
    for text in script.phrases():
        heard.setdefault(text, 1)
    return heard


def _state(voice: RecordedVoice, key: str, text: str) -> PhraseToRecord:
    recorded = voice.phrases.get(key)
    if recorded:
        return PhraseToRecord(text, key, "recorded", recorded.sound, recorded.fault)
    if parts_of(text, voice.phrases):
        return PhraseToRecord(text, key, "parts")
    return PhraseToRecord(text, key, "other" if voice.others else "missing")
