"""How the C library keeps freed memory: glibc takes these settings from the environment of a new process."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

#: Of mallopt(3). With glibc's own settings each thread has memory of its own, which it gives back to others
#: seldom: after the shipped routines were made, the process that answers held 240 MB, with these 120.
_GLIBC: Final[Mapping[str, str]] = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": "65536",  # larger blocks go back to the system as soon as they are free
    "MALLOC_TRIM_THRESHOLD_": "131072",
}


def spare_memory() -> None:
    """Let the processes that are started from now on keep little; what is set already stays."""
    for name, value in _GLIBC.items():
        os.environ.setdefault(name, value)
