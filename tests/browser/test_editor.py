"""A routine made on the phone: steps from pictures, a line heard, faults, a conflict, delete and undo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.test_pages import faults, misfits
from tests.helpers.phone import Open, expected, wait


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def editing(request: pytest.FixtureRequest, open_page: Open, folder: Path) -> Iterator[Page]:
    """A phone on the editor's first page, with and without scripts."""
    page = open_page(java_script_enabled=request.param)
    page.goto("/editor")
    yield page
    for path in folder.glob("after-work*.yaml"):
        path.unlink()


def add(page: Page, name: str) -> None:
    before = page.locator(".draft-row").count()
    page.get_by_label("Show all exercises").check()
    page.get_by_role("button", name=f"Add {name}", exact=True).click()
    expect(page.locator(".draft-row")).to_have_count(before + 1)


def opened(page: Page, place: int) -> Locator:
    """Return a row of the routine with its figures in view."""
    row = page.locator(".draft-row").nth(place)
    if row.locator("details").first.get_attribute("open") is None:
        row.locator("summary").first.click()
    return row


def purpose(page: Page) -> Locator:
    field = page.get_by_label("What it is for")
    if not field.is_visible():
        page.get_by_text("When, what for, what you need").click()
    return field


def made(page: Page, name: str = "After work") -> None:
    """Make a routine of two steps and save it."""
    page.goto("/editor/new")
    page.get_by_label("Name", exact=True).fill(name)
    purpose(page).fill("For the calf.")
    add(page, "Runner's calf stretch")
    add(page, "Two-leg heel raise")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_routine_is_made_on_the_phone(editing: Page, folder: Path) -> None:
    editing.get_by_role("link", name="New routine").click()
    editing.get_by_label("Name", exact=True).fill("After work")
    for name in ("Runner's calf stretch", "Two-leg heel raise", "Bent-knee calf stretch"):
        add(editing, name)
    opened(editing, 2).get_by_role("button", name="Up: Bent-knee calf stretch").click()
    expect(editing.locator(".draft-row .row-text strong").nth(1)).to_have_text(re.compile("Bent-knee"))
    opened(editing, 2).get_by_role("button", name="Remove: Two-leg heel raise").click()
    expect(editing.locator(".draft-row")).to_have_count(2)
    opened(editing, 0).get_by_role("button", name="Hold more").click()
    expect(editing.get_by_label("Hold s", exact=True).first).to_have_value("35")
    editing.get_by_label("Hold s", exact=True).first.fill("40")
    editing.get_by_role("button", name="Save").click()
    expect(editing.get_by_role("heading", level=1)).to_have_text("After work")
    assert (
        (folder / "after-work.yaml")
        .read_text("utf-8")
        .endswith("steps:\n  - exercise: gastroc\n    seconds: 40\n  - exercise: soleus\n")
    )


def test_a_row_is_dragged_by_its_picture(open_page: Open) -> None:
    page = open_page()
    page.goto("/editor/new?from=heel-raise-strength")
    rows = page.locator(".draft-row")
    handles = rows.locator(".thumb")
    first, last = rows.locator(".row-text strong").all_inner_texts()[::2]
    handles.nth(0).hover()
    page.mouse.down()
    for number in (1, 2):
        box = rows.nth(number).bounding_box()
        assert box
        page.mouse.move(box["x"] + 40, box["y"] + box["height"] * 0.9, steps=4)
    page.mouse.up()
    expect(rows.locator(".row-text strong").nth(2)).to_have_text(first)
    expect(rows.locator(".row-text strong").nth(1)).to_have_text(last)
    expect(opened(page, 0).get_by_role("button", name="Up")).to_be_disabled()


def test_enter_in_a_field_neither_saves_nor_moves_anything(editing: Page, folder: Path) -> None:
    editing.goto("/editor/new?from=desk-break")
    editing.get_by_label("Name", exact=True).fill("After work")
    steps = editing.locator(".draft-row .row-text strong").all_inner_texts()
    editing.get_by_label("Name", exact=True).press("Enter")
    expect(editing.locator(".draft-row .row-text strong")).to_have_text(steps)
    expect(editing.get_by_label("Name", exact=True)).to_have_value("After work")
    assert not (folder / "after-work.yaml").exists()


def test_a_line_is_heard_before_it_is_saved(editing: Page) -> None:
    editing.goto("/editor/exercise")
    editing.get_by_role("textbox", name="What the coach says first").fill("Lean on the wall.")
    editing.get_by_role("button", name="Hear it: What the coach says first").click()
    sound = editing.locator("audio.heard")
    expect(sound).to_have_count(1)
    assert editing.request.get(sound.get_attribute("src") or "").headers["content-type"] == "audio/mp4"
    expect(editing.get_by_role("textbox", name="What the coach says first")).to_have_value(
        "Lean on the wall."
    )


