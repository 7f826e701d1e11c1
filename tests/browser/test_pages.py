"""Every page: for all eyes, at all sizes, and without scripts."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.helpers.addresses import ADDRESSES
from tests.helpers.phone import Open, begin, choose, expected, go_to, play, timeline

#: Wider than the window by no more than this is a matter of rounding.
ROUNDING_PX = 1

SMALL_TARGETS = """
() => [...document.querySelectorAll(
        "button, input, select, summary, a.button:not(.skip), header a, footer a")]
    .filter((each) => each.checkVisibility() && each.getClientRects().length > 0)
    .map((each) => [each.outerHTML.slice(0, 90), each.closest("label.option") ?? each])
    .map(([html, target]) => [html, target.getBoundingClientRect()])
    .filter(([, box]) => box.height < 47.5 || (box.width < 47.5 && box.width > 0))
    .map(([html, box]) => `${html} ${box.width} x ${box.height}`)
"""
# Pairs of texts that lie on each other: neither holds the other, and both can be seen. With large text a
# workout may scroll under its controls.
OVERLAPPING = """
() => {
    const texts = [...document.querySelectorAll("main *, header *, footer *")].filter((each) =>
        each.checkVisibility({visibilityProperty: true})
        && !each.closest(".unseen, .skip, svg, select, .controls")
        && [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()));
    const boxes = texts.map((each) => {
        const range = document.createRange();
        range.selectNodeContents(each);
        return [each, range.getBoundingClientRect()];
    });
    const found = [];
    boxes.forEach(([one, a], index) => boxes.slice(index + 1).forEach(([other, b]) => {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        // Large glyphs reach a little out of their lines.
        const nested = one.contains(other) || other.contains(one);
        if (across > 2 && down > 0.2 * Math.min(a.height, b.height) && !nested)
            found.push(`${one.textContent.trim().slice(0, 40)} / ${other.textContent.trim().slice(0, 40)}`);
    }));
    return found;
}
"""


def faults(page: Page, scheme: str = "light") -> list[str]:
    """Return what axe-core finds, briefly; in the dark, what it finds of contrast: the rest is the same."""
    options = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}
    # axe brings its own script, which is not one of the page's.
    found = Axe().run(page, options=options).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]


def misfits(page: Page, large: bool) -> list[str]:
    """Return what is wider than the window, lies on something else, or is too small to be hit."""
    page.evaluate(
        "(size) => { document.documentElement.style.fontSize = size; }", "200%" if large else "100%"
    )
    across, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    wide = [f"{across} px in {window}"] if across > window + ROUNDING_PX else []
    return [*wide, *page.evaluate(OVERLAPPING), *page.evaluate(SMALL_TARGETS)]


#: Leave so many routines on home, and headings that have any.
FEWER = """
(wanted) => {
    [...document.querySelectorAll(".groups li")].slice(wanted - 1).forEach((each) => each.remove());
    for (const list of document.querySelectorAll(".groups ul"))
        if (!list.children.length) { list.previousElementSibling.remove(); list.remove(); }
    return document.documentElement.scrollHeight;
}
"""


def test_pulling_down_reloads_nothing(page: Page) -> None:
    for address in ("/", "/routines/short"):
        page.goto(address)
        assert page.evaluate("getComputedStyle(document.documentElement).overscrollBehaviorY") == "none"
    begin(page)
    assert page.evaluate("getComputedStyle(document.documentElement).overscrollBehaviorY") == "none"


@pytest.mark.parametrize(("routines", "most_px"), [(12, 1600), (8, 1300)])
def test_home_is_short(page: Page, routines: int, most_px: int) -> None:
    page.goto("/")
    assert page.locator(".groups li").count() >= routines - 1
    assert page.evaluate(FEWER, routines) <= most_px


@pytest.mark.parametrize(("width", "in_a_row"), [(390, 1), (690, 1), (710, 2), (1000, 2), (1280, 2)])
def test_home_has_two_routines_in_a_row_where_there_is_room(page: Page, width: int, in_a_row: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/")
    rows = page.locator(".groups ul").filter(has=page.get_by_text("Heel raise strength")).locator("li")
    tops = [rows.nth(number).evaluate("(row) => row.getBoundingClientRect().top") for number in (0, 1)]
    assert (tops[0] == tops[1]) == (in_a_row == 2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_faults_of_accessibility(open_page: Open, complaints: list[str], scheme: str) -> None:
    page = open_page(color_scheme=scheme)
    found = {}
    for address in ADDRESSES:
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        found[address] = faults(page, scheme)
    assert not any(found.values()), found
    expected(complaints, "404")


def test_removing_a_device_has_no_faults_of_accessibility(page: Page) -> None:
    page.goto("/take-along")
    page.get_by_role("button", name="Make my feed").click()
    expect(page.locator("#feed-address")).to_be_visible()
    page.goto("/devices")
    assert faults(page) == []
    page.locator(".rows a").first.click()
    assert faults(page) == []
    page.get_by_role("link", name="Remove it").click()
    expect(page.get_by_role("checkbox", name="Me’s podcast")).not_to_be_checked()
    assert faults(page) == []
    page.get_by_role("link", name="Keep it").click()
    page.request.post("/take-along/address/revoke")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_workout_has_no_faults_of_accessibility(open_page: Open, scheme: str) -> None:
    page = open_page(color_scheme=scheme)
    begin(page)
    assert faults(page, scheme) == []
    play(page)
    assert faults(page, scheme) == []


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("large", [False, True], ids=["usual", "200-percent"])
def test_every_page_fits_every_screen(
    open_page: Open, complaints: list[str], width: int, large: bool
) -> None:
    page = open_page(viewport={"width": width, "height": 720})
    found = {}
    for address in ADDRESSES:
        page.goto(address)
        found[address] = misfits(page, large)
    assert not any(found.values()), found
    expected(complaints, "404")


@pytest.mark.parametrize("large", [False, True], ids=["usual", "200-percent"])
def test_a_workout_fits_every_screen(open_page: Open, large: bool) -> None:
    page = open_page()
    found = {}
    # Long words while one gets into position.
    for name in ("Short one", "Plantar fasciitis", "Heel raise strength"):
        begin(page, name)
        play(page)
        setup = next(each for each in reversed(timeline(page)["segments"]) if each["kind"] == "setup")
        go_to(page, setup["end_ms"] - 1000)
        page.get_by_role("button", name="Pause").click()
        for width, height in ((320, 568), (360, 640), (390, 844), (768, 1024), (844, 390), (1280, 800)):
            page.set_viewport_size({"width": width, "height": height})
            found[name, width, height] = misfits(page, large)
            expect(page.get_by_role("button", name="Play", exact=True)).to_be_in_viewport(ratio=1)
    assert not {screen: misfit for screen, misfit in found.items() if misfit}


def test_length_and_play_are_one_row_on_a_small_phone(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 568})
    page.goto("/routines/plantar-fasciitis")
    length, play_button = (
        page.locator(f".playbar {each}").bounding_box() for each in ("#length", ".button.main")
    )
    assert length
    assert play_button
    assert play_button["y"] < length["y"] + length["height"] / 2 < play_button["y"] + play_button["height"]


def test_an_exercise_without_a_drawing_has_its_words_in_the_middle(page: Page) -> None:
    begin(page)
    expect(page.locator(".stage .picture")).to_be_hidden()
    stage, words = (page.locator(f"#now .{each}").bounding_box() for each in ("stage", "words"))
    assert stage
    assert words
    assert words["y"] + words["height"] / 2 == pytest.approx(stage["y"] + stage["height"] / 2, abs=2)


#: The element with the focus and the bar at the bottom lie on each other.
HIDDEN_FOCUS = """
() => {
    const bar = document.querySelector(".playbar, .tabs"), at = document.activeElement;
    if (!bar || bar.contains(at) || at === document.body) return "";
    const [a, b] = [at.getBoundingClientRect(), bar.getBoundingClientRect()];
    return a.bottom > b.top + 1 && a.top < b.bottom ? at.outerHTML.slice(0, 120) : "";
}
"""


@pytest.mark.parametrize("address", ["/", "/routines/plantar-fasciitis"])
def test_the_bar_at_the_bottom_hides_nothing_that_has_the_focus(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 640})
    page.goto(address)
    hidden = []
    for _ in range(60):
        page.keyboard.press("Tab")
        hidden.append(page.evaluate(HIDDEN_FOCUS))
    assert not any(hidden), [each for each in hidden if each]


def test_a_dose_is_changed_by_tapping_and_by_typing(page: Page) -> None:
    page.goto("/routines/short")
    field = page.locator('input[name="first-lean.seconds"]')
    length = page.locator("#length").inner_text()
    more = page.locator('[id="first-lean.seconds-plus"]')
    more.click()
    expect(field).to_have_value("15")
    more.click()
    expect(field).to_have_value("20")
    expect(page.locator("#length")).not_to_have_text(length)
    assert page.evaluate("document.activeElement.id") == "first-lean.seconds-plus"
    field.fill("33")  # to the second
    with page.expect_response("**/doses?*"):
        field.press("Enter")
    page.reload()
    expect(field).to_have_value("33")
    page.get_by_role("link", name="All times").click()
    page.get_by_role("button", name="Back to the defaults").click()
    expect(field).to_have_value("10")


def test_all_about_a_step_rises_over_the_page(page: Page) -> None:
    page.goto("/routines/short")
    page.get_by_role("link", name="First lean").click()
    sheet = page.get_by_role("dialog", name="First lean")
    expect(sheet).to_contain_text("Ease off if it hurts.")
    sheet.evaluate("(it) => Promise.all(it.getAnimations().map((each) => each.finished))")
    assert faults(page) == []
    assert misfits(page, large=False) == []
    sheet.get_by_role("button", name="First lean: hold more").click()
    expect(sheet.get_by_role("textbox", name="First lean: hold,")).to_have_value("15")
    assert page.evaluate("document.activeElement.id") == "sheet-first-lean.seconds-plus"
    sheet.get_by_role("button", name="Close").click()
    expect(sheet).to_have_count(0)
    expect(page.locator('[id="first-lean.seconds"]')).to_have_value("15")
    page.request.post("/routines/short/doses", form={"reset": "1"})


def test_what_is_out_of_range_is_told_beside_the_field(page: Page, complaints: list[str]) -> None:
    page.goto("/routines/short")
    field = page.locator('input[name="first-lean.seconds"]')
    field.fill("999")
    field.press("Enter")
    expect(page.get_by_text("999 is above the highest, 60")).to_be_visible()
    expect(field).to_have_value("999")
    expected(complaints, "422")


def test_an_error_is_told_in_its_words_until_something_succeeds(page: Page, complaints: list[str]) -> None:
    page.goto("/routines/short")
    more, fault = page.locator('[id="first-lean.seconds-plus"]'), page.locator("#fault")
    expect(fault).to_be_hidden()
    elsewhere = page.url.replace("short", "nowhere") + "/doses"
    page.route("**/doses?*", lambda route: route.continue_(url=elsewhere))
    more.scroll_into_view_if_needed()
    more.click()
    expect(fault).to_contain_text("There is no routine")
    expect(fault).to_be_in_viewport(ratio=1)
    assert faults(page) == []
    fault.get_by_role("button", name="Close").click()
    expect(fault).to_be_hidden()
    more.click()
    expect(fault).to_be_visible()
    page.unroute("**/doses?*")
    page.locator('[id="second-lean.seconds-plus"]').click()
    expect(fault).to_be_hidden()
    expected(complaints, "404", "responseError")


def test_no_answer_is_told_in_one_calm_sentence(page: Page, complaints: list[str]) -> None:
    page.goto("/routines/short")
    field = page.locator('input[name="first-lean.seconds"]')
    page.route("**/doses?*", lambda route: route.abort())
    page.locator('[id="first-lean.seconds-plus"]').click()
    fault = page.get_by_role("alert").filter(
        has_text="No answer from Soleus. Nothing was changed; try again."
    )
    expect(fault).to_be_in_viewport(ratio=1)
    expect(field).to_have_value("10")
    page.unroute("**/doses?*")
    page.locator('[id="first-lean.seconds-plus"]').click()
    expect(field).to_have_value("15")
    expect(fault).to_have_count(0)
    expected(complaints, "ERR_FAILED", "sendError", "htmx:afterRequest")


def test_all_of_it_works_without_scripts(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    choose(page, "short", verbosity="brief", reset="1")
    page.goto("/routines/short")
    page.locator('[id="first-lean.seconds-plus"]').click()
    assert page.locator('input[name="first-lean.seconds"]').input_value() == "15"
    page.get_by_role("button", name="Play Short one").click()
    page.wait_for_selector("#now[data-state=ready]")
    expect(page.locator(".sound audio")).to_be_visible()
    expect(page.get_by_role("button", name="Pause")).to_have_count(0)
    before = page.locator("#now").get_attribute("data-track")
    page.get_by_role("button", name="5 s longer").click()
    assert page.locator("#now").get_attribute("data-track") != before
    expect(page.get_by_text("Options")).to_be_hidden()
    page.get_by_label("Where to go on").select_option("Second lean, left side")
    page.get_by_role("button", name="5 s longer").click()
    expect(page.locator("#now [data-now=title]")).to_have_text("Second lean")
    chosen = page.get_by_label("Where to go on").locator("option:checked")
    expect(chosen).to_have_text("Second lean, left side")
    assert re.fullmatch(r".*#t=[1-9]\d*\.?\d*", page.locator(".sound audio").get_attribute("src") or "")
    assert misfits(page, large=True) == []
    page.request.post("/routines/short/doses", form={"reset": "1"})


def test_everything_is_reached_by_the_keyboard(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.get_by_role("link", name="Short one 2 min").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Play Short one")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_selector("#now[data-state=ready]")
