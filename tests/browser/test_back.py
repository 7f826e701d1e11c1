"""Back shows what is true now, whichever of a browser's caches the page comes from; and the focus keeps its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Playwright, StorageState, expect

from tests.helpers.chromium import FLAGS, chromium
from tests.helpers.phone import PHONE, Open, choose, expected
from tests.helpers.running import Running


@pytest.fixture(params=["whole pages kept", "answers kept"])
def phone(
    request: pytest.FixtureRequest,
    playwright_driver: Playwright,
    server: Running,
    device: Callable[[int], StorageState],
) -> Iterator[Page]:
    """A browser that keeps whole pages for Back, as people's do and Playwright's does not; and one that does not."""
    own = ["--disable-back-forward-cache"] if request.param == "whole pages kept" else []
    browser = playwright_driver.chromium.launch(
        executable_path=chromium(), args=list(FLAGS), ignore_default_args=own
    )
    context = browser.new_context(
        viewport=PHONE,
        base_url=f"http://127.0.0.1:{server.port}",
        storage_state=device(1),
        service_workers="block",
    )
    page = context.new_page()
    page.add_init_script("addEventListener('pageshow', (event) => { window.wasKept = event.persisted; })")
    yield page
    browser.close()


def test_back_from_a_workout_offers_to_go_on_with_it(phone: Page) -> None:
    phone.goto("/")
    phone.get_by_role("button", name="Play Short one").click()
    phone.wait_for_selector("#now[data-state=ready]")
    workout = phone.locator("#workout").get_attribute("data-workout")
    event = {"id": "begun", "kind": "play", "position_ms": 0, "at": 1, "track": ""}
    answer = phone.request.post(f"/workouts/{workout}/events", data=[event])
    assert answer.ok
    phone.go_back()
    expect(phone.get_by_role("link", name="Continue")).to_be_visible()


def test_back_after_the_person_changed_shows_the_present_one(phone: Page) -> None:
    phone.goto("/routines/short")
    name = phone.locator("header .top-link").inner_text()
    phone.goto("/people")
    phone.get_by_label("Somebody else").fill("Visitor " + phone.evaluate("String(Math.random()).slice(2)"))
    phone.get_by_role("button", name="Add").click()
    expect(phone.get_by_role("heading", name="Today")).to_be_visible()
    phone.go_back()
    phone.go_back()
    expect(phone.get_by_role("heading", name="Short one")).to_be_visible()
    expect(phone.locator("header .top-link")).to_contain_text("Visitor")
    assert name not in phone.locator("header .top-link").inner_text()


def test_a_form_of_an_earlier_persons_page_says_so(open_page: Open, complaints: list[str]) -> None:
    page = open_page()
    page.goto("/routines/short")
    shown = page.locator(".length").first.inner_text()
    page.request.post("/people", form={"name": "Visitor of a form"})
    page.get_by_role("button", name="Hold, more").first.click()
    expect(page.locator("#fault")).to_contain_text("meanwhile this device is used by Visitor of a form")
    assert page.locator(".length").first.inner_text() == shown
    expected(complaints, "409", "htmx:responseError", "Response Status Error")


def test_the_focus_stays_on_plus_when_it_reaches_its_limit(page: Page) -> None:
    choose(page, "short", **{"first-lean.seconds": "55"})
    page.goto("/routines/short")
    plus = page.locator("[id='first-lean.seconds-plus']")
    plus.focus()
    page.keyboard.press("Enter")
    expect(plus).to_have_attribute("aria-disabled", "true")
    expect(plus).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[id='first-lean.seconds']")).to_have_value("60")
    expect(page.locator("#fault")).to_be_empty()
    page.locator("#reset").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#reset")).to_have_attribute("aria-disabled", "true")
    expect(page.locator("#reset")).to_be_focused()


def test_the_focus_goes_to_what_is_left_when_its_place_is_gone(page: Page) -> None:
    page.goto("/take-along")
    page.get_by_role("button", name="Make my feed").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#feed-address")).to_be_visible()
    assert page.evaluate("Boolean(document.activeElement.closest('#feed'))")
    page.get_by_text("Who can hear it").click()
    page.get_by_role("button", name="Remove the address").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Make my feed")).to_be_focused()


def test_the_focus_goes_to_the_next_row_when_one_is_removed(page: Page) -> None:
    page.goto("/editor/new?from=desk-break")
    rows = page.locator(".draft-row")
    count = rows.count()
    rows.nth(1).get_by_role("button", name="Remove").focus()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(count - 1)
    assert page.evaluate("Boolean(document.activeElement.closest('.draft-row'))")
