"""The system's Chromium: found, or installed from its packages where that may be done."""

from __future__ import annotations

import os
import shutil

from tests.helpers.debian import found_or_installed

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
    named = os.environ.get("SOLEUS_CHROMIUM")
    path = shutil.which(named) if named else found_or_installed(_found, "chromium")
    if not path:
        raise NoChromium
    return path


def _found() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)
