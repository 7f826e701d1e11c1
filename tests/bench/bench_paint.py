"""What a slow phone on a slow network sees, and when; and how much it fetches for that.

Run ``python -m tests.bench.bench_paint``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

from tests.bench.measuring import Row, print_table
from tests.helpers.addresses import ADDRESSES, EDITOR_ADDRESSES
from tests.helpers.chromium import FLAGS, chromium
from tests.helpers.phone import PHONE, begin
from tests.helpers.running import Running

#: Lighthouse's "fast 3G": 1.6 Mbit/s down, 750 kbit/s up, 150 ms to and fro; a processor at a quarter.
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
SLOWDOWN = 4
#: Reads what the browser noted of the page: first paint of content in ms, the sum of layout shifts, the bytes
#: that came over the network for the page and all that it links to, and those with what it fetches ahead.
NOTED = """
() => new Promise((resolve) => {
    const shifts = [];
    const observer = new PerformanceObserver((list) => shifts.push(...list.getEntries()));
    observer.observe({type: "layout-shift", buffered: true});
    const [page] = performance.getEntriesByType("navigation");
    const fetched = (until) => [page, ...performance.getEntriesByType("resource")]
        .filter((each) => each.startTime < until)
        .reduce((sum, each) => sum + each.transferSize, 0);
    setTimeout(() => resolve([
        performance.getEntriesByName("first-contentful-paint")[0].startTime,
        shifts.reduce((sum, shift) => sum + shift.value, 0),
        fetched(page.loadEventStart),
        fetched(Infinity),
    ]), 2000);
})
"""


@dataclass(frozen=True, slots=True)
class Painted:
    """How a page came up."""

    first_ms: float
    shift: float
    size: int
    size_ahead: int


def measure_paint(rounds: int = 3) -> tuple[Row, ...]:
    """Open every page in a new browser profile, as if for the first time."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Running(Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        try:
            workout = urlsplit(begun_workout(browser, server.new_link())).path
            paths = (*ADDRESSES, *EDITOR_ADDRESSES, workout)
            seen = {
                path: [_painted(browser, server.new_link(), path) for _ in range(rounds)] for path in paths
            }
        finally:
            browser.close()
            server.end()
    return tuple(_row(path, painted) for path, painted in seen.items())


def begun_workout(browser: Browser, link: str) -> str:
    """Begin a workout on a phone that is paired for it, and return the address of its page."""
    with browser.new_context(base_url=link.partition("/pair")[0]) as context:
        context.request.get(link)
        page = context.new_page()
        begin(page, "Plantar fasciitis")
        return page.url


def _painted(browser: Browser, link: str, path: str) -> Painted:
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    try:
        context.request.get(link)  # pairs, and leaves the browser's cache empty
        page = context.new_page()
        protocol = context.new_cdp_session(page)
        protocol.send("Network.enable")
        protocol.send("Network.emulateNetworkConditions", NETWORK)
        protocol.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
        page.goto(link.partition("/pair")[0] + path, wait_until="load")
        return Painted(*page.evaluate(NOTED))
    finally:
        context.close()


def _row(path: str, painted: list[Painted]) -> Row:
    first_ms = [each.first_ms for each in painted]
    shift = max(each.shift for each in painted)
    size_kb = max(each.size for each in painted) / 1000
    ahead_kb = max(each.size_ahead for each in painted) / 1000
    kind = "a workout" if path.startswith("/workouts/") else path
    note = f"layout shift {shift:.3f}, {size_kb:.1f} kB, then {ahead_kb:.1f}; limit 1,000 ms, 0"
    return Row(f"first paint of {kind}, slow phone", min(first_ms), median(first_ms), note)


if __name__ == "__main__":
    print_table(measure_paint())
