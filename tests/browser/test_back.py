"""Back shows what is true now, whichever of a browser's caches it comes from; the focus keeps its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.helpers.chromium import FLAGS, windowless_chromium
from tests.helpers.clips import share_clips
from tests.helpers.phone import choose, wait
from tests.helpers.running import Running, serving
from tests.helpers.short_routine import write_short_routine


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, spoken: Path) -> Iterator[Running]:
    """A server of its own, as people are added."""
    data = share_clips(tmp_path_factory.mktemp("house"), spoken)
    write_short_routine(data)
    with serving(data) as running:
        yield running


@pytest.fixture(params=["whole pages kept", "answers kept"])
def phone(request: pytest.FixtureRequest, playwright_driver: Playwright, house: Running) -> Iterator[Page]:
    """A browser that keeps whole pages for Back, as people's do, and one that keeps what servers answered."""
    own = ["--disable-back-forward-cache"] if request.param == "whole pages kept" else []
    browser = playwright_driver.chromium.launch(
        executable_path=windowless_chromium(), args=list(FLAGS), ignore_default_args=own
    )
    address = f"http://127.0.0.1:{house.port}"
    page = browser.new_context(base_url=address, service_workers="block").new_page()
    page.goto(house.new_link())
    add_person(page)
    yield page
    browser.close()


def add_person(page: Page) -> str:
    """Let the device act for somebody new, and return their name."""
    page.goto("/people")
    name = "Visitor " + str(page.evaluate("String(Math.random()).slice(2)"))
    page.get_by_label("Somebody else").fill(name)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Which foot is sore?")).to_be_visible()
    return name


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
    phone.goto("/")
    name = add_person(phone)
    phone.go_back()
    phone.go_back()
    expect(phone.get_by_role("heading", name="Today")).to_be_visible()
    expect(phone.get_by_role("link", name=f"{name}: who is training?")).to_be_visible()


def test_a_form_of_an_earlier_persons_page_says_so(phone: Page) -> None:
    phone.goto("/routines/short")
    shown = phone.locator(".length").first.inner_text()
    name = add_person(phone.context.new_page())
    phone.get_by_role("button", name="First lean: hold more").click()
    expect(phone.locator("#fault")).to_contain_text(f"meanwhile this device is used by {name}")
    assert phone.locator(".length").first.inner_text() == shown


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


def test_the_focus_goes_to_what_is_left_when_its_place_is_gone(page: Page) -> None:
    page.goto("/take-along")
    page.get_by_role("button", name="Make my feed").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#feed-address")).to_be_visible()
    wait(page, "Boolean(document.activeElement.closest('#feed'))")
    page.get_by_text("Who can hear it").click()
    page.get_by_role("button", name="Remove the address").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Make my feed")).to_be_focused()


def test_the_focus_goes_to_the_next_row_when_one_is_removed(page: Page) -> None:
    page.goto("/editor/new?from=desk-break")
    rows = page.locator(".draft-row")
    count = rows.count()
    rows.nth(1).locator("summary").first.click()
    rows.nth(1).get_by_role("button", name="Remove").focus()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(count - 1)
    assert page.evaluate("Boolean(document.activeElement.closest('.draft-row'))")
