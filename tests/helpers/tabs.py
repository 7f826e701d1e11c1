"""Tabs as a person has them: they can be hidden, and the test's driver keeps nothing awake.

Playwright keeps each of its pages visible (it emulates focus) and starts Chromium with switches that forbid
the throttling of hidden pages. A tab opened behind its back, by the browser's own protocol, is spared both.
"""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Browser, BrowserType, CDPSession

from tests.helpers.chromium import FLAGS, chromium
from tests.helpers.running import until

#: What Playwright adds: hidden pages run on as if they were seen, and all sound counts as silence.
_KEPT_AWAKE = (
    "--mute-audio",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
)
#: Chromium stops hidden pages that make no sound, as it does on Android.
FREEZING = "--enable-features=stop-in-background"


class PageFault(AssertionError):
    """A script that was given to a tab threw."""


def launch_with_freezing(chromium_type: BrowserType) -> Browser:
    """Start a Chromium that treats hidden pages as on a phone."""
    return chromium_type.launch(
        executable_path=chromium(), args=[*FLAGS, FREEZING], ignore_default_args=list(_KEPT_AWAKE)
    )


class Tab:
    """A tab in a window of its own, with its own cookies, and a blank tab beside it to hide it behind."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._session: CDPSession = browser.new_browser_cdp_session()
        self._answers: dict[int, Any] = {}
        self._session.on("Target.receivedMessageFromTarget", self._received)
        context = self._session.send("Target.createBrowserContext")["browserContextId"]
        self._blank = self._opened("about:blank", context)
        self._target = self._opened(address, context)
        self._line = ""
        self._asked = 0

    def go(self, address: str) -> None:
        """Open an address."""
        self._ask("Page.navigate", url=address)

    def evaluate(self, script: str, *arguments: object) -> Any:
        """Return what a function of JavaScript returns, called as if by a tap; promises are awaited.

        :raises PageFault: if it throws.
        """
        call = f"({script})(...{json.dumps(arguments)})"
        answer = self._ask(
            "Runtime.evaluate", expression=call, awaitPromise=True, returnByValue=True, userGesture=True
        )
        if "exceptionDetails" in answer:
            raise PageFault(answer["exceptionDetails"])
        return answer["result"].get("value")

    def wait(self, script: str, *arguments: object) -> None:
        """Wait until a function of JavaScript returns something true; it may throw while the page loads."""
        until(lambda: self._holds(script, *arguments))

    def hide(self) -> None:
        """Bring the other tab to the front, and let go of this one: a tab that is debugged is no other's."""
        self._session.send("Target.activateTarget", {"targetId": self._blank})
        self.wait("() => document.visibilityState === 'hidden'")
        self._session.send("Target.detachFromTarget", {"sessionId": self._line})
        self._line = ""

    def show(self) -> None:
        """Bring this tab back to the front."""
        self._session.send("Target.activateTarget", {"targetId": self._target})

    def _opened(self, address: str, context: str) -> str:
        wanted = {"url": address, "browserContextId": context}
        return str(self._session.send("Target.createTarget", wanted)["targetId"])

    def _holds(self, script: str, *arguments: object) -> bool:
        try:
            return bool(self.evaluate(script, *arguments))
        except PageFault:
            return False

    def _ask(self, method: str, **parameters: object) -> Any:
        if not self._line:
            wanted = {"targetId": self._target, "flatten": False}
            self._line = self._session.send("Target.attachToTarget", wanted)["sessionId"]
        self._asked += 1
        asked = self._asked
        message = json.dumps({"id": asked, "method": method, "params": parameters})
        self._session.send("Target.sendMessageToTarget", {"sessionId": self._line, "message": message})
        # Each question to the browser lets the answers of the tab come in.
        until(lambda: asked in self._answers or not self._session.send("Browser.getVersion"))
        answer = self._answers.pop(asked)
        if "error" in answer:
            raise PageFault(answer["error"])
        return answer["result"]

    def _received(self, event: Any) -> None:
        message = json.loads(event["message"])
        if "id" in message:
            self._answers[message["id"]] = message
