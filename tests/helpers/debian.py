"""The system's packages that tests need and pip does not bring: installed where that may be done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, TypeVar

import pytest

Found = TypeVar("Found")


def found_or_installed(look: Callable[[], Found | None], packages: str) -> Found | None:
    """Return what a look finds, or finds once packages have been installed; one process at a time."""
    with _one_at_a_time():
        found = look()
        if found is None:
            _install(packages)
            found = look()
    return found


def leave_out(missing: str) -> NoReturn:
    """Leave out a test for what is missing; in CI, where nothing may be left out, let it fail."""
    if "CI" in os.environ:
        pytest.fail(missing)
    pytest.skip(missing)


def _install(packages: str) -> None:
    """Install packages where we are root and there is apt."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages.split()]):
        subprocess.run([apt, "-qq", *command], check=False, env=environment)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Wait for the other processes of the test run: one of them may be installing."""
    if sys.platform == "win32":  # nothing is installed there
        yield
        return
    import fcntl

    with (Path(tempfile.gettempdir()) / f"soleus-packages-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
