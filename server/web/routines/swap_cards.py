"""What the sheet shows that offers other exercises for a step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from server.routine import Exercise
from server.routine.choices import Avoided, PersonalRoutine


@dataclass(frozen=True, slots=True)
class SwapCard:
    """An exercise that could be done instead."""

    id: str
    name: str
    #: The line under its name: its position, what it needs, and what there is to say against it.
    facts: str


def swap_cards(
    exercises: Iterable[Exercise], personal: PersonalRoutine, present: str, avoided: Avoided
) -> tuple[SwapCard, ...]:
    """Return the cards of some exercises, without the one that is done at present; the avoided come last.

    :param present: its id.
    """
    used = personal.routine.exercise_ids
    offered = [(each, avoided.reason(each)) for each in exercises if each.id != present]
    return tuple(
        SwapCard(each.id, each.name, _facts(each, already=each.id in used, against=against))
        for each, against in sorted(offered, key=lambda card: bool(card[1]))
    )


def _facts(exercise: Exercise, *, already: bool, against: str) -> str:
    position = exercise.position if exercise.position not in ("floor", "props") else ""
    known = "already in this routine" if already else ""
    return ", ".join(filter(None, (position, *exercise.props, known, against)))
