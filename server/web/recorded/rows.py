"""The phrases of a voice as pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request

from server.routine import Routine
from server.services import PhraseToRecord, RecordedVoice, SpokenLine
from server.web.context import current_person, services
from server.web.said import sound_address

#: What is wrong with a recording, and what would help.
FAULTS: Mapping[str, str] = {
    "clipped": "too loud, so that its peaks are cut off. Speak from further away",
    "quiet": "very quiet: hold the phone closer",
}
_STATES: Mapping[str, str] = {
    "recorded": "recorded",
    "parts": "put together from other recordings",
    "missing": "not recorded",
}


@dataclass(frozen=True, slots=True)
class PhraseRow:
    """A phrase, what is known of it, and where it can be heard."""

    phrase: PhraseToRecord
    state: str
    #: What is wrong with its recording; empty if nothing is.
    fault: str
    #: The address of its sound as a workout has it; empty if it is not spoken.
    sound: str


def phrase_rows(voice: RecordedVoice) -> Sequence[PhraseRow]:
    """Return the phrases of the routines that the page is about, those that are heard most first."""
    person = current_person()
    phrases = services().phrases_to_record.of(person.id, voice, chosen_routines())
    others = {each.id: each.name for each in services().preferences.voices()}.get(
        voice.others, "another voice"
    )
    rate = services().preferences.settings(person.id).rate
    return [
        PhraseRow(
            each,
            _STATES.get(each.state, f"spoken by {others}"),
            FAULTS.get(each.fault, ""),
            _address(voice, each, rate),
        )
        for each in phrases
    ]


def chosen_routines() -> Sequence[Routine]:
    """Return the routine that was asked for; else those that the person does."""
    asked = request.values.get("routine", "")
    if asked:
        return [services().library.routine(asked)]
    return services().phrases_to_record.routines(current_person().id)


def _address(voice: RecordedVoice, phrase: PhraseToRecord, rate: int) -> str:
    """Return where a phrase can be heard: elsewhere after each change, as browsers keep what they have."""
    if phrase.state == "missing":
        return ""
    return f"{sound_address(SpokenLine(phrase.text, phrase.text, voice.voice_id, rate))}?take={voice.digest}"
