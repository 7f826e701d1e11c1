"""A person's choices about routines: put together from what the store keeps, and changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from server.errors import BadInput, Fault, NotFound
from server.routine import Choices, Routine, Side
from server.routine.choices import (
    Changes,
    PersonalRoutine,
    apply,
    choices_document,
    personal_from_document,
    settings_from_document,
)
from server.store import Document, Preferences, Store
from server.track import RoutineCache
from server.voice import NoVoice, Voice

#: What a voice speaks that does not say it.
_USUAL_LANGUAGE = "en"
#: Settings of the sides with which nothing is done on the other side.
_ONE_SIDE = ("left", "right")


class Voices(Protocol):
    """The voices of this machine, as far as they are known: no page waits for them."""

    def voice(self, voice_id: str | None) -> Voice:
        """Return a voice; ``None`` asks for the default.

        :raises NoVoice: if there is none.
        :raises NotFound: naming the nearest voices.
        """
        ...

    def voices(self) -> Sequence[Voice]:
        """Return all voices, the default first; none if none answers."""
        ...


class PreferencesService:
    """Reads and changes what people have chosen.

    :param store: keeps it.
    :param voices: knows which voices can be chosen.
    """

    def __init__(self, store: Store, voices: Voices) -> None:
        self._store = store
        self._voices = voices
        self._personal: RoutineCache[PersonalRoutine] = RoutineCache()

    def chosen(self, person_id: int, routine: Routine) -> PersonalRoutine:
        """Return a routine as a person has chosen it."""
        return self._kept(routine, self._store.preferences(person_id, routine.id))

    def chosen_for_all(self, person_id: int, routines: Iterable[Routine]) -> dict[str, PersonalRoutine]:
        """Return each of some routines as a person has chosen it, by its id."""
        settings, choices = self._store.all_preferences(person_id)
        none: Document = {}
        return {
            routine.id: self._kept(routine, Preferences(settings, choices.get(routine.id, none)))
            for routine in routines
        }

    def settings(self, person_id: int) -> Choices:
        """Return a person's settings of the coach, without doses."""
        return Choices(**settings_from_document(self._store.settings(person_id)))

    def change(self, person_id: int, routine: Routine, changes: Changes) -> PersonalRoutine:
        """Make all of the changes or none, and return the routine once they are durable.

        :raises BadInput: if there is no such voice, or if all steps together would take too long.
        """
        missing = self._missing_voice(changes)  # asks the engine, so before any transaction

        def changed(kept: Preferences) -> tuple[Preferences, PersonalRoutine]:
            before = _personal(routine, kept)
            after = apply(before, changes)
            # A kept voice that has vanished must not stop other changes.
            if missing and after.choices.voice != before.choices.voice:
                raise BadInput(faults=[missing])
            return _kept_after(kept, changes, after), after

        return self._store.change_preferences(person_id, routine.id, changed)

    def begin_with(self, person_id: int, side: Side) -> None:
        """Let each step begin with a side; who does one side alone goes on with that."""

        def changed(kept: Preferences) -> tuple[Preferences, None]:
            if kept.settings.get("side") in _ONE_SIDE:
                return kept, None
            wanted = "right-first" if side == "right" else "both"
            return replace(kept, settings={**kept.settings, "side": wanted}), None

        self._store.change_preferences(person_id, "", changed)

    def voices(self) -> Sequence[Voice]:
        """Return the voices that can be chosen, the default first; none if none answers."""
        return self._voices.voices()

    def chosen_voice(self, choices: Choices) -> Voice | None:
        """Return the voice that speaks; ``None`` if this machine has not the one that was chosen, or none."""
        try:
            return self._voices.voice(choices.voice)
        except (NotFound, NoVoice):
            return None

    def language(self, person_id: int) -> str:
        """Return the two-letter code of the language of a person's voice; English if nobody knows."""
        voice = self.chosen_voice(self.settings(person_id))
        return voice.language.partition("-")[0].lower() if voice and voice.language else _USUAL_LANGUAGE

    def _kept(self, routine: Routine, kept: Preferences) -> PersonalRoutine:
        """Return a routine with preferences, put together once for all pages."""
        return self._personal.get(routine, lambda: _personal(routine, kept), repr(kept))

    def _missing_voice(self, changes: Changes) -> Fault | None:
        if "voice" not in changes.settings:
            return None
        try:
            self._voices.voice(changes.settings["voice"])
        except (NotFound, NoVoice) as error:
            return Fault(("voice",), str(error))
        return None


def _personal(routine: Routine, kept: Preferences) -> PersonalRoutine:
    return personal_from_document(routine, {**kept.settings, "doses": kept.choices.get("doses")})


def _kept_after(kept: Preferences, changes: Changes, after: PersonalRoutine) -> Preferences:
    """Return what to keep: settings belong to all routines, doses to one."""
    settings: Document = {**kept.settings, **changes.settings}
    if not changes.doses:
        return replace(kept, settings=settings)
    return Preferences(settings, {"doses": choices_document(after.choices)["doses"]})
