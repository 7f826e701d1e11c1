"""How long a person waits: for the first track of all, and from the tap on Play to sound.

Run ``python -m tests.bench.bench_start``.
"""

from __future__ import annotations

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.parse import urljoin

from playwright.sync_api import Page, sync_playwright

from server.config import Config
from server.routine.model import Choices
from server.services.services import open_services
from tests.bench.measuring import Row, print_table
from tests.helpers.chromium import FLAGS, chromium
from tests.helpers.phone import PHONE
from tests.helpers.running import Running

ROUTINE = "plantar-fasciitis"
#: Milliseconds from the tap on home until the sound of the track moves on, told by the page that was tapped.
TAP_TO_SOUND = """
() => new Promise((resolve) => {
    const tapped = performance.now();
    const heard = () => audio.currentSrc.includes("/tracks/") && audio.currentTime > 0;
    const look = () => heard() ? resolve(performance.now() - tapped) : setTimeout(look, 1);
    document.querySelector('[aria-label="Play Plantar fasciitis"]').click();
    look();
})
"""


def first_track(rounds: int) -> Row:
    """Make a track with an empty cache, the start of the speaking processes included."""
    made = [_made_from_nothing() for _ in range(rounds)]
    took_ms = [each for each, _ in made]
    return Row(
        "first track, nothing cached", min(took_ms), median(took_ms), f"{made[0][1]} phrases; limit 5,000 ms"
    )


def _made_from_nothing() -> tuple[float, int]:
    """Return the milliseconds that it took and the number of phrases."""
    totals = []
    with TemporaryDirectory() as folder:
        services = open_services(Config(data=Path(folder)))
        try:
            began = perf_counter()
            routine = services.library.routine(ROUTINE)
            services.studio.track(routine, Choices(), lambda _, total: totals.append(total))
            return (perf_counter() - began) * 1000, totals[-1]
        finally:
            services.close()


def tap_to_sound(rounds: int) -> Row:
    """Tap Play on home, where the server has the track, with a real server and browser."""
    took_ms = []
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Running(Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        try:
            page = browser.new_context(viewport=PHONE).new_page()  # type: ignore[arg-type]
            page.goto(server.link())  # a new person is welcomed first
            page.goto(urljoin(server.link(), "/"))
            page.get_by_role("button", name="Play Plantar fasciitis").click()
            page.wait_for_selector("#now[data-state=ready]")
            took_ms = [_tap(page) for _ in range(rounds)]
        finally:
            browser.close()
            server.end()
    return Row(
        "tap on home's Play to sound, track cached",
        min(took_ms),
        median(took_ms),
        "in Chromium; limit 300 ms",
    )


def _tap(page: Page) -> float:
    page.goto(page.url.partition("/workouts")[0])
    return float(page.evaluate(TAP_TO_SOUND))


def measure_starts() -> tuple[Row, ...]:
    """Return the rows of the table."""
    return first_track(rounds=3), tap_to_sound(rounds=5)


if __name__ == "__main__":
    print_table(measure_starts())