@pytest.mark.parametrize("late", [0, 2], ids=["at once", "asked for again"])
def test_the_line_really_sounds(open_page: Open, complaints: list[str], late: int) -> None:
    page = open_page()
    refused: list[Route] = []

    def answer(route: Route) -> None:
        if len(refused) < late:
            refused.append(route)
            route.fulfill(status=503)
        else:
            route.continue_()

    page.route("**/said/*", answer)
    page.goto("/editor/exercise")
    page.get_by_text("All else the coach says").click()
    page.get_by_role("textbox", name="Form cue").fill("Heel down, knee straight, and keep on breathing.")
    page.get_by_role("button", name="Hear it: Form cue").click()
    page.wait_for_selector("audio.heard")
    wait(page, "document.querySelector('audio.heard').currentTime > 0.3")
    assert len(refused) == late
    expected(complaints, "503")


def test_a_line_that_does_not_come_is_told(open_page: Open, complaints: list[str]) -> None:
    page = open_page()
    page.route("**/said/*", lambda route: route.fulfill(status=503))
    page.goto("/editor/exercise")
    page.get_by_role("textbox", name="What the coach says first").fill("Lean on the wall.")
    page.get_by_role("button", name="Hear it: What the coach says first").click()
    expect(page.get_by_role("alert").filter(has_text="No sound came.")).to_be_visible(timeout=30_000)
    expected(complaints, "503")


def test_an_exercise_of_ones_own_is_written_in_the_middle_of_a_routine(editing: Page, folder: Path) -> None:
    editing.goto("/editor/new")
    editing.get_by_label("Name", exact=True).fill("After work")
    add(editing, "Runner's calf stretch")
    editing.get_by_role("button", name="One of your own").click()
    for label, text in {"Name": "Door lean", "What the coach says first": "Lean on the door."}.items():
        editing.get_by_role("textbox", name=label, exact=True).fill(text)
    editing.get_by_role("button", name="Save").click()
    expect(editing.locator(".draft-row .row-text strong")).to_have_text(
        [re.compile("calf stretch"), re.compile("Door lean")]
    )
    expect(editing.get_by_label("Name", exact=True)).to_have_value("After work")
    editing.get_by_role("button", name="Save").click()
    expect(editing.get_by_role("heading", level=1)).to_have_text("After work")
    expect(editing.get_by_role("link", name="Door lean")).to_be_visible()
    (folder / "exercises" / "door-lean.yaml").unlink()


def test_faults_stand_beside_their_fields(editing: Page, complaints: list[str]) -> None:
    editing.goto("/editor/new?from=desk-break")
    editing.get_by_label("Name", exact=True).fill("")
    seconds = opened(editing, 1).get_by_label("Hold s", exact=True)
    seconds.fill("900")
    editing.get_by_role("button", name="Save").click()
    expect(editing.locator("#faults li")).to_have_count(2)
    expect(seconds).to_have_value("900")
    expect(seconds).to_have_accessible_description(re.compile("Write a number from"))
    expected(complaints, "422")


def test_a_file_changed_by_hand_meanwhile_is_kept(editing: Page, folder: Path, complaints: list[str]) -> None:
    made(editing)
    path = folder / "after-work.yaml"
    editing.goto("/editor/routines/after-work")
    by_hand = "# by hand\n" + path.read_text("utf-8")
    path.write_text(by_hand, "utf-8")
    purpose(editing).fill("Typed.")
    editing.get_by_role("button", name="Save").click()
    expect(editing.get_by_role("alert")).to_contain_text("after-work.yaml was changed in the meantime")
    assert path.read_text("utf-8") == by_hand
    editing.get_by_role("button", name="Replace it with mine").click()
    expect(editing.get_by_role("heading", level=1)).to_have_text("After work")
    assert path.read_text("utf-8") == by_hand.replace("For the calf.", "Typed.")
    expected(complaints, "409")


def test_deleting_asks_and_is_undone(editing: Page, folder: Path) -> None:
    made(editing)
    editing.goto("/editor")
    editing.get_by_role("link", name="Delete After work").click()
    editing.get_by_role("button", name="Delete").click()
    assert not (folder / "after-work.yaml").exists()
    editing.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(editing.get_by_role("link", name="Edit After work")).to_be_visible()
    assert (folder / "after-work.yaml").exists()


