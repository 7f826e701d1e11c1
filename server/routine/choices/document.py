"""Choices as JSON keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any

from server.errors import BadInput
from server.routine.choices.doses import changed_figures
from server.routine.choices.length import too_long
from server.routine.choices.personal import PersonalRoutine, personal_routine
from server.routine.choices.settings import SETTINGS, Settings, parse_settings
from server.routine.model import Choices, DoseField, Routine, Step


def choices_document(choices: Choices) -> dict[str, Any]:
    """Return choices as JSON can hold them."""
    return asdict(choices)


def choices_from_document(routine: Routine, document: Mapping[str, Any]) -> Choices:
    """Read choices back, as ``personal_from_document`` does."""
    return personal_from_document(routine, document).choices


def personal_from_document(routine: Routine, document: Mapping[str, Any]) -> PersonalRoutine:
    """Read choices back, with the doses that follow from them.

    What a changed routine no longer allows is dropped, or moved into its range: an old or damaged document is
    never an error.
    """
    doses = document.get("doses")
    by_step = doses if isinstance(doses, Mapping) else {}
    written = {step.id: _figures(step, by_step.get(step.id)) for step in routine.steps}
    settings = replace(Choices(), **settings_from_document(document))
    personal = personal_routine(routine, replace(settings, doses=written))
    if too_long(routine.steps, personal.doses):
        return personal_routine(routine, settings)
    figures = changed_figures(routine.steps, personal.doses)
    return replace(personal, choices=replace(settings, doses=figures))


def settings_from_document(document: Mapping[str, Any]) -> Settings:
    """Read each setting by itself: one that is no longer allowed does not affect the others."""
    settings = Settings()
    for name in SETTINGS:
        value = document.get(name)
        if isinstance(value, str | int):
            with suppress(BadInput, ValueError):  # ValueError: a number too long to be written out
                settings.update(parse_settings({name: str(value)}))
    return settings


def _figures(step: Step, stored: object) -> dict[DoseField, int]:
    """Return the figures of a step that can still be read."""
    if not isinstance(stored, Mapping):
        return {}
    return {name: stored[name] for name in step.amounts if type(stored.get(name)) is int}
