"""The system's Chromium: found, or installed from its packages where that may be done."""

from __future__ import annotations

import os
import shutil
from functools import cache

from tests.helpers.debian import found_or_installed

#: Commands under which systems install Chromium or Chrome.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
#: The same without a window, which opens pages in half the time. It keeps no screen on and stops no page.
WINDOWLESS = "chromium-headless-shell"
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
    path = _named() or found_or_installed(_found, "chromium")
    if not path:
        raise NoChromium
    return path


@cache
def windowless_chromium() -> str:
    """Return the path of a Chromium that is enough for most tests; raises as :func:`chromium`."""
    return _named() or found_or_installed(lambda: shutil.which(WINDOWLESS), WINDOWLESS) or chromium()


def _named() -> str | None:
    named = os.environ.get("SOLEUS_CHROMIUM")
    if named and not shutil.which(named):
        raise NoChromium
    return named


def _found() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)
