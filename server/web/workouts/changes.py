"""What a workout's page tells of a change of doses that was just made."""

from __future__ import annotations

from dataclasses import dataclass

from server.services import ChangedWork


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one piece of work, or of all from there on."""

    #: "This hold: 40 s"
    words: str
    #: Whether the others from there on can be changed as this one was.
    for_all: bool


def change_of(work: ChangedWork) -> Change:
    """Return a change in words."""
    amount = f"{work.amount} times" if work.counted else f"{work.amount} s"
    what = "set" if work.counted else "hold"
    if not work.alone:
        return Change(f"{what.capitalize()}s from here: {amount}", for_all=False)
    return Change(f"{'This' if work.under_way else 'Next'} {what}: {amount}", for_all=True)
