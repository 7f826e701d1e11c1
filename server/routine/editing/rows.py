"""Rows that somebody is writing: steps, pauses and blocks, each block followed by what it holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from server.errors import BadInput, ValuePath
from server.routine.schema import DEEPEST_BLOCK, MOST_STEPS, PartKind


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step, a pause or a block as it is typed."""

    #: Names the row in its form; stays when the row moves.
    key: int
    #: Id of the exercise; empty for a pause or a block.
    exercise: str = ""
    #: Its id in the file that is edited or copied; empty for a new one.
    old_id: str = ""
    #: What was typed, by the names of ``INPUTS``; an empty text means the exercise's own value. What is
    #: not there at all was not shown, and stays as it is.
    inputs: Mapping[str, str] = field(default_factory=dict)
    kind: PartKind = "step"
    #: How many blocks are around it.
    depth: int = 0
    #: Id in the file of what it is a copy of.
    like: str = ""


Rows = tuple[StepRow, ...]


def settled(rows: Sequence[StepRow]) -> Rows:
    """Return rows that came from a form, none deeper than the block above it allows."""
    result: list[StepRow] = []
    for row in rows:
        above = result[-1] if result else None
        most = 0 if above is None else above.depth + (above.kind == "block")
        deepest = DEEPEST_BLOCK - (row.kind == "block")
        result.append(replace(row, depth=max(0, min(row.depth, most, deepest))))
    return tuple(result)


def added(rows: Rows, row: StepRow) -> Rows:
    """Return the rows with one more at the end; it gets a key.

    :raises BadInput: if there are too many.
    """
    return _limited((*rows, replace(row, key=next_key(rows))))


def removed(rows: Rows, keys: Collection[int]) -> Rows:
    """Return the rows without some of them; a block goes with all that it holds.

    :raises BadInput: if there are no such rows.
    """
    spans = [_span(rows, row.key) for row in _chosen(rows, keys)]
    return tuple(
        row for index, row in enumerate(rows) if not any(start <= index < end for start, end in spans)
    )


def restored(rows: Rows, gone: Rows, order: Sequence[int]) -> Rows:
    """Return the rows with some that were removed, each after what it stood after.

    :param order: the keys of all rows as they stood before the removal.
    :raises BadInput: if there are too many.
    """
    result, keys = list(rows), {row.key for row in rows}
    places = {row.key: row.key for row in rows}
    for row in gone:
        key = row.key if row.key not in keys else next_key(tuple(result))  # somebody else may have it now
        keys.add(key)
        places[row.key] = key
        before = order[: order.index(row.key)] if row.key in order else order
        after = next((places[each] for each in reversed(before) if each in places), None)
        at = next((index + 1 for index, each in enumerate(result) if each.key == after), 0)
        result.insert(at, replace(row, key=key))
    return _limited(settled(result))


def duplicated(rows: Rows, keys: Collection[int]) -> Rows:
    """Return the rows with copies right after the last of some of them, blocks with all that they hold.

    :raises BadInput: if there are no such rows, if they stand in different blocks, or if it is too much.
    """
    spans = [_span(rows, row.key) for row in _chosen_together(rows, keys)]
    first, end = next_key(rows), spans[-1][1]
    copied = [row for start, stop in spans for row in rows[start:stop]]
    copies = [
        replace(row, key=first + index, old_id="", like=row.old_id or row.like)
        for index, row in enumerate(copied)
    ]
    return _limited((*rows[:end], *copies, *rows[end:]))


def moved(rows: Rows, key: int, by: int) -> Rows:
    """Return the rows with one moved down by some places; it stops at either end.

    A block moves with all that it holds. What comes to a block enters it, and leaves it again at its end.
    """
    for _ in range(abs(by)):
        rows = _moved_down(rows, key) if by > 0 else _moved_up(rows, key)
    return rows


def grouped(rows: Rows, keys: Collection[int], inputs: Mapping[str, str]) -> Rows:
    """Return the rows with some of them in a new block, which stands where the first of them was.

    :param inputs: of the block, such as ``rounds``.
    :raises BadInput: if they do not stand in the same block, or in too many of them.
    """
    chosen = _chosen_together(rows, keys)
    spans = [_span(rows, row.key) for row in chosen]
    inside = [row for start, end in spans for row in rows[start:end]]
    if max(row.depth + (row.kind == "block") for row in inside) >= DEEPEST_BLOCK:
        raise BadInput("A block may stand inside another block once, not twice.")
    taken = {row.key for row in inside}
    at, depth = spans[0][0], chosen[0].depth
    block = StepRow(next_key(rows), kind="block", depth=depth, inputs=inputs)
    deeper = [replace(row, depth=row.depth + 1) for row in inside]
    after = [row for row in rows[at:] if row.key not in taken]
    return _limited((*rows[:at], block, *deeper, *after))


def ungrouped(rows: Rows, key: int) -> Rows:
    """Return the rows without a block; what it held stays."""
    start, end = _span(rows, key)
    if start == end or rows[start].kind != "block":
        return rows
    inside = [replace(row, depth=row.depth - 1) for row in rows[start + 1 : end]]
    return (*rows[:start], *inside, *rows[end:])


