"""A real disk that is small enough to be filled."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

MEGABYTE = 1_000_000


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Mount a disk in memory for as long as the ``with`` lasts, and return its folder."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk, on Linux")
    folder.mkdir()
    size = f"size={megabytes * MEGABYTE}"
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "soleus-test", str(folder)], check=False)
    if made.returncode:
        pytest.skip("this machine lets nobody mount a disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path, leave: int = 0) -> Path:
    """Fill the disk of a folder with one file, all but some bytes, and return the file."""
    path = folder / "filling"
    with path.open("ab") as file:
        file.truncate(0)
        wanted = shutil.disk_usage(folder).free - leave
        os.posix_fallocate(file.fileno(), 0, wanted)
    return path
