"""The first track of a workout: spoken by the voice that was chosen, or wholly by another one."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from server.errors import SoleusError
from server.routine import Choices
from server.routine.choices import PersonalRoutine, choices_document
from server.store import Document, Store
from server.track import Preparation, Preparations, Track, other_voice
from server.voice import Voice
from server.voice.clips import ClipStore
from server.workout import Workout

#: In a workout's choices: why another voice speaks than the one that was chosen.
_NOTE: Final = "voice_note"


class WorkoutTracks:
    """Has the tracks made that workouts begin with."""

    def __init__(self, store: Store, preparations: Preparations, clips: ClipStore) -> None:
        self._store = store
        self._preparations = preparations
        self._clips = clips

    def prepare(self, workout: Workout, personal: PersonalRoutine, patience_s: float = 0) -> Preparation:
        """Begin to make the track of a workout, or return how far it is.

        If its voice fails, another one speaks the whole track, and the workout says so.

        :param patience_s: seconds to wait for a track that is not ready.
        """
        choices = personal.choices

        def keep(track: Track) -> None:
            self._store.set_track(workout.id, track.digest)

        def otherwise(error: SoleusError) -> Choices | None:
            voice = self.other(personal)
            return (
                self._change(workout, choices, voice, f"{voice.name} speaks this workout. {error}")
                if voice
                else None
            )

        key, routine = _key(workout, choices), personal.routine
        return self._preparations.prepare(
            key, routine, choices, keep, patience_s, waits=True, otherwise=otherwise
        )

    def other(self, personal: PersonalRoutine) -> Voice | None:
        """Return the voice that could speak at once in place of the chosen one."""
        return other_voice(self._clips, personal.routine, personal.choices, waits=True)

    def go_on_with_other(self, workout: Workout, personal: PersonalRoutine) -> None:
        """Let the voice that is ready speak a workout whose track is still being made."""
        voice = self.other(personal)
        if voice and not workout.track and self._change(workout, personal.choices, voice):
            self._preparations.withdraw(_key(workout, personal.choices))

    def _change(self, workout: Workout, choices: Choices, voice: Voice, note: str = "") -> Choices | None:
        """Keep another voice for a workout; return None if its track has come meanwhile."""
        changed = replace(choices, voice=voice.id)
        document = {**choices_document(changed), **({_NOTE: note} if note else {})}
        return changed if self._store.change_choices(workout.id, document) else None


def voice_note(choices: Document) -> str:
    """Return why another voice speaks a workout than the one that was chosen; empty if none does.

    :param choices: of the workout.
    """
    note = choices.get(_NOTE)
    return note if isinstance(note, str) else ""


def with_note_of(before: Document, choices: Document) -> Document:
    """Return a workout's new choices with the note that it had."""
    return {**choices, **{key: note for key, note in before.items() if key == _NOTE}}


def _key(workout: Workout, choices: Choices) -> str:
    return f"{workout.id} {choices.voice or ''}"
