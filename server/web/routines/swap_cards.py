"""What the sheet shows that offers other exercises for a step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from server.routine import Exercise
from server.routine.choices import PersonalRoutine


@dataclass(frozen=True, slots=True)
class SwapCard:
    """An exercise that could be done instead."""

    id: str
    name: str
    #: The line under its name: its position, what it needs, and whether the routine has it already.
    facts: str


def swap_cards(
    exercises: Iterable[Exercise], personal: PersonalRoutine, present: str
) -> tuple[SwapCard, ...]:
    """Return the cards of some exercises, without the one that is done at present.

    :param present: its id.
    """
    used = personal.routine.exercise_ids
    return tuple(
        SwapCard(each.id, each.name, _facts(each, already=each.id in used))
        for each in exercises
        if each.id != present
    )


def _facts(exercise: Exercise, *, already: bool) -> str:
    position = exercise.position if exercise.position not in ("floor", "props") else ""
    return ", ".join(filter(None, (position, *exercise.props, "already in this routine" if already else "")))
