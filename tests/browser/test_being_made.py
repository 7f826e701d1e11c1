"""Pages that wait for a track: they go on by themselves, also without JavaScript."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.helpers.phone import MOST_MAKING_MS, Open, choose, expected

ROUTINE = "plantar-fasciitis"
#: The routine is long, and must be spoken anew at another rate; that takes seconds.
PATIENCE_MS = 2 * MOST_MAKING_MS


def test_a_file_is_offered_when_it_is_made(page: Page) -> None:
    choose(page, ROUTINE, rate="141")
    page.goto(f"/take-along?routine={ROUTINE}")
    expect(page.get_by_label("Phrases spoken")).to_be_visible()
    link = page.get_by_role("link", name="Download", exact=True)
    expect(link).to_be_visible(timeout=PATIENCE_MS)
    with page.expect_download() as loading:
        link.click()
    assert loading.value.suggested_filename == "Plantar fasciitis.m4a"
    choose(page, ROUTINE, rate="160")


def test_a_download_begins_by_itself_without_javascript(open_page: Open, complaints: list[str]) -> None:
    page = open_page(java_script_enabled=False)
    choose(page, ROUTINE, rate="142")
    page.goto(f"/take-along?routine={ROUTINE}")
    with page.expect_download(timeout=PATIENCE_MS) as loading:
        page.get_by_role("link", name="Download", exact=True).click()
        expect(page.get_by_role("heading", name="Preparing the voice")).to_be_visible()
    assert loading.value.suggested_filename == "Plantar fasciitis.m4a"
    choose(page, ROUTINE, rate="160")
    expected(complaints, "503")
