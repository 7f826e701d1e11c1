"""What is kept of choices about a routine: read from its document, and put together after a change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from server.routine import Routine
from server.routine.choices import Changes, PersonalRoutine, avoided_from_document, taken_back
from server.store import Document, Preferences

#: Choices as ``choices_document`` writes them.
_CHOICES = ("doses", "instead", "reasons")
#: Of steps that are left out of all routines: which are done all the same, and the figures of what is done
#: instead of the others.
_ANYWAY, _REPLACED = "anyway", "replaced"


@dataclass(frozen=True, slots=True)
class Stages:
    """A routine on its way through a change."""

    #: As it was chosen, whatever is left out of all routines.
    own: PersonalRoutine
    #: As it was done before the change.
    before: PersonalRoutine
    after: PersonalRoutine


def own_document(kept: Preferences) -> dict[str, Any]:
    """Return the settings, and what was chosen for the routine itself."""
    return {**kept.settings, **{key: kept.choices.get(key) for key in _CHOICES}}


def kept_anyway(kept: Preferences) -> frozenset[str]:
    """Return the ids of the steps that are done although they are left out of all routines."""
    stored = kept.choices.get(_ANYWAY)
    return (
        frozenset(each for each in stored if isinstance(each, str))
        if isinstance(stored, list)
        else frozenset()
    )


def kept_replaced(kept: Preferences) -> dict[str, dict[str, Mapping[Any, Any]]]:
    """Return the figures of what is done instead, by the step and then by the exercise."""
    return {part: dict(_group(figures)) for part, figures in _group(kept.choices.get(_REPLACED)).items()}


def kept_after(routine: Routine, kept: Preferences, stages: Stages, changes: Changes) -> Preferences:
    """Return what to keep after a change: settings belong to all routines, all else to one.

    :param routine: as its file has it.
    """
    settings: Document = {**kept.settings, **changes.settings}
    if not changes.of_routine:
        return replace(kept, settings=settings)
    document, changed = taken_back(stages.own, stages.before, stages.after, changes)
    replaced = {part: each for part, each in kept_replaced(kept).items() if part not in changes.swaps}
    for part, figures in changed.items():
        replaced[part] = {**replaced.get(part, {}), **figures}
    choices: Document = {
        **{key: document[key] for key in _CHOICES},
        _ANYWAY: sorted(_anyway(routine, kept, stages, changes)),
        _REPLACED: replaced,
    }
    return Preferences(settings, {key: each for key, each in choices.items() if each or key == "doses"})


def _anyway(routine: Routine, kept: Preferences, stages: Stages, changes: Changes) -> set[str]:
    """Return the steps that are done all the same: those that were asked for, and those that were before."""
    avoided = avoided_from_document(kept.settings)
    own = {step.id: step.exercise for step in routine.steps}
    asked = {part for part, name in changes.swaps.items() if name in ("", own[part].id)}
    brought_back = {
        part
        for part in stages.before.because
        if stages.before.doses[part].skip and not stages.after.doses[part].skip
    }
    anyway = {part for part in asked if avoided.reason(own[part])} | brought_back | kept_anyway(kept)
    said = changes.anyway
    return {part for part in anyway | said.keys() if said.get(part, True) and part in own}


def _group(stored: object) -> Mapping[str, Any]:
    return (
        {key: each for key, each in stored.items() if isinstance(each, Mapping)}
        if isinstance(stored, Mapping)
        else {}
    )
