"""A person's choices about routines: put together from what the store keeps, and changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from server.errors import BadInput, Fault, NotFound
from server.routine import Choices, Exercise, Routine, Side
from server.routine.choices import (
    Avoided,
    Changes,
    PersonalRoutine,
    Settings,
    adapted,
    apply,
    avoided_from_document,
    kept_swaps,
    obstacles,
    parse_avoided,
    parse_changes,
    parse_settings,
    personal_from_document,
    settings_from_document,
    swapped,
    with_avoided,
)
from server.services.kept_choices import Stages, kept_after, kept_anyway, kept_replaced, own_document
from server.store import Document, Preferences, Store
from server.track import RoutineCache
from server.voice import USUAL_LANGUAGE, NoVoice, Voice

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


class Swaps(Protocol):
    """Knows exercises, and makes a routine in which steps have others."""

    def exercises(self) -> Sequence[Exercise]:
        """Return the exercises that routines share."""
        ...

    def exercises_for(self, routine: Routine) -> Sequence[Exercise]:
        """Return the exercises that can be done in a routine."""
        ...

    def swap(self, routine: Routine, instead: Mapping[str, str]) -> Routine:
        """Return the routine with its swaps made.

        :param instead: id of a step to the exercise that is done there.
        :raises BadInput: with a fault for each swap that cannot be made.
        """
        ...

    def swap_possible(self, routine: Routine, instead: Mapping[str, str]) -> Routine:
        """Return the routine with those of a person's kept swaps made that can still be."""
        ...


