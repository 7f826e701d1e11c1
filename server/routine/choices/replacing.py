"""Which exercises could be done in place of another one."""

from __future__ import annotations

from collections.abc import Iterable

from server.routine.model import Exercise, Kind

#: Kinds for which the body keeps still, or nearly so.
_STILL: frozenset[Kind] = frozenset({"hold", "release"})
#: Parts of the body that what takes the place of a movement by itself may load besides: a heel raise is never
#: replaced by jumps.
_MOST_BESIDES = 1


def replacements(exercise: Exercise, among: Iterable[Exercise]) -> tuple[Exercise, ...]:
    """Return the other exercises for the same muscles, the most alike first: a stretch for a stretch.

    Among those, what shares more muscles comes first, and then what loads fewer other parts of the body.
    """

    def unlike(other: Exercise) -> tuple[bool, bool, int, int, bool, str]:
        return (
            not _of_a_kind(exercise, other),
            other.kind != exercise.kind,
            -_shared(exercise, other),
            _besides(exercise, other),
            other.position != exercise.position,
            other.name,
        )

    return tuple(
        sorted((each for each in among if _shared(exercise, each) and each.id != exercise.id), key=unlike)
    )


def stands_in(exercise: Exercise, other: Exercise) -> bool:
    """Tell whether an exercise may take the place of another one without having been chosen.

    It has to be of a kind with it, be for mostly the same muscles, and load about the same.
    """
    most_muscles = max(len(exercise.muscles), len(other.muscles))
    still = other.kind in _STILL
    return (
        _of_a_kind(exercise, other)
        and 2 * _shared(exercise, other) >= most_muscles > 0
        and (still or _besides(exercise, other) <= _MOST_BESIDES)
    )


def _of_a_kind(exercise: Exercise, other: Exercise) -> bool:
    return other.kind == exercise.kind or {exercise.kind, other.kind} <= _STILL


def _shared(exercise: Exercise, other: Exercise) -> int:
    """Return how many muscles both are for."""
    return len({*exercise.muscles} & {*other.muscles})


def _besides(exercise: Exercise, other: Exercise) -> int:
    """Return how many parts of the body the other one loads besides those that the first does."""
    return len({*other.body} - {*exercise.body})
