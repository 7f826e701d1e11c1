"""Browsers of other makers than Chromium's, from Debian's packages, without a screen."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from selenium.webdriver.firefox.options import Options as FirefoxOptions
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.webkitgtk.options import Options as WebKitOptions
from selenium.webdriver.webkitgtk.service import Service as WebKitService
from urllib3.exceptions import HTTPError

from tests.engines.marionette import Marionette
from tests.helpers.debian import found_or_installed
from tests.helpers.running import PATIENCE_S, until

#: Debian's packages of each browser, with the decoder of AAC that both take from FFmpeg.
PACKAGES = {
    "webkit": "webkit2gtk-driver xvfb gstreamer1.0-libav gstreamer1.0-plugins-good",
    "firefox": "firefox-esr gstreamer1.0-libav",
}
#: The window of a phone, in pixels.
WIDTH, HEIGHT = 390, 844
#: Seconds until a browser that does not answer is lost; milliseconds until a page or a script is.
_LOST_S = 20
_TIMEOUTS = {"pageLoad": 15_000, "script": 15_000}
#: Firefox as it stands in a hand: a tap is what lets a sound begin, and nothing is fetched but our pages.
_FIREFOX_SETTINGS = """
user_pref("marionette.port", 0);
user_pref("media.autoplay.default", 1);
user_pref("media.autoplay.blocking_policy", 1);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("app.normandy.enabled", false);
user_pref("app.update.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("browser.aboutwelcome.enabled", false);
user_pref("extensions.getAddons.cache.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "data:,#remote-settings-dummy/v1");
user_pref("toolkit.telemetry.server", "");
"""


class Lost(Exception):
    """A browser does not answer any more.

    WebKitGTK sometimes waits for itself for good when a sound is replaced while GStreamer prepares it: its
    main thread holds still in ``gst_pad_set_active``.
    """


class _Connection(RemoteConnection):
    """What carries commands to a browser, until the browser is lost."""

    lost = False

    def execute(self, command: str, params: dict[str, Any]) -> Any:
        """Send a command, and return the answer.

        :raises Lost: if there is none in time, now or before.
        """
        if self.lost:
            raise Lost
        try:
            return super().execute(command, params)  # type: ignore[no-untyped-call]  # selenium has no types here
        except HTTPError as error:
            self.lost = True
            raise Lost from error


class Missing(Exception):
    """A browser is not on this machine, and may not be installed; the message says what to install."""

    def __init__(self, engine: str) -> None:
        super().__init__(f"{engine} is not here (Debian, Ubuntu: sudo apt-get install {PACKAGES[engine]})")


def _found(engine: str, *commands: str) -> tuple[str, ...]:
    """Return the paths of an engine's commands, given by the names they go by; install them if need be."""

    def look() -> tuple[str, ...] | None:
        paths = tuple(path for each in commands if (path := _which(each)))
        return paths if len(paths) == len(commands) else None

    found = found_or_installed(look, PACKAGES[engine])
    if found is None:
        raise Missing(engine)
    return found


def _which(command: str) -> str | None:
    if "/" in command:
        return next(map(str, Path("/usr/lib").glob(command)), None)
    return next((path for name in command.split() if (path := shutil.which(name))), None)


@contextmanager
def webkit() -> Iterator[WebDriver]:
    """Run WebKitGTK's own small browser on a screen that nobody sees.

    :raises Missing: if a part of it is not installed.
    """
    driver, screen, browser = _found("webkit", "WebKitWebDriver", "Xvfb", "*/webkit2gtk-4.*/MiniBrowser")
    options = WebKitOptions()
    options.binary_location = browser
    options.add_argument("--automation")
    options.set_capability("browserName", "MiniBrowser")
    options.timeouts = _TIMEOUTS
    with _screen(screen) as display:
        service = WebKitService(driver, env={**os.environ, "DISPLAY": display, "GDK_BACKEND": "x11"})
        service.start()
        try:
            connection = _Connection(client_config=ClientConfig(service.service_url, timeout=_LOST_S))
            with suppress(Lost), WebDriver(connection, options=options) as driven:
                yield driven
        finally:
            service.stop()


@contextmanager
def _screen(command: str) -> Iterator[str]:
    """Run a screen in memory, and give its name."""
    told, tell = os.pipe()
    size = ["-screen", "0", f"{2 * WIDTH}x{2 * HEIGHT}x24"]
    process = subprocess.Popen(
        [command, "-displayfd", str(tell), *size, "-nolisten", "tcp"],
        pass_fds=[tell],
        stderr=subprocess.DEVNULL,
    )
    os.close(tell)
    try:
        with os.fdopen(told) as number:
            assert select.select([number], [], [], PATIENCE_S)[0], "the screen did not start"
            yield f":{number.readline().strip()}"
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


@contextmanager
def firefox() -> Iterator[WebDriver]:
    """Run Firefox with a profile of its own.

    :raises Missing: if it is not installed.
    """
    (command,) = _found("firefox", "firefox-esr firefox")
    with TemporaryDirectory() as folder:
        profile = Path(folder)
        (profile / "user.js").write_text(_FIREFOX_SETTINGS, "utf-8")
        process = subprocess.Popen(
            [command, "--headless", "--marionette", "--no-remote", "--profile", folder],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": folder},
        )
        try:
            port = profile / "MarionetteActivePort"
            until(lambda: port.exists() and port.read_text())
            options = FirefoxOptions()
            options.timeouts = _TIMEOUTS
            with WebDriver(Marionette(int(port.read_text())), options=options) as driven:
                yield driven
        finally:
            process.terminate()
            process.wait(PATIENCE_S)


#: How each engine is started.
ENGINES = {"webkit": webkit, "firefox": firefox}