def next_key(rows: Rows) -> int:
    """Return the key that the next new row gets: what is added, a block, or the first row of a copy."""
    return max((row.key for row in rows), default=-1) + 1


def filled(rows: Rows) -> Rows:
    """Return the rows without blocks that hold nothing."""
    kept = [
        row
        for index, row in enumerate(rows)
        if row.kind != "block" or any(True for _ in children(rows, index + 1, row.depth + 1))
    ]
    return rows if len(kept) == len(rows) else filled(tuple(kept))


def row_at(rows: Rows, path: ValuePath) -> tuple[StepRow | None, ValuePath]:
    """Return the row that a path into a file leads to, and the rest of the path; ``None`` if to no row."""
    rows, found, start, depth = filled(rows), None, 0, 0
    while len(path) > 1 and path[0] == "steps":
        places = list(children(rows, start, depth))
        at = path[1]
        if not isinstance(at, int) or at >= len(places):
            break
        index, found = places[at]
        start, depth, path = index + 1, depth + 1, path[2:]
    return found, path


def children(rows: Rows, start: int, depth: int) -> Iterator[tuple[int, StepRow]]:
    """Yield the rows of one block, or of the top, with their places: those of a depth from a place on."""
    for index in range(start, len(rows)):
        if rows[index].depth < depth:
            return
        if rows[index].depth == depth:
            yield index, rows[index]


def _chosen(rows: Rows, keys: Collection[int]) -> list[StepRow]:
    """Return some rows, without those in blocks that are among them.

    :raises BadInput: if there are none.
    """
    chosen = [row for row in rows if row.key in keys and not _ancestors(rows, row.key) & set(keys)]
    if not chosen:
        raise BadInput("Select some steps first.")
    return chosen


def _chosen_together(rows: Rows, keys: Collection[int]) -> list[StepRow]:
    """Return some rows that stand in the same block, or outside of all.

    :raises BadInput: if there are none, or if they do not.
    """
    chosen = _chosen(rows, keys)
    if len({_parent(rows, row.key) for row in chosen}) > 1:
        raise BadInput("Select steps that stand in the same block, or outside of all blocks.")
    return chosen


def _limited(rows: Rows) -> Rows:
    if len(rows) > MOST_STEPS:
        raise BadInput(f"A routine has at most {MOST_STEPS} steps. Remove one first.")
    return rows


def _span(rows: Rows, key: int) -> tuple[int, int]:
    """Return where a row begins and where what it holds ends; an empty span if there is no such row."""
    start = next((index for index, row in enumerate(rows) if row.key == key), len(rows))
    end = start + 1
    while end < len(rows) and rows[end].depth > rows[start].depth:
        end += 1
    return start, min(end, len(rows))


def _parent(rows: Rows, key: int) -> int | None:
    """Return the key of the block around a row; ``None`` at the top."""
    start, _ = _span(rows, key)
    return next((row.key for row in reversed(rows[:start]) if row.depth < rows[start].depth), None)


def _ancestors(rows: Rows, key: int) -> set[int]:
    found: set[int] = set()
    parent = _parent(rows, key)
    while parent is not None:
        found.add(parent)
        parent = _parent(rows, parent)
    return found


def _moved_down(rows: Rows, key: int) -> Rows:
    start, end = _span(rows, key)
    own = rows[start:end]
    if not own:
        return rows
    after = rows[end] if end < len(rows) else None
    if after is None or after.depth < own[0].depth:  # the last of its block leaves it
        return (*rows[:start], *_lifted(own, -1), *rows[end:]) if own[0].depth else rows
    if after.kind == "block" and _height(own) + after.depth < DEEPEST_BLOCK:
        return (*rows[:start], after, *_lifted(own, 1), *rows[end + 1 :])
    _, over = _span(rows, after.key)
    return (*rows[:start], *rows[end:over], *own, *rows[over:])


def _moved_up(rows: Rows, key: int) -> Rows:
    start, end = _span(rows, key)
    own = rows[start:end]
    if not own or start == 0:
        return rows
    above = rows[start - 1]
    if above.depth < own[0].depth:  # the first of its block leaves it
        return (*rows[: start - 1], *_lifted(own, -1), above, *rows[end:])
    sibling = max(index for index in range(start) if rows[index].depth == own[0].depth)
    if rows[sibling].kind == "block" and _height(own) + own[0].depth < DEEPEST_BLOCK:
        return (*rows[:start], *_lifted(own, 1), *rows[end:])
    return (*rows[:sibling], *own, *rows[sibling:start], *rows[end:])


def _height(own: Sequence[StepRow]) -> int:
    """Return how many blocks stand inside each other in a row and all that it holds."""
    return max(row.depth + (row.kind == "block") for row in own) - own[0].depth


def _lifted(own: Sequence[StepRow], by: int) -> Iterator[StepRow]:
    return (replace(row, depth=row.depth + by) for row in own)