def test_a_link_is_looked_at_before_it_is_saved(editing: Page, folder: Path) -> None:
    made(editing)
    editing.goto("/editor")
    editing.get_by_role("link", name="Share After work").click()
    expect(editing.get_by_role("img", name="QR code")).to_be_visible()
    link = editing.get_by_label("Open it, or paste").input_value()
    editing.goto("/editor")
    editing.get_by_label("Or paste a link").fill(link)
    editing.get_by_role("button", name="Look at it").click()
    expect(editing.get_by_role("heading", level=1)).to_have_text("After work")
    assert not (folder / "after-work-2.yaml").exists()
    editing.get_by_role("button", name="Save it").click()
    expect(editing.get_by_role("button", name="Play After work")).to_be_visible()
    assert (folder / "after-work-2.yaml").exists()


def test_what_was_typed_is_kept_and_offered_again(open_page: Open, folder: Path) -> None:
    page = open_page()
    page.goto("/editor/new")
    expect(page.locator("#unsaved")).to_be_hidden()
    page.get_by_label("Name", exact=True).fill("After work")
    add(page, "Runner's calf stretch")
    opened(page, 0).get_by_label("Hold s", exact=True).fill("41")
    expect(page.locator("#kept")).to_have_text("Not saved yet. What you typed is kept here.")
    page.goto("/")
    for address in ("/editor", "/editor/new"):
        page.goto(address)
        expect(page.get_by_role("button", name="Go on: After work")).to_be_visible()
        assert faults(page) == []
    page.get_by_role("button", name="Go on: After work").click()
    expect(opened(page, 0).get_by_label("Hold s", exact=True)).to_have_value("41")
    expect(page.get_by_label("Name", exact=True)).to_have_value("After work")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("After work")
    assert "seconds: 41" in (folder / "after-work.yaml").read_text("utf-8")
    page.goto("/editor")
    expect(page.get_by_role("link", name="Edit After work")).to_be_visible()
    expect(page.locator("#unsaved")).to_be_hidden()
    (folder / "after-work.yaml").unlink()


def test_what_was_kept_is_let_go(open_page: Open) -> None:
    page = open_page()
    page.goto("/editor/exercise")
    page.get_by_role("textbox", name="Name", exact=True).fill("Door lean")
    page.goto("/editor")
    page.get_by_role("button", name="Let it go: Door lean").click()
    expect(page.locator("#unsaved")).to_be_hidden()
    page.reload()
    expect(page.locator("#unsaved")).to_be_hidden()


def test_what_was_kept_goes_with_whose_it_is(open_page: Open) -> None:
    page = open_page()
    for name in ("Ana", "Ben"):
        page.goto("/people")
        page.get_by_label("Somebody else").fill(name)
        page.get_by_role("button", name="Add").click()
        page.goto("/editor/exercise")
        page.get_by_role("textbox", name="Name", exact=True).fill(f"Lean of {name}")
        expect(page.locator("#kept")).to_contain_text("kept here")
    page.goto("/your-data/delete")
    page.get_by_role("button", name="Delete Ben").click()
    wait(page, "localStorage.getItem('soleus-unsaved')?.includes('Lean of Ben') === false")
    page.get_by_role("button", name="Ana").click()
    page.goto("/editor")
    expect(page.get_by_role("button", name="Let it go: Lean of Ana")).to_be_visible()
    page.goto("/your-data/delete")
    page.get_by_role("button", name="Delete Ana").click()
    page.get_by_role("button", name="Me", exact=True).click()
    page.wait_for_url("**/")


def test_an_exercise_that_was_not_saved_goes_on(open_page: Open) -> None:
    page = open_page()
    page.goto("/editor/exercise")
    page.get_by_role("textbox", name="Name", exact=True).fill("Door lean")
    page.goto("/editor")
    page.get_by_role("button", name="Go on: Door lean").click()
    expect(page.get_by_role("textbox", name="Name", exact=True)).to_have_value("Door lean")


def test_changes_to_a_saved_routine_are_offered_with_it_alone(open_page: Open, folder: Path) -> None:
    page = open_page()
    made(page)
    page.goto("/editor/routines/after-work")
    expect(page.locator("#kept")).to_have_text("Nothing changed yet")
    page.get_by_label("Name", exact=True).fill("After all work")
    page.goto("/editor/new")
    expect(page.locator("#unsaved")).to_be_hidden()
    page.goto("/editor/routines/after-work")
    page.get_by_role("button", name="Go on: After all work").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("After all work")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("After all work")
    (folder / "after-work.yaml").unlink()


def test_without_an_answer_nothing_is_lost(open_page: Open, complaints: list[str]) -> None:
    page = open_page()
    page.goto("/editor/new")
    page.get_by_label("Name", exact=True).fill("After work")
    page.route("**/editor/save*", lambda route: route.abort())
    page.get_by_role("button", name="Save").click()
    fault = page.get_by_role("alert").filter(has_text="No answer from Soleus")
    expect(fault).to_be_visible()
    with page.expect_response("**/editor/length*"):
        purpose(page).fill("For the calf.")
        page.keyboard.press("Tab")
    expect(fault).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_have_value("After work")
    page.goto("/editor")
    expect(page.get_by_role("button", name="Go on: After work")).to_be_visible()
    expected(complaints, "ERR_FAILED", "sendError", "htmx:afterRequest")


