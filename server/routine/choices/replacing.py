"""Which exercises could be done in place of another one."""

from __future__ import annotations

from collections.abc import Iterable

from server.routine.model import Exercise


def replacements(exercise: Exercise, among: Iterable[Exercise]) -> tuple[Exercise, ...]:
    """Return the other exercises for the same muscles, the most alike first."""
    muscles = set(exercise.muscles)

    def unlike(other: Exercise) -> tuple[int, bool, bool, str]:
        shared = len(muscles.intersection(other.muscles))
        return -shared, other.kind != exercise.kind, other.position != exercise.position, other.name

    same = (each for each in among if each.id != exercise.id and muscles.intersection(each.muscles))
    return tuple(sorted(same, key=unlike))
