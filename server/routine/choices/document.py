"""Choices as JSON keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any

from server.characters import unusable_character
from server.errors import BadInput
from server.routine.choices.doses import changed_figures
from server.routine.choices.figures import SWITCHES, TEXTS, possible_fields
from server.routine.choices.intervals import intervals_from_document
from server.routine.choices.length import too_long
from server.routine.choices.personal import PersonalRoutine, personal_routine
from server.routine.choices.settings import SETTINGS, Settings, parse_settings
from server.routine.choices.swaps import reasons_in, swaps_in
from server.routine.model import Choices, DoseField, Figure, Part, Routine

#: Missing in documents of older versions, so left out of newer ones: what is the same reads the same.
_OFTEN_EMPTY = frozenset({"instead", "intervals", "reasons"})


def choices_document(choices: Choices) -> dict[str, Any]:
    """Return choices as JSON can hold them; what a few have only where there is some."""
    document = asdict(choices)
    return {name: value for name, value in document.items() if value or name not in _OFTEN_EMPTY}


def choices_from_document(routine: Routine, document: Mapping[str, Any]) -> Choices:
    """Read choices back, as ``personal_from_document`` does."""
    return personal_from_document(routine, document).choices


def personal_from_document(routine: Routine, document: Mapping[str, Any]) -> PersonalRoutine:
    """Read choices back, with the doses that follow from them.

    What a changed routine no longer allows is dropped, or moved into its range: an old or damaged document is
    never an error.

    :param routine: with the swaps of the document made; a swap that could not be made is dropped.
    """
    doses = document.get("doses")
    by_part = doses if isinstance(doses, Mapping) else {}
    written = {part.id: _figures(part, by_part.get(part.id)) for part in routine.parts}
    settings = Choices(
        instead=swaps_in(routine, document),
        known=_known(routine, document.get("known")),
        **settings_from_document(document),
    )
    intervals = intervals_from_document(routine, document.get("intervals"), settings.breath)
    settings = replace(settings, intervals=intervals)
    personal = personal_routine(routine, replace(settings, doses=written))
    if too_long(routine.sequence, personal.doses, settings.breath):
        return personal_routine(routine, settings)
    figures, reasons = changed_figures(routine.parts, personal.doses), reasons_in(document, personal.doses)
    return replace(personal, choices=replace(settings, doses=figures, reasons=reasons))


def settings_from_document(document: Mapping[str, Any]) -> Settings:
    """Read each setting by itself: one that is no longer allowed does not affect the others."""
    settings = Settings()
    for name in SETTINGS:
        value = document.get(name)
        if isinstance(value, str | int):
            with suppress(BadInput, ValueError):  # ValueError: a number too long to be written out
                settings.update(parse_settings({name: str(value)}))
    return settings


def _known(routine: Routine, stored: object) -> tuple[str, ...]:
    """Return the exercises of a routine that a person knows."""
    listed = stored if isinstance(stored, list | tuple) else ()
    return tuple(sorted(routine.exercise_ids.intersection(each for each in listed if isinstance(each, str))))


def _figures(part: Part, stored: object) -> dict[DoseField, Figure]:
    """Return the figures of a step or block that can still be read."""
    if not isinstance(stored, Mapping):
        return {}
    read = {name: _figure(name, stored.get(name)) for name in possible_fields(part)}
    return {name: figure for name, figure in read.items() if figure is not None}


def _figure(name: DoseField, stored: object) -> Figure | None:
    """Return a figure as a dose has it; None if it is none."""
    if name in TEXTS:
        return stored if isinstance(stored, str) and not unusable_character(stored) else None
    if name in SWITCHES:
        return stored if isinstance(stored, bool) else None
    if isinstance(stored, list | tuple):
        kinds = (int, float) if name == "tempo" else (int,)
        return tuple(stored) if all(type(each) in kinds for each in stored) else None
    return stored if type(stored) is int else None
