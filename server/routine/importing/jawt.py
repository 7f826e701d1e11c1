"""Just Another Workout Timer: a workout is a list of sets, and a set some exercises that are repeated.

A shared workout is ``{"title", "sets": [{"repetitions", "exercises": [{"name", "duration"}]}]}``; what is
exported, one workout or all, is ``{"workouts": [...]}``. Durations are in seconds. A rest is an exercise
whose name says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from server.quoting import quoted
from server.routine.importing.items import ForeignTimer, Item, Notes, Rounds, timed_item
from server.routine.importing.reading import MOST_TIMERS, Group

APP = "Just Another Workout Timer"


def is_jawt(document: dict[str, Any]) -> bool:
    """Tell whether a document is a workout or a backup of this app."""
    return isinstance(document.get("workouts"), list) or {"title", "sets"} <= document.keys()


def workouts(document: dict[str, Any]) -> Iterator[ForeignTimer]:
    """Yield the workouts of a document.

    :raises BadInput: if it is not as the app writes it.
    """
    top = Group(document, "The backup")
    for each in top.groups("workouts", most=MOST_TIMERS) if "workouts" in document else [top]:
        yield _workout(each)


def _workout(group: Group) -> ForeignTimer:
    title, notes = group.text("title", "Workout"), Notes()
    group.what = f"The workout {quoted(title)}"
    items: list[Item] = []
    for number, each in enumerate(group.groups("sets"), start=1):
        each.what = f"Set {number} of {quoted(title)}"
        items += _set(each, notes)
    return ForeignTimer(title, APP, tuple(items), notes.texts())


def _set(group: Group, notes: Notes) -> Iterator[Item]:
    name = group.text("name", "").strip()
    if name:
        notes.add(f"The set's name {quoted(name)}: rounds are counted, and have no name here.")
    exercises = group.groups("exercises")
    items = []
    for each in exercises:
        each.what = f"An exercise of {group.what[0].lower()}{group.what[1:]}"
        items.append(timed_item(each.text("name", "Exercise"), each.number("duration", 30), notes))
    kept = tuple(item for item in items if item is not None)
    if kept:
        yield Rounds(group.number("repetitions", 1), kept)
