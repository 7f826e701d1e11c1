"""What a person has chosen: doses for each routine, and settings of the coach for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from werkzeug.datastructures import MultiDict

from server.errors import BadInput, NotFound
from server.routine.choices.changes import (
    from_document,
    parse_settings,
    to_document,
    with_assignments,
    with_holds_scaled,
    with_preset,
    without_doses,
)
from server.routine.model import Choices, Routine
from server.store import Store
from server.store.values import Document
from server.voice.clips import ClipStore

#: What changes doses, which belong to one routine; settings are a person's, for all routines.
_ACTIONS = ("reset", "preset", "all")


class PreferencesService:
    """A person's choices about routines: put together from what the store keeps, and changed."""

    def __init__(self, store: Store, clips: ClipStore) -> None:
        self._store = store
        self._clips = clips

    def choices(self, person_id: int, routine: Routine) -> Choices:
        """Return what a person has chosen for a routine."""
        store = self._store
        return _together(routine, store.choices(person_id, routine.id), store.settings(person_id))

    def all_choices(self, person_id: int, routines: Iterable[Routine]) -> dict[str, Choices]:
        """Return what a person has chosen for each of some routines, by its id, in two reads."""
        doses, settings = self._store.all_choices(person_id), self._store.settings(person_id)
        return {routine.id: _together(routine, doses.get(routine.id, {}), settings) for routine in routines}

    def settings(self, person_id: int) -> Choices:
        """Return a person's settings of the coach, without doses."""
        return from_document(None, self._store.settings(person_id))

    def change(self, person_id: int, routine: Routine, form: MultiDict[str, str]) -> Choices:
        """Carry out a form, all of it or nothing, and return the choices once they are durable.

        :raises BadInput: with a line for each field that cannot be taken.
        """
        before = self.choices(person_id, routine)
        after = changed(routine, before, form)
        if after.voice != before.voice:  # a kept voice that has vanished must not stop other changes
            self._refuse_missing(after.voice)
        parsed = parse_settings(form)

        def change_settings(kept: Document) -> Document:
            return {**kept, **parsed}

        if not any(name in form for name in _ACTIONS) and not _assignments(form):
            self._store.change_settings(person_id, change_settings)
        else:
            self._store.change_choices(
                person_id, routine.id, lambda kept: _changed_doses(routine, kept, form), change_settings
            )
        return self.choices(person_id, routine)

    def _refuse_missing(self, voice: str | None) -> None:
        try:
            self._clips.voice(voice)
        except NotFound as missing:
            raise BadInput(str(missing)) from missing


def changed(routine: Routine, choices: Choices, form: MultiDict[str, str]) -> Choices:
    """Return the choices after the fields of a form: settings, actions, then single doses.

    :raises BadInput: with a line for each field that cannot be taken.
    """
    if "reset" in form:
        choices = without_doses(choices)
    if "preset" in form:
        choices = with_preset(routine, choices, form["preset"])
    if "all" in form:
        choices = with_holds_scaled(routine, choices, _percent(form["all"]))
    choices = with_assignments(routine, choices, _assignments(form))
    return replace(choices, **parse_settings(form))


def named_steps(form: MultiDict[str, str]) -> set[str]:
    """Return the ids of the steps whose doses a form names."""
    return {name.rpartition(".")[0] for name in form if "." in name}


def _together(routine: Routine, doses: Document, settings: Document) -> Choices:
    return from_document(routine, {**settings, "doses": doses.get("doses", {})})


def _changed_doses(routine: Routine, kept: Document, form: MultiDict[str, str]) -> Mapping[str, Any]:
    return {"doses": to_document(changed(routine, from_document(routine, kept), form))["doses"]}


def _assignments(form: MultiDict[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in form.items(multi=True) if "." in name]


def _percent(written: str) -> int:
    if not (written.isascii() and written.isdigit() and len(written) < 5):
        raise BadInput(f'all: "{written[:40]}": write a whole number of percent, such as 125')
    return int(written)


def chosen(person_id: int, routine: Routine) -> Choices:
    """Call the service, for pages that are still to be moved."""
    from server.services.services import parts

    preferences: PreferencesService = parts().preferences
    return preferences.choices(person_id, routine)


def chosen_for_all(person_id: int, routines: tuple[Routine, ...]) -> dict[str, Choices]:
    """Call the service, for pages that are still to be moved."""
    from server.services.services import parts

    preferences: PreferencesService = parts().preferences
    return preferences.all_choices(person_id, routines)


def change(person_id: int, routine: Routine, form: MultiDict[str, str]) -> Choices:
    """Call the service, for pages that are still to be moved."""
    from server.services.services import parts

    preferences: PreferencesService = parts().preferences
    return preferences.change(person_id, routine, form)
