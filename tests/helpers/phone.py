"""What a person does on a phone, and what the phone shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.running import until

PHONE = {"width": 390, "height": 844}


#: Milliseconds that the making of a short track takes on a busy machine; the page tells how far it is.
MOST_MAKING_MS = 30_000
#: What a browser without network complains of.
LOST = ("ERR_INTERNET_DISCONNECTED", "sendError", "ERR_FAILED", "ERR_CONNECTION_REFUSED")
#: Marks a test whose pages may install the service worker.
with_service_worker = pytest.mark.parametrize("service_workers", ["allow"])


#: Opens a browser of its own, paired, and returns its page; keywords as for Playwright's ``new_context``.
Open = Callable[..., Page]


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


def open_app(open_page: Open) -> Page:
    """Return the home page of a phone on which the service worker is at work."""
    page = open_page()
    page.goto("/")
    wait(page, "navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller))")
    return page


def keep(page: Page, routine: str = "short") -> None:
    """Keep a routine on the phone."""
    page.goto(f"/routines/{routine}")
    page.get_by_role("button", name="Keep on this phone").click()
    expect(page.get_by_text("MB on this phone")).to_be_visible(timeout=MOST_MAKING_MS)


def begin(page: Page, name: str = "Short one") -> None:
    """Begin a routine as the home page's form does without scripts, and wait until its track is on the phone.

    Nothing plays yet.
    """
    page.goto("/")
    form = page.locator("form", has=page.get_by_role("button", name=f"Play {name}"))
    form.evaluate("(form) => form.submit()")
    page.wait_for_url("**/workouts/*")
    ready(page)


def tap_play(page: Page, name: str = "Short one") -> None:
    """Tap a routine's Play, and wait until time passes in its track."""
    page.get_by_role("button", name=f"Play {name}").click()
    track_plays(page)


def track_plays(page: Page) -> None:
    """Wait until the sound of a track is heard, and not what leads in to it."""
    wait(page, "!audio.loop && !audio.paused && audio.currentTime > 0")


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
    return page.locator(f'#now [data-now="{part}"]').inner_text()
