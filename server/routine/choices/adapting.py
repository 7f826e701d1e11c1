"""A routine without what its person leaves out of all routines, or has not the things for.

What is in the way becomes a choice like any other: another exercise in the step, or none. What was chosen for
this routine comes first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from server.routine.choices.avoided import Avoided
from server.routine.choices.changes import Changes
from server.routine.choices.document import choices_document, personal_from_document
from server.routine.choices.personal import PersonalRoutine
from server.routine.choices.replacing import replacements, stands_in
from server.routine.choices.swaps import ABOUT_STEP, carried
from server.routine.model import DoseField, Exercise, Figure, Routine

#: Figures of the exercises that are done instead, by the step and then by the exercise.
Replaced = Mapping[str, Mapping[str, Mapping[DoseField, Figure]]]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a step is not done as the routine has it."""

    #: As it follows on "as": "you leave out kneeling".
    why: str
    #: Id of the exercise that is done instead; empty for none.
    instead: str = ""
    #: Whether the person does it all the same in this routine.
    anyway: bool = False


def obstacles(
    own: PersonalRoutine, avoided: Avoided, among: Iterable[Exercise], anyway: Collection[str] = ()
) -> dict[str, Obstacle]:
    """Return what is in the way of the steps of a routine, by their ids.

    A step that was left out or swapped for this routine stays as it was chosen. In place of another one comes
    the exercise most like it that is not in the routine already; see ``stands_in``.

    :param own: as it was chosen for this routine.
    :param among: the exercises that can be done in it.
    :param anyway: ids of the steps that are done all the same.
    """
    among = tuple(each for each in among if not avoided.reason(each))
    used = set(own.routine.exercise_ids)
    found: dict[str, Obstacle] = {}
    for step in own.routine.steps:
        why = avoided.reason(step.exercise) if step.exercise.kind != "pause" else ""
        if why and not own.doses[step.id].skip and step.id not in own.choices.instead:
            found[step.id] = Obstacle(why, anyway=step.id in anyway)
    in_the_way = [step for step in own.routine.steps if step.id in found and step.id not in anyway]
    for alike in (True, False):  # what another step needs more is left for it
        for step in in_the_way:
            others = replacements(step.exercise, among) if not found[step.id].instead else ()
            usable = (each for each in others if (each.kind == step.exercise.kind) == alike)
            free = (each.id for each in usable if each.id not in used and stands_in(step.exercise, each))
            instead = next(free, "")
            if instead:
                used.add(instead)
                found[step.id] = replace(found[step.id], instead=instead)
    return found


def adapted(
    own: PersonalRoutine, made: Routine, found: Mapping[str, Obstacle], replaced: Replaced
) -> PersonalRoutine:
    """Return a routine as it is done: what is in the way of a step is a swap, or a reason to leave it out.

    :param own: as it was chosen for this routine.
    :param made: the routine with those of the replacements that could be made.
    :param replaced: figures that were chosen for them; the others come from the step, where they fit.
    """
    doses: dict[str, dict[DoseField, Figure]] = {
        part: dict(figures) for part, figures in own.choices.doses.items()
    }
    reasons, instead = dict(own.choices.reasons), dict(own.choices.instead)
    after = {step.id: step for step in made.steps}
    for step in own.routine.steps:
        obstacle = found.get(step.id)
        if obstacle is None or obstacle.anyway:
            continue
        if after[step.id].exercise.id != obstacle.instead:
            doses.setdefault(step.id, {})["skip"] = True
            reasons[step.id] = obstacle.why
            continue
        figures = replaced.get(step.id, {}).get(obstacle.instead)
        if figures is None:
            figures = carried(step, own.doses[step.id], after[step.id])
        usual = doses.get(step.id, {})
        doses[step.id] = {**figures, **{name: usual[name] for name in ABOUT_STEP & usual.keys()}}
        instead[step.id] = obstacle.instead
    choices = replace(own.choices, doses=doses, reasons=reasons, instead=instead)
    personal = personal_from_document(made, choices_document(choices))
    return replace(personal, because={part: each.why for part, each in found.items()})


def taken_back(
    own: PersonalRoutine, before: PersonalRoutine, after: PersonalRoutine, changes: Changes
) -> tuple[dict[str, Any], Replaced]:
    """Return what to keep of a routine's choices after a change, and changed figures of what is done instead.

    What is in the way of a step stays out of them: it is found again each time.

    :param own: as it was chosen for this routine before the change.
    :param before: the same as it was done.
    :param after: as it was changed.
    """
    document = choices_document(after.choices)
    doses = {part: dict(figures) for part, figures in after.choices.doses.items()}
    instead, reasons = dict(after.choices.instead), dict(after.choices.reasons)
    replaced: dict[str, Mapping[str, Mapping[DoseField, Figure]]] = {}
    for part in before.because:
        figures = doses.pop(part, {})
        if part in before.choices.instead and _stays(part, own, changes):
            others = _without(figures, ABOUT_STEP)
            if part not in changes.swaps:
                name = instead.pop(part)
                if others != _without(before.choices.doses.get(part, {}), ABOUT_STEP):
                    replaced[part] = {name: others}
            figures = {**_without(own.choices.doses.get(part, {}), ABOUT_STEP), **_without(figures, others)}
        elif before.doses[part].skip:
            figures.pop("skip", None)
            reasons.pop(part, None)
        if figures:
            doses[part] = figures
    document.update(doses=doses, instead=instead, reasons=reasons)
    return document, replaced


def _stays(part: str, own: PersonalRoutine, changes: Changes) -> bool:
    """Tell whether what was chosen for a replaced step's own exercise stays, as it is done later or again."""
    if part not in changes.swaps:
        return True
    names = {step.id: step.exercise.id for step in own.routine.steps}
    return changes.swaps[part] in ("", names[part]) and changes.anyway.get(part, True)


def _without(figures: Mapping[DoseField, Figure], names: Collection[DoseField]) -> dict[DoseField, Figure]:
    return {name: figure for name, figure in figures.items() if name not in names}
