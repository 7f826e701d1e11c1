"""A routine that somebody is writing: what the form shows, and the values of the file that it makes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from server.errors import BadInput
from server.routine.editing import rows as row_lists
from server.routine.editing.dose_inputs import shown
from server.routine.editing.ids import free_id
from server.routine.editing.part_inputs import (
    in_order,
    lines_of,
    part_inputs,
    shown_lines,
    with_inputs,
)
from server.routine.editing.presets import (
    PresetRow,
    UsualFigures,
    preset_from,
    preset_rows,
    presets_document,
    presets_without,
    with_preset,
    without_rows,
)
from server.routine.editing.rows import Rows, StepRow
from server.routine.parsing import WrittenPart, written_parts
from server.routine.schema import DEEPEST_BLOCK, RoutineDocument, part_kind

#: Texts of a routine as the form names them; ``needs`` has one thing in each line.
TEXTS = ("name", "purpose", "short", "how_often", "occasion", "needs", "source", "opening")
#: What a file need not say.
_DEFAULTS = {"occasion": "my own"}
_REQUIRED = "name"
#: How long a new pause is.
_USUAL_PAUSE = "30"


@dataclass(frozen=True, slots=True)
class RoutineDraft:
    """A routine as it is typed."""

    #: By the names of ``TEXTS``; one that is not there was not shown, and stays as it is.
    texts: Mapping[str, str] = field(default_factory=dict)
    rows: Rows = ()
    #: None if they were not shown, and stay as they are.
    presets: tuple[PresetRow, ...] | None = None

    def with_added(self, exercise: str, inputs: Mapping[str, str] | None = None) -> RoutineDraft:
        """Return the draft with one more step.

        :param inputs: what is typed for it already.
        :raises BadInput: if there are too many.
        """
        return replace(self, rows=row_lists.added(self.rows, StepRow(0, exercise, inputs=inputs or {})))

    def with_pause(self) -> RoutineDraft:
        """Return the draft with a pause at its end.

        :raises BadInput: if there are too many steps.
        """
        pause = StepRow(0, kind="pause", inputs={"pause": _USUAL_PAUSE})
        return replace(self, rows=row_lists.added(self.rows, pause))

    def without(self, keys: Collection[int]) -> RoutineDraft:
        """Return the draft without some rows; a block goes with all that it holds.

        :raises BadInput: if there are no such rows.
        """
        return self._left(row_lists.removed(self.rows, keys))

    def with_restored(self, gone: Rows, order: Sequence[int]) -> RoutineDraft:
        """Return the draft with rows that were removed, where they were.

        :param order: the keys of all rows as they stood before the removal.
        :raises BadInput: if there are too many.
        """
        return replace(self, rows=row_lists.restored(self.rows, gone, order))

    def with_moved(self, key: int, by: int) -> RoutineDraft:
        """Return the draft with a row moved down by some places, also into and out of blocks."""
        return replace(self, rows=row_lists.moved(self.rows, key, by))

    def duplicated(self, keys: Collection[int]) -> RoutineDraft:
        """Return the draft with copies right after the last of some rows.

        :raises BadInput: if they do not stand together, or if there are too many.
        """
        return replace(self, rows=row_lists.duplicated(self.rows, keys))

    def grouped(self, keys: Collection[int], rounds: str) -> RoutineDraft:
        """Return the draft with some rows in a block that repeats them.

        :param rounds: as typed.
        :raises BadInput: if they cannot stand in one block.
        """
        return replace(self, rows=row_lists.grouped(self.rows, keys, {"rounds": rounds}))

    def grouped_by_side(self, keys: Collection[int]) -> RoutineDraft:
        """Return the draft with some rows in a block that is done on one side and then on the other.

        :raises BadInput: if they cannot stand in one block.
        """
        return replace(self, rows=row_lists.grouped(self.rows, keys, {"sides": "each"}))

    def ungrouped(self, key: int) -> RoutineDraft:
        """Return the draft without a block; what it held stays."""
        return self._left(row_lists.ungrouped(self.rows, key))

    def with_preset(self, name: str, usual: UsualFigures) -> RoutineDraft:
        """Return the draft with a preset of the present figures of all its rows.

        :param usual: what applies where nothing is typed.
        :raises BadInput: if there is nothing to keep, or no name for it.
        """
        preset = preset_from(self.rows, name, usual)
        return replace(self, presets=with_preset(self.presets or (), preset))

    def without_preset(self, place: int) -> RoutineDraft:
        """Return the draft without the preset at a place, counted from 0."""
        presets = self.presets or ()
        return replace(self, presets=(*presets[:place], *presets[place + 1 :]))

    def _left(self, rows: Rows) -> RoutineDraft:
        """Return the draft with the rows that are left of its own."""
        gone = {row.key for row in self.rows} - {row.key for row in rows}
        presets = None if self.presets is None else without_rows(self.presets, gone)
        return replace(self, rows=rows, presets=presets)


def draft_of(data: Mapping[str, Any]) -> RoutineDraft:
    """Return the draft of a file's values, with or without faults.

    :raises BadInput: if no form can show its steps.
    """
    texts = {name: shown_lines(data.get(name, _DEFAULTS.get(name, ""))) for name in TEXTS}
    rows = tuple(
        StepRow(
            key,
            exercise=str(part.group.get("exercise", "")),
            old_id=part.id,
            inputs=part_inputs(part.group, part.kind),
            kind=part.kind,
            depth=_depth(part),
        )
        for key, part in enumerate(_parts_in(data))
    )
    presets = data.get("presets")
    return RoutineDraft(texts, rows, preset_rows(presets) if isinstance(presets, list) else ())


def routine_document(draft: RoutineDraft, base: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of the file that a draft makes.

    :param base: values of the file that is edited or copied; gives what no form shows, such as the order.
    :raises BadInput: if the steps of the base are not steps.
    """
    document = {key: value for key, value in base.items() if key not in (*TEXTS, "steps")}
    for name in TEXTS:
        _put_text(document, name, draft.texts.get(name), base)
    parts = _parts_in(base)
    old = {part.id: part.group for part in reversed(parts)}
    document["steps"] = _Steps(draft.rows, old).written()
    _put_presets(document, draft, base, old.keys() - {row.old_id for row in draft.rows})
    return in_order(document, tuple(RoutineDocument.model_fields))


