"""Read a file, check it, and build an exercise or a routine, or name every fault with its path.

May use ``schema``, ``choices`` and the model.
"""

from server.routine.parsing.building import build_routine
from server.routine.parsing.catalog import (
    EMPTY_CATALOG,
    Catalog,
    build_exercise,
    duplicate_id,
    inner_catalog,
    read_catalog,
)
from server.routine.parsing.diagnostics import Faulty, FileFault
from server.routine.parsing.parts import WrittenPart, written_parts
from server.routine.parsing.reading import Source, parse, read
from server.routine.parsing.swapping import swap, swap_possible, with_swaps

__all__ = [
    "EMPTY_CATALOG",
    "Catalog",
    "Faulty",
    "FileFault",
    "Source",
    "WrittenPart",
    "build_exercise",
    "build_routine",
    "duplicate_id",
    "inner_catalog",
    "parse",
    "read",
    "read_catalog",
    "swap",
    "swap_possible",
    "with_swaps",
    "written_parts",
]
