"""What a person does on a phone of any engine, found by what it is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from selenium.common.exceptions import (
    ElementClickInterceptedException,
    StaleElementReferenceException,
)
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement

from tests.engines.browsers import Lost
from tests.helpers.running import until

Found = TypeVar("Found")
#: Where to look for what has a role.
_OF_ROLE = {
    "button": "button",
    "link": "a[href]",
    "field": "input, textarea, select",
    "heading": "h1, h2, h3",
}
#: Elements of a kind that can be seen; the engine is asked only for the names of those.
_SEEN = """
return [...document.querySelectorAll(arguments[0])]
    .filter((each) => each.getClientRects().length > 0 && !each.disabled)
    .filter((each) => !each.closest("[aria-hidden=true]"));
"""
_CENTRE = "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'});"
_FETCH = """
const done = arguments[arguments.length - 1];
fetch(arguments[0], arguments[1] && {method: "POST", body: new URLSearchParams(arguments[1])})
    .then((answer) => answer.text()).then(done, (fault) => done(String(fault)));
"""


class Phone:
    """A browser with Soleus open in it."""

    def __init__(self, driven: WebDriver, address: str) -> None:
        self.driven = driven
        self._address = address

    @property
    def is_lost(self) -> bool:
        """Whether the browser does not answer any more."""
        try:
            return not self.ask("true")
        except Lost:
            return True

    def open(self, path: str) -> None:
        self.driven.get(self._address + path)

    def ask(self, expression: str) -> Any:
        """Return what an expression is in the page."""
        return self.driven.execute_script(f"return {expression};")

    def wait(self, expression: str) -> None:
        """Wait until an expression is true in the page."""
        until(lambda: self.ask(expression))

    def find(self, role: str, name: str) -> WebElement:
        """Wait for what is seen and begins with a name, and return it."""
        return self._first(lambda: self.seen(role, name))

    def seen(self, role: str, name: str) -> list[WebElement]:
        """Return what is seen and begins with a name, as a screen reader says it."""
        try:
            # A page that is about to leave answers nothing.
            each = self.driven.execute_script(_SEEN, _OF_ROLE[role]) or []
            return [one for one in each if " ".join(one.accessible_name.split()).startswith(name)]
        except StaleElementReferenceException:  # the page has just changed
            return []

    def tap(self, name: str, role: str = "button") -> None:
        """Tap what has a name."""

        def tapped() -> bool:
            try:
                element = self.find(role, name)
                self.driven.execute_script(_CENTRE, element)
                element.click()
            except (StaleElementReferenceException, ElementClickInterceptedException):
                return False
            return True

        until(tapped)

    def write(self, name: str, text: str) -> None:
        """Write into a field."""
        field = self.find("field", name)
        self.driven.execute_script(_CENTRE, field)
        field.clear()
        field.send_keys(text)

    def post(self, path: str, **form: str) -> None:
        """Send a form behind the page's back."""
        self.driven.execute_async_script(_FETCH, path, form)

    def text(self, path: str) -> str:
        """Return what an address gives."""
        return str(self.driven.execute_async_script(_FETCH, path, None))

    def either(self, *names: str) -> str:
        """Return which of some buttons is there."""
        return self._first(lambda: [name for name in names if self.seen("button", name)])

    def _first(self, look: Callable[[], list[Found]]) -> Found:
        """Wait until a look finds something, and return the first of it."""
        found: list[Found] = []

        def looked() -> bool:
            found.extend(look())
            return bool(found)

        until(looked)
        return found[0]

    def hears_the_track(self) -> None:
        """Wait until time passes in the sound of a track."""
        self.wait("audio.currentSrc.includes('/tracks/') || document.querySelector('#now[data-state=fault]')")
        before = self.second()
        until(lambda: self.ask("!audio.paused") and self.second() > before)

    def go_to(self, second: float) -> None:
        """Move the sound itself, again if the page was just changing over to the whole sound."""

        def there() -> bool:
            if self.second() < second:
                self.ask(f"audio.currentTime = {second}")
            return self.second() >= second

        until(there)

    def second(self) -> float:
        """Return where in the sound the phone is."""
        return float(self.ask("audio.currentTime"))
