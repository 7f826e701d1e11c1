"""The one place that reads the machine's clock, so that tests can use another."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeAlias

#: Returns milliseconds since 1970-01-01 UTC.
Clock: TypeAlias = Callable[[], int]


def epoch_ms() -> int:
    """Return the machine's time in milliseconds since 1970-01-01 UTC."""
    return time.time_ns() // 1_000_000
