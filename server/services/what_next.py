"""Which routine to do next. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from server.routine import Routine
from server.store import About

#: What was done this many days ago or more is no habit any more.
_HABIT_DAYS = 14
#: The shipped routines for a sore foot, the fullest first: one of these comes before all others.
FOR_A_FOOT = ("plantar-fasciitis", "morning-first-steps", "before-you-stand-up", "desk-break")


def next_routine(
    routines: Sequence[Routine], days_ago: Mapping[str, int], minutes: Mapping[str, int], about: About
) -> str:
    """Return the id of the routine to do next; empty if all that a person does was done today.

    It is the one done last, unless that was today or two weeks ago; to begin with, one that fits what the
    person has said.

    :param routines: in the order in which they are shown.
    :param days_ago: on which day each was last done, if it was.
    :param minutes: how long each takes.
    """
    lately = [routine for routine in routines if days_ago.get(routine.id, _HABIT_DAYS) < _HABIT_DAYS]
    if not lately:
        return _first_routine(routines, minutes, about)
    due = [routine for routine in lately if days_ago[routine.id] > 0]
    return min(due, key=lambda routine: days_ago[routine.id]).id if due else ""


def _first_routine(routines: Sequence[Routine], minutes: Mapping[str, int], about: About) -> str:
    """Return what to begin with: the longest that fits, and for a sore foot one that is made for it."""
    if not routines:
        return ""
    shortest = min(minutes[routine.id] for routine in routines)
    most = max(about.minutes, shortest) if about.minutes else max(minutes.values())
    fitting = [routine for routine in routines if minutes[routine.id] <= most]
    for_foot = [name for name in FOR_A_FOOT if any(name == routine.id for routine in fitting)]
    if for_foot and about.sore in ("left", "right", "both"):
        return for_foot[0]
    if about.minutes:
        return max(fitting, key=lambda routine: minutes[routine.id]).id
    return min(fitting, key=lambda routine: routine.order).id
