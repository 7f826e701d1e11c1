"""The sheets of a routine's page that change much at once: all times, and the coach."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.test_pages import faults
from tests.helpers.phone import MOST_MAKING_MS, Open, choose, expected, wait


def spoken(answer: Response) -> bool:
    """Tell whether this is the sound of a sample; until it is spoken, it is asked for again."""
    return "/said/" in answer.url and answer.status != 503


def test_all_times_are_shown_before_they_change_and_the_change_is_undone(page: Page) -> None:
    choose(page, "short", **{"first-lean.seconds": "35"})
    page.goto("/routines/short")
    first = page.locator('[id="first-lean.seconds"]')
    page.get_by_role("link", name="All times").click()
    sheet = page.get_by_role("dialog", name="All times")
    for percent in ("90", "80"):
        sheet.get_by_role("button", name="All times: shorter").click()
        expect(sheet.get_by_role("textbox")).to_have_value(percent)
        assert page.evaluate("document.activeElement.id") == "percent-minus"
    sheet.get_by_role("textbox").fill("75")
    sheet.get_by_role("textbox").press("Enter")
    expect(sheet.get_by_role("list", name="What changes")).to_contain_text("35 s becomes 26 s")
    expect(first).to_have_value("35")
    assert faults(page) == []
    sheet.get_by_role("button", name="Change these times").click()
    expect(sheet.get_by_role("list", name="What has changed")).to_contain_text("26 s, was 35 s")
    expect(first).to_have_value("26")
    assert faults(page) == []
    sheet.get_by_role("button", name="Undo").click()
    expect(first).to_have_value("35")
    expect(sheet.get_by_role("button", name="Undo")).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_step_is_swapped_just_today(open_page: Open, scripts: bool) -> None:
    page = open_page(java_script_enabled=scripts)
    page.goto("/routines/short")
    page.get_by_role("link", name="First lean").click()
    page.get_by_role("link", name="Swap it").click()
    place = page.get_by_role("dialog", name="Swap it") if scripts else page.locator("main")
    place.get_by_role("radio", name="Just today").check(force=True)
    if not scripts:
        place.get_by_role("button", name="Show").click()
    expect(place.get_by_text("for one workout")).to_be_visible()
    if scripts:
        assert faults(page) == []
        assert page.evaluate("document.activeElement.value") == "today"
    place.get_by_role("link", name="Second lean").click()
    expect(page.get_by_text("For one workout; next time is as before.")).to_be_visible()
    if scripts:
        wait(page, "document.getAnimations().length === 0")
        assert faults(page) == []
    page.get_by_role("button", name="Play").last.click()
    expect(page.locator("#now [data-now=title]")).to_have_text("Second lean", timeout=MOST_MAKING_MS)
    page.goto("/routines/short")
    expect(page.get_by_role("link", name="First lean")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_coach_is_changed_and_heard(open_page: Open, complaints: list[str], scripts: bool) -> None:
    page = open_page(java_script_enabled=scripts)
    choose(page, "short", pace="1", rate="160", verbosity="full")
    page.goto("/routines/short")
    page.get_by_role("link", name="Coach").click()
    place = page.get_by_role("dialog", name="Your coach") if scripts else page.locator("main")
    place.get_by_role("radio", name="Half").check(force=True)
    if scripts:
        expect(place.get_by_text("saves")).to_be_visible()
    place.get_by_role("radio", name="Faster").check(force=True)
    if scripts:
        expect(place.get_by_text("190 words a minute")).to_be_visible()
        assert faults(page) == []
        with page.expect_response(spoken) as heard:
            place.get_by_role("link", name="Hear a sample").click()
    else:
        place.get_by_role("button", name="Keep").click()
        page.get_by_role("link", name="Coach").click()
        expect(page.get_by_role("radio", name="Faster")).to_be_checked()
        with page.expect_response(spoken) as heard:
            page.get_by_role("link", name="Hear a sample").click()
    assert heard.value.status in (200, 206)
    assert heard.value.headers["content-type"] == "audio/mp4"
    choose(page, "short", pace="1", rate="160")
    expected(complaints, "503")  # until it is spoken


def test_two_quick_changes_of_the_coach_both_count(page: Page, complaints: list[str]) -> None:
    choose(page, "short", pace="1", rate="160")
    page.goto("/routines/short")
    page.get_by_role("link", name="Coach").click()
    sheet = page.get_by_role("dialog", name="Your coach")
    # The answer to the first is still under way as the second is tapped.
    line = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 400, "downloadThroughput": -1, "uploadThroughput": -1}
    line.send("Network.emulateNetworkConditions", slow)
    sheet.get_by_role("radio", name="Half").check(force=True)
    sheet.get_by_role("radio", name="Faster").check(force=True)
    expect(sheet.get_by_text("190 words a minute")).to_be_visible()
    line.send("Network.emulateNetworkConditions", {**slow, "latency": 0})
    page.goto("/routines/short/coach")
    for chosen in ("Half", "Faster"):
        expect(page.get_by_role("radio", name=chosen)).to_be_checked()
    choose(page, "short", pace="1", rate="160")
    # The second takes the place of the first.
    expected(complaints, "htmx:afterRequest", "htmx:sendAbort")


def test_a_sample_that_does_not_sound_says_so(page: Page, complaints: list[str]) -> None:
    page.route("**/said/*.m4a", lambda route: route.fulfill(status=503, body=""))
    page.goto("/routines/short")
    page.get_by_role("link", name="Coach").click()
    page.get_by_role("link", name="Hear a sample").click()
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text(
        "No sound came. Try again in a moment."
    )
    expected(complaints, "503")


def test_the_keyboard_keeps_its_place_in_the_coach(page: Page) -> None:
    choose(page, "short", pace="1", rate="160")
    page.goto("/routines/short")
    page.get_by_role("link", name="Coach").click()
    sheet = page.get_by_role("dialog", name="Your coach")
    usual = sheet.get_by_role("radio", name="Normal").first
    expect(usual).to_be_checked()
    usual.focus()
    expect(usual).to_be_focused()
    expect(page.locator(".htmx-added, .htmx-settling")).to_have_count(0)  # until then nothing is sent
    with page.expect_response("**/doses*"):
        page.keyboard.press("ArrowRight")
    expect(sheet.get_by_text("190 words a minute")).to_be_visible()
    expect(sheet.get_by_role("radio", name="Faster")).to_be_focused()
    choose(page, "short", rate="160")
