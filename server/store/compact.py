"""JSON for the database, small: a timeline of 50 KB takes 3.

Rows with the same keys, such as the cues of a timeline, become columns, in which the compression finds much
more that repeats. In a column of times each is kept as the difference to the one above.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any, Final

#: What stands for a list of rows.
_COLUMNS: Final = "\0columns"
#: Ends the names of columns of times.
_TIMES: Final = "_ms"
_LEVEL: Final = 9


def pack(value: Any) -> bytes:
    """Return a JSON value as bytes."""
    if isinstance(value, Mapping):
        value = {key: _columns(part) for key, part in value.items()}
    return zlib.compress(json.dumps(value, separators=(",", ":")).encode(), _LEVEL)


def unpack(data: bytes) -> Any:
    """Return the value of :func:`pack`."""
    value = json.loads(zlib.decompress(data))
    return {key: _rows(part) for key, part in value.items()} if isinstance(value, dict) else value


def _columns(rows: Any) -> Any:
    """Return rows as columns, if they are rows with the same keys."""
    if not (isinstance(rows, Sequence) and rows and all(isinstance(row, Mapping) for row in rows)):
        return rows
    keys = list(rows[0])
    if not keys or any(list(row) != keys for row in rows):
        return rows
    columns = {key: [row[key] for row in rows] for key in keys}
    return {_COLUMNS: {key: _differences(column, key) for key, column in columns.items()}}


def _rows(value: Any) -> Any:
    if not (isinstance(value, dict) and _COLUMNS in value):
        return value
    columns = {key: _sums(column, key) for key, column in value[_COLUMNS].items()}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _differences(column: list[Any], key: str) -> list[Any]:
    if not _is_times(column, key):
        return column
    return [column[0], *(after - before for before, after in pairwise(column))]


def _sums(column: list[Any], key: str) -> list[Any]:
    return list(accumulate(column)) if _is_times(column, key) else column


def _is_times(column: list[Any], key: str) -> bool:
    return key.endswith(_TIMES) and all(type(each) is int for each in column)
