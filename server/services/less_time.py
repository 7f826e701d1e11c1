"""A routine in the time that there is."""

from __future__ import annotations

from collections.abc import Callable

from server.routine.choices import PersonalRoutine, within
from server.track import Studio


def in_less_time(studio: Studio, minutes: int) -> Callable[[PersonalRoutine], PersonalRoutine]:
    """Return what makes a routine take no longer than some minutes, as far as possible.

    :param studio: knows how long a routine takes.
    :param minutes: how much time there is; 0 for as much as it takes.
    """

    def length_ms(each: PersonalRoutine) -> int:
        return studio.duration_ms(each.routine, each.choices, each.doses)

    return lambda personal: within(personal, minutes * 60_000, length_ms) if minutes else personal
