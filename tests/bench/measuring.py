"""Rows of a benchmark's table."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    best_ms: float
    median_ms: float
    note: str = ""


def timed(what: str, action: Callable[[], object], rounds: int, note: str = "") -> Row:
    """Run an action some rounds; garbage of earlier rounds is not its fault."""
    took = []
    for _ in range(rounds):
        gc.collect()
        start = perf_counter()
        action()
        took.append((perf_counter() - start) * 1000)
    return Row(what, min(took), median(took), note)


def percentile(took: Sequence[float], share: float) -> float:
    """Return within what a share of all was done, such as 0.99.

    :raises IndexError: if nothing was done.
    """
    return sorted(took)[int(len(took) * share)]


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a Markdown table."""
    lines = ["| what | best, ms | median, ms | |", "|---|---:|---:|---|"]
    lines += [f"| {row.what} | {row.best_ms:,.2f} | {row.median_ms:,.2f} | {row.note} |" for row in rows]
    return "\n".join(lines)


def print_table(rows: Sequence[Row]) -> None:
    """Print the rows as a Markdown table."""
    print(table(rows))
