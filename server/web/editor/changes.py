"""What a tap of a button does to a draft, and what is told of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlencode

from werkzeug.datastructures import MultiDict

from server.routine import DoseField, Exercise
from server.routine.choices import Direction
from server.routine.editing import RoutineDraft, StepRow, next_key, with_tap
from server.web.editor.form_fields import chosen_in, fields_of, row_key, rows_in
from server.web.editor.row_names import row_title

#: How often selected steps are repeated at first.
_USUAL_ROUNDS = "3"
#: What was in which order before something was removed.
_ORDER = "order"
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
    #: Key of the row whose figures are shown; ``None`` for none.
    opened: int | None = None
    #: The value of the button that takes it back; empty where there is none.
    undo: str = ""


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
            after = change(Tap(draft, form[name], form, exercises))
            return replace(after, opened=key) if name in _STAYING else after
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
    return _without(tap, {tap.key}, tap.title)


def _without(tap: Tap, keys: Collection[int], what: str) -> Change:
    after = tap.draft.without(keys)
    before = [row.key for row in tap.draft.rows]
    left = {row.key for row in after.rows}
    place = next(index for index, key in enumerate(before) if key in keys)
    nearest = next((key for key in (*before[place:], *reversed(before[:place])) if key in left), None)
    gone = (field for row in tap.draft.rows if row.key not in left for field in fields_of(row))
    undo = urlencode([(_ORDER, " ".join(map(str, before))), *gone])
    return Change(after, f"Removed: {what}.", nearest, undo=undo)


def _restored(tap: Tap) -> Change:
    fields = MultiDict(parse_qsl(tap.value, keep_blank_values=True))
    gone = rows_in(fields)
    order = [key for typed in fields.get(_ORDER, "").split() if (key := row_key(typed)) is not None]
    after = tap.draft.with_restored(gone, order)
    own = {row.key for row in tap.draft.rows}
    at = next((row.key for row in after.rows if row.key not in own), None)
    what = tap.title_in(after, at) if len(gone) == 1 and at is not None else _counted(len(gone))
    return Change(after, f"Back again: {what}.", at)


def _duplicated(tap: Tap) -> Change:
    after, at = tap.draft.duplicated({tap.key}), next_key(tap.draft.rows)
    return Change(after, f"Copied: {tap.title_in(after, at)} is the copy.", at)


def _chosen_duplicated(tap: Tap) -> Change:
    keys, at = chosen_in(tap.form), next_key(tap.draft.rows)
    after = tap.draft.duplicated(keys)
    return Change(after, f"Copied: {_counted(len(keys))}.", at)


def _chosen_removed(tap: Tap) -> Change:
    keys = chosen_in(tap.form) & {row.key for row in tap.draft.rows}
    return _without(tap, keys, _counted(len(keys)))


def _less(tap: Tap) -> Change:
    return _stepped(tap, "less")


def _more(tap: Tap) -> Change:
    return _stepped(tap, "more")


def _stepped(tap: Tap, direction: Direction) -> Change:
    """Return the draft after a tap on minus or plus; the button's value is its field, "step.3.seconds"."""
    _, _, rest = tap.value.partition(".")
    key, _, name = rest.partition(".")

    def after(row: StepRow) -> StepRow:
        exercise = tap.exercises.get(row.exercise)
        return with_tap(row, name, direction, exercise.amounts if exercise else {})

    rows = tuple(after(row) if row.key == row_key(key) else row for row in tap.draft.rows)
    return Change(replace(tap.draft, rows=rows), opened=row_key(key))


def _taken_apart(tap: Tap) -> Change:
    keys = [row.key for row in tap.draft.rows]
    first_inside = keys[min(keys.index(tap.key) + 1, len(keys) - 1)]
    return Change(tap.draft.ungrouped(tap.key), f"Taken apart: {tap.title}.", first_inside)


def _grouped(tap: Tap) -> Change:
    keys, at = chosen_in(tap.form), next_key(tap.draft.rows)
    if tap.value == "sides":
        after = tap.draft.grouped_by_side(keys)
    else:
        after = tap.draft.grouped(keys, _USUAL_ROUNDS)
    return Change(after, f"{_counted(len(keys))}: {tap.title_in(after, at).lower()}.", at, opened=at)


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
    "copy-chosen": _chosen_duplicated,
    "remove-chosen": _chosen_removed,
    "undo": _restored,
    "less": _less,
    "more": _more,
    "preset-new": _kept,
    "preset-remove": _dropped,
}
#: After these the row is still there, and its buttons may be tapped again.
_STAYING = frozenset({"up", "down"})
#: The names of all buttons.
BUTTONS = frozenset({*_OF_ROW, *_OTHERS, "find-now"})
