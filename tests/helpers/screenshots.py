"""The pictures in the README: ``python -m tests.helpers.screenshots`` takes them anew."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from tests.helpers.chromium import FLAGS, chromium
from tests.helpers.phone import PHONE, go_to, segment, wait
from tests.helpers.running import Running, serving

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
#: Into a hold, as far as the picture shows it.
IN_THE_HOLD_MS = 18_000


def take(server: Running, page: Page) -> None:
    """Take the three pictures on a phone that was paired just now."""
    page.request.get(server.new_link())
    page.goto("/")
    page.screenshot(path=FOLDER / "home.png")
    page.goto("/routines/plantar-fasciitis")
    page.screenshot(path=FOLDER / "routine.png")
    page.get_by_role("button", name="Play Plantar fasciitis").click()
    wait(page, "!audio.loop && !audio.paused && audio.currentTime > 0")
    hold = segment(page, "hold", "gastroc", "left")
    go_to(page, hold["start_ms"] + IN_THE_HOLD_MS)
    wait(page, "document.querySelector('#workout').dataset.kind === 'hold'")
    page.screenshot(path=FOLDER / "workout.png")
    page.get_by_role("button", name="Pause").click()


def main() -> None:
    """Take the pictures with a server and a browser of their own."""
    with TemporaryDirectory() as folder, serving(Path(folder)) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        context = browser.new_context(
            viewport=PHONE,  # type: ignore[arg-type]
            device_scale_factor=2,
            reduced_motion="reduce",
            base_url=f"http://127.0.0.1:{server.port}",
        )
        take(server, context.new_page())
        browser.close()


if __name__ == "__main__":
    main()