def test_a_removed_step_comes_back(editing: Page) -> None:
    editing.goto("/editor/new?from=desk-break")
    names = editing.locator(".draft-row .row-text strong").all_inner_texts()
    opened(editing, 1).get_by_role("button", name="Remove").click()
    expect(editing.locator(".draft-row")).to_have_count(len(names) - 1)
    editing.get_by_role("button", name="Undo").click()
    expect(editing.locator(".draft-row .row-text strong")).to_have_text(names)


def test_the_length_follows_the_steps(open_page: Open) -> None:
    page = open_page()
    page.goto("/editor/new?from=plantar-fasciitis")
    length = page.locator("#length")
    before = length.inner_text()
    field = opened(page, 0).get_by_label(re.compile("^(Hold|Time) s$"))
    field.fill("75")
    field.press("Tab")
    expect(length).not_to_have_text(before)
    expect(field).to_have_value("75")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_faults_of_accessibility_or_looks(
    open_page: Open, folder: Path, complaints: list[str], scheme: str
) -> None:
    page = open_page(color_scheme=scheme)
    made(page)
    found = {}
    for address in (
        "/editor",
        "/editor/new?from=heel-raise-strength",
        "/editor/new?from=plantar-fasciitis",
        "/editor/routines/after-work",
        "/editor/exercise",
        "/editor/routines/after-work/delete",
        "/share/after-work",
        "/share/plantar-fasciitis?for=nonsense here",
        "/take-along?routine=plantar-fasciitis",
    ):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        found[address] = faults(page, scheme)
        if scheme == "dark":  # nothing else differs
            continue
        page.evaluate("document.querySelector('.playbar')?.style.setProperty('position', 'static')")
        for width in (320, 390):
            page.set_viewport_size({"width": width, "height": 720})
            found[address] += [*misfits(page, large=False), *misfits(page, large=True)]
        page.evaluate("document.querySelector('#selecting')?.click()")
        found[address] += [*faults(page), *misfits(page, large=True), *misfits(page, large=False)]
    (folder / "after-work.yaml").unlink()
    assert not any(found.values()), found
    assert complaints == []


def test_what_was_typed_is_read_back_at_once(open_page: Open) -> None:
    page = open_page()
    page.goto("/editor/exercise")
    page.get_by_label("How it is done").select_option("reps")
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    for field, typed, hint in (
        ("x.tempo", "1,5 - 0 - 1,5 - 0", "One rep takes 3 s: up 1.5, hold 0, down 1.5, pause 0."),
        (
            "x.instruction",
            "Lean L/R.",
            "“L/R” is read with the word “slash”; write it in words, or add it under “How words are said”.",
        ),
    ):
        page.locator(f"[name='{field}']").fill(typed)
        page.keyboard.press("Tab")
        expect(page.get_by_text(hint)).to_be_visible()
    page.locator("[name='x.instruction']").fill("Lean left.")
    page.keyboard.press("Tab")
    expect(page.get_by_text("“L/R” is read")).to_be_hidden()
    page.goto("/editor/new?from=desk-break")
    opened(page, 1)
    page.locator("[name$='.seconds']").first.fill("20, 30")
    page.keyboard.press("Tab")
    expect(page.get_by_text("2 holds, one after the other: 20 and 30.")).to_be_visible()


def test_words_of_many_letters_stay_on_the_page(open_page: Open, folder: Path) -> None:
    word = "Oberschenkelrückseitendehnungsprogramm"
    file = folder / "lange-woerter.yaml"
    file.write_text(f"name: {word}\npurpose: {word}s.\nsteps:\n  - exercise: gastroc\n", "utf-8")
    page = open_page(viewport={"width": 390, "height": 844})
    try:
        for address in ("/", "/routines/lange-woerter", "/editor"):
            page.goto(address)
            across = page.evaluate("document.documentElement.scrollWidth")
            title = page.get_by_role("heading", name=word).or_(page.get_by_text(word)).first.bounding_box()
            assert across <= 390, address
            assert title
            assert title["x"] >= 0
            assert title["x"] + title["width"] <= 390, address
    finally:
        file.unlink()


def test_rows_that_were_open_stay_open(open_page: Open) -> None:
    page = open_page()
    page.goto("/editor/new?from=plantar-fasciitis")
    opened(page, 1)
    opened(page, 0).get_by_role("button", name="Time more").click()
    expect(page.get_by_label("Time s", exact=True).first).to_have_value("65")
    expect(page.locator(".draft-row").nth(1).get_by_role("button", name="Remove")).to_be_visible()
