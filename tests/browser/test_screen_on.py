"""The screen stays on, in a Chromium with windows: the one of the other tests keeps no screen on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Playwright

from tests.helpers.chromium import FLAGS, chromium
from tests.helpers.phone import begin, choose, play, wait
from tests.helpers.running import Running


@pytest.fixture
def page(playwright_driver: Playwright, server: Running) -> Iterator[Page]:
    browser = playwright_driver.chromium.launch(executable_path=chromium(), args=list(FLAGS))
    page = browser.new_page(
        viewport={"width": 390, "height": 844}, base_url=f"http://127.0.0.1:{server.port}"
    )
    page.goto(server.new_link())
    choose(page, "short", verbosity="brief", reset="1")
    yield page
    browser.close()


def test_the_screen_stays_on_only_for_those_who_ask(page: Page) -> None:
    page.add_init_script("""
        window.locks = [];
        const asked = navigator.wakeLock.request.bind(navigator.wakeLock);
        navigator.wakeLock.request = (kind) => asked(kind).then((lock) => { locks.push(lock); return lock; });
    """)
    begin(page)
    play(page)
    assert page.evaluate("locks.length") == 0
    page.get_by_role("button", name="Options").click()
    page.get_by_role("switch", name="Keep the screen on").click()
    wait(page, "locks.length === 1 && !locks[0].released")
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Pause").click()
    wait(page, "locks[0].released")
