"""A real server process and a real browser; speech is made once for all tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, StorageState

from tests.helpers.chromium import FLAGS, windowless_chromium
from tests.helpers.phone import PHONE, Open, choose
from tests.helpers.running import Running


@pytest.fixture(scope="session")
def browser(playwright_driver: Playwright) -> Iterator[Browser]:
    started = playwright_driver.chromium.launch(executable_path=windowless_chromium(), args=list(FLAGS))
    yield started
    started.close()


@pytest.fixture
def complaints() -> list[str]:
    """What browsers complained of; a test empties it of what it caused on purpose."""
    return []


@pytest.fixture(scope="session")
def device(server: Running, browser: Browser) -> Callable[[int], StorageState]:
    """Return the cookies of the first, second ... device of a test; each is paired once for all tests."""

    @cache
    def pair(number: int) -> StorageState:
        with browser.new_context() as context:
            context.request.get(server.new_link())
            return context.storage_state()

    return pair


@pytest.fixture
def service_workers() -> str:
    """Whether pages may install the service worker ("allow", "block"), which then fetches all other pages."""
    return "block"


@pytest.fixture
def open_page(
    server: Running,
    browser: Browser,
    device: Callable[[int], StorageState],
    service_workers: str,
    complaints: list[str],
) -> Iterator[Open]:
    """Return a function that opens browsers; at the end none of them may have complained."""
    numbers = count(1)
    with ExitStack() as opened:

        def new(**options: Any) -> Page:
            usual = {
                "viewport": PHONE,
                "base_url": f"http://127.0.0.1:{server.port}",
                "service_workers": service_workers,
                "storage_state": device(next(numbers)),
            }
            context = opened.enter_context(browser.new_context(**(usual | options)))
            context.set_default_timeout(30_000)
            page = context.new_page()
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
            return page

        yield new
    assert complaints == []


@pytest.fixture
def page(open_page: Open, server: Running) -> Page:
    """A paired phone on the home page, of somebody whose coach is brief."""
    page = open_page()
    choose(page, "short", verbosity="brief", reset="1")
    return page
