"""What processes have used so far (Linux)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_s(processes: Iterable[int]) -> float:
    """Return the seconds of CPU that processes have used; one that has ended counts no more."""
    used = 0
    for process in processes:
        with suppress(OSError):
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            used += int(fields[11]) + int(fields[12])
    return used / _TICKS


def pss_bytes(process: int) -> int:
    """Return the bytes of memory that a process has; what several share counts once for all."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    found = re.search(r"(?m)^Pss: +(\d+) kB", rollup)
    assert found, "the system should say what a process has"
    return int(found[1]) * 1024