def old_step_indexes(draft: RoutineDraft, base: Mapping[str, Any]) -> list[int | None]:
    """Return for each entry of ``steps`` its index in the base; ``None`` for a new one."""
    known: dict[str, int] = {}
    for part in _parts_in(base):
        if not _depth(part):
            known.setdefault(part.id, int(part.path[-1]))
    top = [row for row in row_lists.filled(draft.rows) if row.depth == 0]
    return [known.get(row.old_id) if row.old_id else None for row in top]


class _Steps:
    """Writes rows as the steps of a file.

    :param old: the groups of the file that is edited, by their ids.
    """

    def __init__(self, rows: Rows, old: Mapping[str, Mapping[str, Any]]) -> None:
        self.rows = row_lists.filled(rows)
        self.old = old
        self.taken = {row.old_id for row in self.rows if row.old_id}

    def written(self) -> list[dict[str, Any]]:
        """Return the steps; every part that was in the file keeps its id."""
        steps = self._steps(0, 0)
        for _ in self.rows:  # an id that is written out may move the ids after it that are not
            shifted = [
                (part, row)
                for part, row in zip(written_parts({"steps": steps}), self.rows, strict=True)
                if row.old_id and part.id != row.old_id
            ]
            if not shifted:
                break
            part, row = shifted[0]
            _at(steps, part)["id"] = row.old_id
        return steps

    def _steps(self, start: int, depth: int) -> list[dict[str, Any]]:
        return [self._step(index, row) for index, row in row_lists.children(self.rows, start, depth)]

    def _step(self, index: int, row: StepRow) -> dict[str, Any]:
        group = dict(self.old.get(row.old_id or row.like, {}))
        if part_kind(group) != row.kind:  # such as a step in place of a block
            group = {}
        if not row.old_id:
            group.pop("id", None)
        if row.kind == "step":
            group.setdefault("exercise", row.exercise)
            if not row.old_id:
                self._name(group, row)
        if row.kind == "block":
            group["steps"] = self._steps(index + 1, row.depth + 1)
        return with_inputs(group, row.kind, row.inputs)

    def _name(self, group: dict[str, Any], row: StepRow) -> None:
        """Give a new step an id if its exercise comes before."""
        new_id = free_id(row.exercise, self.taken)
        if new_id != row.exercise:
            group["id"] = new_id
        self.taken.add(new_id)


def _put_text(document: dict[str, Any], name: str, typed: str | None, base: Mapping[str, Any]) -> None:
    old = base.get(name)
    if typed is None or (old is not None and _same_text(old, typed)):
        if old is not None:
            document[name] = old
    elif name == _REQUIRED or (typed.strip() and (old is not None or typed != _DEFAULTS.get(name))):
        document[name] = lines_of(typed) if name == "needs" else " ".join(typed.split())


def _put_presets(
    document: dict[str, Any], draft: RoutineDraft, base: Mapping[str, Any], removed: Collection[str]
) -> None:
    """Write the presets, without the doses of parts that were removed."""
    written = base.get("presets")
    raw = written if isinstance(written, list) else []
    if draft.presets is None or draft.presets == preset_rows(raw):
        presets = presets_without(removed, raw)
    else:
        parts = zip(row_lists.filled(draft.rows), written_parts(document), strict=True)
        presets = presets_document(draft.presets, {row.key: part.id for row, part in parts}, removed)
    document.pop("presets", None)
    if presets:
        document["presets"] = presets


def _parts_in(data: Mapping[str, Any]) -> tuple[WrittenPart, ...]:
    """Return the steps, pauses and blocks of a file's values; none if there is no such key.

    :raises BadInput: if some of them are no groups, or steps that name no exercise.
    """
    parts = written_parts(data)
    if not _can_show(data.get("steps", []), 0):
        raise BadInput("The editor cannot show the steps of this file. Fix them with a text editor.")
    return parts


def _can_show(steps: object, depth: int) -> bool:
    return isinstance(steps, list) and all(_can_show_part(part, depth) for part in steps)


def _can_show_part(part: object, depth: int) -> bool:
    if not isinstance(part, Mapping):
        return False
    if part_kind(part) == "block":
        return depth < DEEPEST_BLOCK and _can_show(part.get("steps", []), depth + 1)
    return part_kind(part) == "pause" or isinstance(part.get("exercise"), str)


def _depth(part: WrittenPart) -> int:
    """Return how many blocks are around a part."""
    return part.path.count("steps") - 1


def _at(steps: list[dict[str, Any]], part: WrittenPart) -> dict[str, Any]:
    """Return the group at the place of a part."""
    group: Any = {"steps": steps}
    for key in part.path:
        group = group[key]
    written: dict[str, Any] = group
    return written


def _same_text(old: Any, typed: str) -> bool:
    return lines_of(typed) == old if isinstance(old, list) else shown(old).split() == typed.split()
