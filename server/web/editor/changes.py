"""What a tap of a button does to a draft, and what is told of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from werkzeug.datastructures import MultiDict

from server.routine import DoseField, Exercise
from server.routine.editing import RoutineDraft, next_key
from server.web.editor.form_fields import chosen_in, row_key
from server.web.editor.row_names import row_title

#: Figures of an exercise that a preset keeps even where a step says nothing of them.
_KEPT: tuple[DoseField, ...] = ("seconds", "breaths", "reps", "sets")


@dataclass(frozen=True, slots=True)
class Change:
    """A draft after a tap."""

    draft: RoutineDraft
    #: Said and shown to the person; empty if nothing happened.
    told: str = ""
    #: Key of the row to go to; ``None`` to stay.
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Tap:
    """A button that was tapped in a form with a draft."""

    draft: RoutineDraft
    #: The value of the button.
    value: str
    form: MultiDict[str, str]
    exercises: Mapping[str, Exercise]

    @property
    def key(self) -> int:
        """The key of the row that the button belongs to."""
        return int(self.value)

    @property
    def title(self) -> str:
        """What that row is called."""
        return self.title_in(self.draft, self.key)

    def title_in(self, draft: RoutineDraft, key: int) -> str:
        """Return what a row of a draft is called."""
        return next((row_title(draft.rows, row, self.exercises) for row in draft.rows if row.key == key), "")


def changed(draft: RoutineDraft, form: MultiDict[str, str], exercises: Mapping[str, Exercise]) -> Change:
    """Return a draft after the button that was tapped; as it is if none was.

    :raises BadInput: if it cannot be done, which the message says.
    """
    keys = {row.key for row in draft.rows}
    for name, change in _OF_ROW.items():
        key = row_key(form.get(name, ""))
        if key is not None and key in keys:
            return change(Tap(draft, form[name], form, exercises))
    for name, change in _OTHERS.items():
        if form.get(name):
            return change(Tap(draft, form[name], form, exercises))
    return Change(draft)


def added(draft: RoutineDraft, exercise: str, exercises: Mapping[str, Exercise]) -> Change:
    """Return a draft with one more step; what is walked or run goes on from the one before without a stop.

    :raises BadInput: if there are too many.
    """
    last = exercises.get(draft.rows[-1].exercise) if draft.rows else None
    new = exercises.get(exercise)
    goes_on = last is not None and new is not None and last.kind == new.kind == "instruction"
    after, at = draft.with_added(exercise, {"move": "0"} if goes_on else {}), next_key(draft.rows)
    return Change(after, f"Added: {row_title(after.rows, after.rows[-1], exercises)}.", at)


def _added(tap: Tap) -> Change:
    return added(tap.draft, tap.value, tap.exercises)


def _paused(tap: Tap) -> Change:
    return Change(tap.draft.with_pause(), "Added: a pause.", next_key(tap.draft.rows))


def _moved_up(tap: Tap) -> Change:
    return _moved(tap, -1)


def _moved_down(tap: Tap) -> Change:
    return _moved(tap, 1)


def _moved(tap: Tap, by: int) -> Change:
    after = tap.draft.with_moved(tap.key, by)
    if after == tap.draft:
        return Change(after)
    depth = {row.key: row.depth for row in after.rows}[tap.key]
    where = ", inside the block" if depth else ""
    return Change(after, f"Moved {'down' if by > 0 else 'up'}: {tap.title_in(after, tap.key)}{where}.")


def _removed(tap: Tap) -> Change:
    after = tap.draft.without(tap.key)
    before = [row.key for row in tap.draft.rows]
    left = {row.key for row in after.rows}
    place = before.index(tap.key)
    nearest = next((key for key in (*before[place:], *reversed(before[:place])) if key in left), None)
    return Change(after, f"Removed: {tap.title}.", nearest)


def _duplicated(tap: Tap) -> Change:
    after, at = tap.draft.duplicated(tap.key), next_key(tap.draft.rows)
    return Change(after, f"Copied: {tap.title_in(after, at)} is the copy.", at)


def _taken_apart(tap: Tap) -> Change:
    keys = [row.key for row in tap.draft.rows]
    first_inside = keys[min(keys.index(tap.key) + 1, len(keys) - 1)]
    return Change(tap.draft.ungrouped(tap.key), f"Taken apart: {tap.title}.", first_inside)


def _grouped(tap: Tap) -> Change:
    keys, at = chosen_in(tap.form), next_key(tap.draft.rows)
    if tap.value == "sides":
        after = tap.draft.grouped_by_side(keys)
    else:
        after = tap.draft.grouped(keys, tap.form.get("times", "").strip())
    return Change(after, f"{_counted(len(keys))}: {tap.title_in(after, at).lower()}.", at)


def _kept(tap: Tap) -> Change:
    name = " ".join(tap.form.get("preset-name", "").split())
    after = tap.draft.with_preset(name, {each.id: _usual(each) for each in tap.exercises.values()})
    return Change(after, f"The preset {name} keeps the figures of now.")


def _dropped(tap: Tap) -> Change:
    place, presets = row_key(tap.value), tap.draft.presets or ()
    if place is None or place >= len(presets):
        return Change(tap.draft)
    return Change(tap.draft.without_preset(place), f"Removed: the preset {presets[place].name}.")


def _usual(exercise: Exercise) -> dict[str, Any]:
    """Return the figures of an exercise as a file holds them."""
    figures = {name: exercise.amounts[name].default for name in _KEPT if name in exercise.amounts}
    return {name: list(each) if isinstance(each, tuple) else each for name, each in figures.items()}


def _counted(steps: int) -> str:
    return f"{steps} step{'' if steps == 1 else 's'}"


_Change: TypeAlias = Callable[[Tap], Change]
#: The buttons of rows, whose value is the row's key, by their names.
_OF_ROW: dict[str, _Change] = {
    "up": _moved_up,
    "down": _moved_down,
    "remove": _removed,
    "copy": _duplicated,
    "apart": _taken_apart,
}
_OTHERS: dict[str, _Change] = {
    "add": _added,
    "pause": _paused,
    "group": _grouped,
    "preset-new": _kept,
    "preset-remove": _dropped,
}
#: The names of all buttons.
BUTTONS = frozenset({*_OF_ROW, *_OTHERS, "find-now"})