class PreferencesService:
    """Reads and changes what people have chosen.

    :param store: keeps it.
    :param voices: knows which voices can be chosen.
    :param swaps: makes routines with other exercises in some steps.
    """

    def __init__(
        self,
        store: Store,
        voices: Voices,
        swaps: Swaps,
        changed: Callable[[int, str], None] = lambda *_: None,
    ) -> None:
        """Prepare.

        :param changed: called when a person's change is durable, with their id and that of the routine that
            it concerns; that is empty if it concerns all.
        """
        self._store = store
        self._changed = changed
        self._voices = voices
        self._swaps = swaps
        self._personal: RoutineCache[PersonalRoutine] = RoutineCache()

    def chosen(self, person_id: int, routine: Routine) -> PersonalRoutine:
        """Return a routine as a person does it: as chosen for it, and without what is left out of all."""
        return self._kept(routine, self._store.preferences(person_id, routine.id))

    def chosen_for_it(self, person_id: int, routine: Routine) -> PersonalRoutine:
        """Return a routine as a person has chosen it, whatever they leave out of all routines."""
        return self._own(routine, self._store.preferences(person_id, routine.id))

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

    def avoided(self, person_id: int) -> Avoided:
        """Return what a person leaves out of all routines, and lacks."""
        return avoided_from_document(self._store.settings(person_id))

    def leave_out(self, person_id: int, group: str, chosen: Sequence[str]) -> None:
        """Keep what is chosen in a group of what can be left out of all routines; see ``parse_avoided``.

        :raises BadInput: if there is no such group, or nothing like that in it.
        """
        exercises = self._swaps.exercises()

        def changed(kept: Preferences) -> tuple[Preferences, None]:
            avoided = parse_avoided(avoided_from_document(kept.settings), group, chosen, exercises)
            return replace(kept, settings=with_avoided(kept.settings, avoided)), None

        self._store.change_preferences(person_id, "", changed)
        self._changed(person_id, "")

    def change(self, person_id: int, routine: Routine, changes: Changes) -> PersonalRoutine:
        """Make all of the changes or none, and return the routine once they are durable.

        :raises BadInput: if there is no such voice, or if all steps together would take too long.
        """
        return self._change(person_id, routine, changes.settings, lambda _: changes)

    def change_as_typed(
        self, person_id: int, routine: Routine, fields: Sequence[tuple[str, str]]
    ) -> PersonalRoutine:
        """Make the changes that a form asks for, as :meth:`change` does; see ``parse_changes``.

        :raises BadInput: with a fault for each field that cannot be accepted.
        """
        try:
            settings = parse_settings(dict(fields))
        except BadInput:  # told below, with all other faults
            settings = Settings()
        return self._change(person_id, routine, settings, lambda chosen: parse_changes(chosen, fields))

    def for_once(
        self, person_id: int, routine: Routine, fields: Sequence[tuple[str, str]]
    ) -> PersonalRoutine:
        """Return a routine with changes that a form asks for and that are not kept; see ``parse_changes``.

        :raises BadInput: with a fault for each field that cannot be accepted.
        """
        chosen = self.chosen(person_id, routine)
        if not fields:
            return chosen
        changes = parse_changes(chosen.routine, fields)
        return apply(self._with_swaps(routine, chosen, changes), changes)

    def _change(
        self, person_id: int, routine: Routine, settings: Settings, read: Callable[[Routine], Changes]
    ) -> PersonalRoutine:
        """Make changes.

        :param read: returns them; gets the routine with the swaps that are kept.
        """
        missing = self._missing_voice(settings)  # asks the engine, so before any transaction

        def changed(kept: Preferences) -> tuple[Preferences, PersonalRoutine]:
            own = self._own(routine, kept)
            chosen = self._done(routine, own, kept)
            changes = read(chosen.routine)
            before = self._with_swaps(routine, chosen, changes)
            after = apply(before, changes)
            # A kept voice that has vanished must not stop other changes.
            if missing and after.choices.voice != before.choices.voice:
                raise BadInput(faults=[missing])
            wanted = kept_after(routine, kept, Stages(own, chosen, after), changes)
            usual = not avoided_from_document(wanted.settings)
            return wanted, after if usual else self._done(routine, self._own(routine, wanted), wanted)

        personal = self._store.change_preferences(person_id, routine.id, changed)
        self._changed(person_id, "" if settings else routine.id)
        return personal

    def use_voice(self, person_id: int, name: str) -> None:
        """Let a voice speak for a person from now on; an empty name stands for the default.

        :raises BadInput: if there is no such voice.
        """
        settings = parse_settings({"voice": name})
        missing = self._missing_voice(settings)
        if missing:
            raise BadInput(faults=[missing])

        def changed(kept: Preferences) -> tuple[Preferences, None]:
            return replace(kept, settings={**kept.settings, **settings}), None

        self._store.change_preferences(person_id, "", changed)
        self._changed(person_id, "")

    def begin_with(self, person_id: int, side: Side) -> None:
        """Let each step begin with a side; who does one side alone goes on with that."""

        def changed(kept: Preferences) -> tuple[Preferences, None]:
            if kept.settings.get("side") in _ONE_SIDE:
                return kept, None
            wanted = "right-first" if side == "right" else "both"
            return replace(kept, settings={**kept.settings, "side": wanted}), None

        self._store.change_preferences(person_id, "", changed)
        self._changed(person_id, "")

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
        return (voice.language_code if voice else "") or USUAL_LANGUAGE

    def _kept(self, routine: Routine, kept: Preferences) -> PersonalRoutine:
        """Return a routine with preferences, put together once for all pages."""
        return self._personal.get(
            routine, lambda: self._done(routine, self._own(routine, kept), kept), repr(kept)
        )

    def _own(self, routine: Routine, kept: Preferences) -> PersonalRoutine:
        """Return a routine as it was chosen, whatever is left out of all routines."""
        swapped_routine = self._swaps.swap_possible(routine, kept_swaps(kept.choices))
        return personal_from_document(swapped_routine, own_document(kept))

    def _done(self, routine: Routine, own: PersonalRoutine, kept: Preferences) -> PersonalRoutine:
        """Return a routine without what is left out of all routines."""
        avoided = avoided_from_document(kept.settings)
        if not avoided:
            return own
        found = obstacles(own, avoided, self._swaps.exercises_for(routine), kept_anyway(kept))
        others = {part: each.instead for part, each in found.items() if each.instead}
        made = self._swaps.swap_possible(routine, {**own.choices.instead, **others})
        return adapted(own, made, found, kept_replaced(kept))

    def _with_swaps(self, routine: Routine, before: PersonalRoutine, changes: Changes) -> PersonalRoutine:
        if not changes.swaps:
            return before
        wanted = {**before.choices.instead, **changes.swaps}
        own = {step.id: step.exercise.id for step in routine.steps}
        instead = {part: name for part, name in wanted.items() if name and name != own.get(part)}
        return swapped(before, self._swaps.swap(routine, instead), instead)

    def _missing_voice(self, settings: Settings) -> Fault | None:
        if "voice" not in settings:
            return None
        try:
            self._voices.voice(settings["voice"])
        except (NotFound, NoVoice) as error:
            return Fault(("voice",), str(error))
        return None
