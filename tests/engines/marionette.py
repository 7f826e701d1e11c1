"""Selenium drives Firefox by Firefox's own protocol: Debian has no geckodriver, which would translate."""

from __future__ import annotations

import json
import socket
from typing import Any

from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.command import Command
from selenium.webdriver.remote.remote_connection import RemoteConnection

#: Selenium's commands that the journeys use, under the names that Marionette has for them.
_NAMES = {
    Command.NEW_SESSION: "WebDriver:NewSession",
    Command.QUIT: "Marionette:Quit",
    Command.GET: "WebDriver:Navigate",
    Command.REFRESH: "WebDriver:Refresh",
    Command.GO_BACK: "WebDriver:Back",
    Command.GET_CURRENT_URL: "WebDriver:GetCurrentURL",
    Command.SET_WINDOW_RECT: "WebDriver:SetWindowRect",
    Command.FIND_ELEMENTS: "WebDriver:FindElements",
    Command.CLICK_ELEMENT: "WebDriver:ElementClick",
    Command.CLEAR_ELEMENT: "WebDriver:ElementClear",
    Command.SEND_KEYS_TO_ELEMENT: "WebDriver:ElementSendKeys",
    Command.GET_ELEMENT_PROPERTY: "WebDriver:GetElementProperty",
    Command.GET_ELEMENT_TEXT: "WebDriver:GetElementText",
    Command.GET_ELEMENT_ARIA_LABEL: "WebDriver:GetComputedLabel",
    Command.W3C_EXECUTE_SCRIPT: "WebDriver:ExecuteScript",
    Command.W3C_EXECUTE_SCRIPT_ASYNC: "WebDriver:ExecuteAsyncScript",
    Command.SCREENSHOT: "WebDriver:TakeScreenshot",
    Command.DELETE_ALL_COOKIES: "WebDriver:DeleteAllCookies",
}
#: Seconds until an answer counts as lost.
_PATIENCE_S = 60


class Marionette(RemoteConnection):
    """A connection to the Firefox that listens on a port of this machine."""

    def __init__(self, port: int) -> None:
        super().__init__(client_config=ClientConfig(f"http://127.0.0.1:{port}"))
        self._socket = socket.create_connection(("127.0.0.1", port), _PATIENCE_S)
        self._stream = self._socket.makefile("rb")
        self._number = 0
        self._receive()  # who it is

    def execute(self, command: str, params: dict[str, Any]) -> dict[str, Any]:
        """Send one command, and return the answer as an HTTP driver would put it."""
        if command == Command.NEW_SESSION:
            params = params["capabilities"]
        self._number += 1
        self._send([0, self._number, _NAMES[command], params])
        _, number, fault, answer = self._receive()
        assert number == self._number
        if fault:
            return {"status": 500, "value": json.dumps({"value": fault})}
        if command == Command.NEW_SESSION:
            return {"sessionId": answer["sessionId"], "value": answer}
        return {"value": answer["value"] if isinstance(answer, dict) and "value" in answer else answer}

    def close(self) -> None:
        """Let go of the connection."""
        super().close()  # type: ignore[no-untyped-call]
        self._stream.close()
        self._socket.close()

    def _send(self, message: list[Any]) -> None:
        text = json.dumps(message).encode()
        self._socket.sendall(b"%d:%b" % (len(text), text))

    def _receive(self) -> Any:
        length = b"".join(iter(lambda: self._stream.read(1), b":"))
        return json.loads(self._stream.read(int(length)))
