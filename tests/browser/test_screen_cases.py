"""What the page's own script shows, in Chromium, held to the same cases as the server.

No server runs here: the modules are sent as they are on disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from server.coach.document import timeline_document
from server.coach.model import Timeline
from server.web.assets import STATIC
from server.web.workouts.screen import WORDS, view_at
from tests.helpers.screen_cases import screen_cases
from tests.helpers.shipped import shipped_timelines

ORIGIN = "http://soleus.test"
VIEWS = """
async ([timeline, positions, words]) => {
    const { viewAt } = await import("/static/view.js");
    return positions.map((position) => viewAt(timeline, position, words));
}
"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """Return a page that can import the static modules."""
    page = browser.new_page()
    page.route(f"{ORIGIN}/**", send)
    page.goto(f"{ORIGIN}/")
    yield page
    page.close()


def send(route: Route) -> None:
    path = route.request.url.removeprefix(f"{ORIGIN}/")
    if path:
        route.fulfill(path=STATIC / path.removeprefix("static/"))
    else:
        route.fulfill(content_type="text/html", body="<!doctype html><title>Cases</title>")


def views(page: Page, timeline: Timeline, positions: Iterable[int]) -> list[dict[str, Any]]:
    """Return what the script shows at some positions."""
    found: list[dict[str, Any]] = page.evaluate(VIEWS, [timeline_document(timeline), list(positions), WORDS])
    return found


def test_the_script_shows_what_the_cases_say(page: Page) -> None:
    shown = {case.name: views(page, case.timeline, [case.position_ms])[0] for case in screen_cases()}
    assert shown == {case.name: case.expected for case in screen_cases()}


@pytest.mark.parametrize("routine", shipped_timelines())
def test_script_and_server_show_the_same_throughout_a_shipped_routine(page: Page, routine: str) -> None:
    timeline = shipped_timelines()[routine]
    positions = sorted({-500, timeline.duration_ms + 500} | around_segments(timeline))
    expected = [asdict(view_at(timeline, position_ms)) for position_ms in positions]
    assert views(page, timeline, positions) == expected


def around_segments(timeline: Timeline) -> set[int]:
    """Return the positions at the start, in the middle and at the end of each segment, and next to them."""
    borders = [0, *(segment.end_ms for segment in timeline.segments)]
    middles = {(start_ms + end_ms) // 2 for start_ms, end_ms in pairwise(borders)}
    return middles | {border + offset for border in borders for offset in (-1001, -1000, -1, 0, 1)}
