"""On a phone at home, over plain http: what the browser withholds is said, and everything else works."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.helpers.chromium import FLAGS, windowless_chromium
from tests.helpers.phone import begin, tap_play
from tests.helpers.running import Running

#: Not this machine's own name: to a browser its pages are as insecure as those of any other.
HOST = "soleus.test"


@pytest.fixture
def phone(playwright_driver: Playwright, server: Running) -> Iterator[Page]:
    rules = f"--host-resolver-rules=MAP {HOST} 127.0.0.1"
    browser = playwright_driver.chromium.launch(executable_path=windowless_chromium(), args=[*FLAGS, rules])
    page = browser.new_page(viewport={"width": 390, "height": 844}, base_url=f"http://{HOST}:{server.port}")
    page.goto(server.new_link().replace("127.0.0.1", HOST))
    yield page
    browser.close()


def test_the_browser_calls_it_insecure(phone: Page) -> None:
    withheld = (
        "['serviceWorker', 'wakeLock'].filter((name) => name in navigator).concat(isSecureContext || [])"
    )
    assert phone.evaluate(withheld) == []


def test_a_workout_plays_and_the_lock_screen_has_its_buttons(phone: Page) -> None:
    phone.goto("/")
    tap_play(phone)
    expect(phone.locator("#now [data-now=title]")).to_have_text("First lean")
    assert phone.evaluate("navigator.mediaSession.metadata.artist") == "Short one"


def test_what_needs_https_is_said(phone: Page) -> None:
    begin(phone)
    phone.get_by_role("button", name="Options").click()
    expect(phone.get_by_role("switch", name="Keep the screen on")).to_be_disabled()
    expect(phone.get_by_text("only do so if Soleus is opened over https")).to_be_visible()
    phone.goto("/kept")
    expect(phone.get_by_text("This browser keeps pages only if they are opened over https")).to_be_visible()
    phone.goto("/routines/short")
    expect(phone.get_by_role("button", name="Keep on this phone")).to_be_hidden()
