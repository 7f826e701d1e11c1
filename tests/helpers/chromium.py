"""The system's Chromium: found, or installed from its packages where that may be done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Commands under which systems install Chromium or Chrome.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
#: Without this container images refuse to start it as root; the pages under test are our own.
FLAGS = ("--no-sandbox",)


class NoChromium(Exception):
    """There is no browser to test with; the message says what to do."""

    def __init__(self) -> None:
        super().__init__(
            "The browser tests need Chromium. Install it (Debian, Ubuntu: `sudo apt-get install chromium`),"
            " or name one: SOLEUS_CHROMIUM=/path/to/chromium. All other tests: pytest --ignore tests/browser"
        )


def chromium() -> str:
    """Return the path of Chromium.

    :raises NoChromium: if there is none, and it may not or cannot be installed.
    """
    with _one_at_a_time():
        return _found() or _installed()


def _found() -> str | None:
    named = os.environ.get("SOLEUS_CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _installed() -> str:
    """Install Debian's package where we are root and there is apt."""
    apt = shutil.which("apt-get")
    if os.environ.get("SOLEUS_CHROMIUM") or apt is None or os.geteuid() != 0:
        raise NoChromium
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        subprocess.run([apt, "-qq", *command], check=False, env=environment)
    path = _found()
    if path is None:
        raise NoChromium
    return path


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Wait for the other processes of the test run: one of them may be installing it."""
    if sys.platform == "win32":  # nothing is installed there
        yield
        return
    import fcntl

    with (Path(tempfile.gettempdir()) / f"soleus-chromium-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
