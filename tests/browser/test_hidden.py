"""Hidden for minutes, as behind a lock screen, in a Chromium that stops silent pages as on Android."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright

from tests.helpers.quiet import Begun, begin_quiet, take_floor_away, write_quiet_routine
from tests.helpers.running import Phone, Running, serving
from tests.helpers.tabs import Tab, launch_with_freezing

#: Seconds behind the lock screen. Chromium stops a page about a minute after its last sound.
HIDDEN_S = 150
#: What the page's clock and its sound may differ by.
SLACK_S = 0.3

READY = "() => audio.src.startsWith('blob:') && audio.readyState >= 1"
WATCH = """
() => {
    window.stops = [];
    audio.addEventListener("pause", () => stops.push("paused"));
    document.addEventListener("freeze", () => stops.push("frozen"));
}
"""
NOW = "() => ({ clock: performance.now() / 1000, sound: audio.currentTime, paused: audio.paused, stops })"
TITLE = "(title) => document.querySelector('#now [data-now=title]').textContent === title"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quiet")
    write_quiet_routine(folder)
    return folder


@pytest.fixture(scope="module")
def quiet_server(data: Path) -> Iterator[Running]:
    with serving(data) as running:
        yield running


@pytest.fixture(scope="module")
def phone_like(playwright_driver: Playwright) -> Iterator[Browser]:
    browser = launch_with_freezing(playwright_driver.chromium)
    yield browser
    browser.close()


def to_the_rest(browser: Browser, server: Running, workout: Begun) -> Tab:
    """Play a workout, and hide it at the start of its long rest."""
    tab = Tab(browser, server.new_link())
    # A new tab is blank before it is at the link.
    tab.wait("() => location.protocol === 'http:' && !location.pathname.startsWith('/pair')")
    tab.go(f"http://127.0.0.1:{server.port}{workout.path}")
    tab.wait(READY)
    tab.evaluate(WATCH)
    tab.evaluate("() => document.querySelector('[data-action=toggle]').click()")
    tab.wait("() => audio.currentTime > 0.2")
    tab.evaluate("(second) => { audio.currentTime = second; }", workout.rest_ms / 1000)
    tab.wait("(second) => audio.currentTime > second", workout.rest_ms / 1000)
    return tab


@dataclass(frozen=True)
class Watched:
    """What two pages told before and after they were hidden; each as NOW returns it."""

    #: Of the page with the track as it is: before, when it was shown again, when it was right again.
    before: Any
    shown: Any
    seen: Any
    #: Of the page whose track has no noise floor, when it was shown again.
    stopped: Any


@pytest.fixture(scope="module")
def watched(quiet_server: Running, data: Path, phone_like: Browser) -> Watched:
    """Hide both pages for minutes."""
    phone = Phone(quiet_server.port)
    phone.pair(quiet_server.new_link())
    ours, control = begin_quiet(phone, seconds=5), begin_quiet(phone, seconds=6)
    take_floor_away(data, control)
    tab, silent = (to_the_rest(phone_like, quiet_server, each) for each in (ours, control))
    before = tab.evaluate(NOW)
    tab.hide()
    silent.hide()
    # The wait is what is tested: there is nothing in a hidden page to be waited for.
    time.sleep(HIDDEN_S)
    tab.show()
    shown = tab.evaluate(NOW)
    tab.wait(TITLE, "Second lean")
    seen = tab.evaluate(NOW)
    silent.show()
    return Watched(before, shown, seen, stopped=silent.evaluate(NOW))


def test_a_hidden_workout_goes_on(watched: Watched) -> None:
    assert not watched.shown["paused"]
    assert watched.shown["stops"] == []
    assert watched.shown["clock"] - watched.before["clock"] >= HIDDEN_S


def test_its_sound_keeps_time(watched: Watched) -> None:
    passed = watched.shown["clock"] - watched.before["clock"]
    assert watched.shown["sound"] - watched.before["sound"] == pytest.approx(passed, abs=SLACK_S)


def test_the_page_is_right_as_soon_as_it_is_seen(watched: Watched) -> None:
    assert watched.seen["clock"] - watched.shown["clock"] < 1


def test_without_the_noise_floor_it_would_stop(watched: Watched) -> None:
    assert watched.stopped["stops"] == ["frozen", "paused"]
    assert watched.stopped["sound"] < watched.seen["sound"] - 30
