"""The only place that asks the machine for the time, so that tests can give another clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeAlias

#: Returns milliseconds since 1970-01-01 UTC.
Clock: TypeAlias = Callable[[], int]


def epoch_ms() -> int:
    """Return the machine's time in milliseconds since 1970-01-01 UTC."""
    return time.time_ns() // 1_000_000
