"""A real server process and a real browser; speech is made once for all tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, StorageState

from tests.helpers.chromium import FLAGS, chromium
from tests.helpers.running import Running, until
from tests.helpers.short_routine import write_short_routine

PHONE = {"width": 390, "height": 844}

#: Marks a test whose pages may install the service worker.
with_service_worker = pytest.mark.parametrize("service_workers", ["allow"])

#: Opens a browser of its own, paired, and returns its page; keywords as for Playwright's ``new_context``.
Open = Callable[..., Page]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    data = tmp_path_factory.mktemp("data")
    write_short_routine(data)
    running = Running(data)
    try:
        running.link()
        yield running
    finally:
        running.end()


@pytest.fixture(scope="session")
def browser(playwright_driver: Playwright) -> Iterator[Browser]:
    started = playwright_driver.chromium.launch(executable_path=chromium(), args=list(FLAGS))
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
            context.request.get(server.link())
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


def expected(complaints: list[str], *causes: str) -> None:
    """Take back the complaints that a test caused on purpose."""
    complaints[:] = [said for said in complaints if not any(cause in said for cause in causes)]


def wait(page: Page, condition: str, arg: object = None) -> None:
    """Wait until an expression is true in the page; Playwright's own way needs what the CSP forbids."""
    until(lambda: page.evaluate(condition, arg))


def choose(page: Page, routine: str, **form: str) -> None:
    """Change doses and settings as the routine's page does."""
    answer = page.request.post(f"/routines/{routine}/doses", form={**form})
    assert answer.ok


def begin(page: Page, name: str = "Short one") -> None:
    """Tap a routine's Play on the home page, and wait until its track is on the phone."""
    page.goto("/")
    page.get_by_role("button", name=f"Play {name}").click()
    ready(page)


def ready(page: Page) -> None:
    """Wait until a workout's page could play without network."""
    page.wait_for_selector("#now[data-state=ready]")
    wait(page, "audio.src.startsWith('blob:') && audio.readyState >= 1")


def play(page: Page) -> None:
    """Tap the large Play, and wait until time passes in the sound."""
    page.get_by_role("button", name="Play", exact=True).click()
    playing(page)


def playing(page: Page) -> None:
    wait(page, "(before) => !audio.paused && audio.currentTime > before", where(page))


def where(page: Page) -> float:
    """Return the second of the track at which the phone is."""
    return float(page.evaluate("audio.currentTime"))


def timeline(page: Page) -> Any:
    """Return the timeline of the track that the page shows."""
    digest = page.locator("#now").get_attribute("data-track")
    return page.request.get(f"/tracks/{digest}.json").json()


def segment(page: Page, kind: str, step: str = "first-lean", side: str = "left") -> Any:
    """Return the first segment of a kind."""
    return next(
        each
        for each in timeline(page)["segments"]
        if (each["kind"], each["step"], each["side"]) == (kind, step, side)
    )


def go_to(page: Page, ms: float) -> None:
    """Move the sound itself, as scrubbing on a lock screen does."""
    page.evaluate("(second) => { audio.currentTime = second; }", ms / 1000)


def shown(page: Page, part: str) -> str:
    return page.locator(f'[data-now="{part}"]').inner_text()
