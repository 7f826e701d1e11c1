"""A routine with rounds, made by taps on the phone: few of them, with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.helpers.phone import Open, wait

#: Taps and filled fields from the home page to the saved routine.
MOST_TAPS = 20
COUCH = """\
name: Couch to 5k
steps:
  - exercise: brisk-walk
    seconds: 5 min
  - rounds: 8
    steps:
      - exercise: run
        move: 0
      - exercise: brisk-walk
        id: brisk-walk-2
        move: 0
  - exercise: brisk-walk
    id: brisk-walk-3
    seconds: 5 min
    move: 0
"""


class Finger:
    """Taps and types, and counts each tap and each field."""

    def __init__(self) -> None:
        self.count = 0

    def tap(self, target: Locator) -> None:
        self.count += 1
        target.click()

    def fill(self, field: Locator, text: str) -> None:
        self.count += 1
        field.fill(text)


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def phone(request: pytest.FixtureRequest, open_page: Open, folder: Path) -> Iterator[Page]:
    """A phone on the home page, with and without scripts."""
    page = open_page(java_script_enabled=request.param)
    page.goto("/")
    yield page
    for path in folder.glob("couch-to-5k*.yaml"):
        path.unlink()


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def row(page: Page, step: int) -> Locator:
    return page.locator(".draft-row.step").nth(step - 1)


def rows(page: Page, count: int) -> None:
    expect(page.locator(".draft-row")).to_have_count(count)


def opened(page: Page, step: int) -> Locator:
    """Return a row with its figures in view."""
    found = row(page, step)
    if found.locator("details").first.get_attribute("open") is None:
        found.locator("summary").first.click()
    return found


def begun(page: Page, *names: str) -> None:
    """Begin a routine with some steps."""
    page.goto("/editor/new")
    page.get_by_label("Show all exercises").check()
    for count, name in enumerate(names, start=1):
        button(page, f"Add {name}").click()
        rows(page, count)


def test_couch_to_5k_takes_at_most_twenty_taps_and_fields(phone: Page, folder: Path) -> None:
    finger = Finger()
    finger.tap(phone.get_by_role("link", name="Your own routines"))
    finger.tap(phone.get_by_role("link", name="New routine"))
    finger.fill(phone.get_by_label("Name", exact=True), "Couch to 5k")
    finger.tap(phone.get_by_label("Show all exercises"))
    for count, name in enumerate(("Brisk walk", "Run", "Brisk walk"), start=1):
        finger.tap(button(phone, f"Add {name}"))
        rows(phone, count)
    finger.tap(row(phone, 1).locator("summary").first)
    finger.fill(row(phone, 1).get_by_label("Time s", exact=True), "5 min")
    finger.tap(phone.get_by_label("Select steps"))
    finger.tap(phone.get_by_label("Select: Run, step 2"))
    finger.tap(phone.get_by_label("Select: Brisk walk, step 3"))
    finger.tap(button(phone, "Repeat"))
    rows(phone, 4)
    finger.fill(phone.locator(".draft-row.group").get_by_label("Rounds", exact=True), "8")
    finger.tap(button(phone, "Add Brisk walk"))
    rows(phone, 5)
    finger.tap(row(phone, 4).locator("summary").first)
    finger.fill(row(phone, 4).get_by_label("Time s", exact=True), "5 min")
    finger.tap(button(phone, "Save"))
    expect(phone.get_by_role("heading", level=1)).to_have_text("Couch to 5k")
    assert (folder / "couch-to-5k.yaml").read_text("utf-8") == COUCH
    assert finger.count <= MOST_TAPS
    print(f"Couch to 5k: {finger.count} taps and fields")


def test_what_is_added_is_told_seen_and_focused(phone: Page) -> None:
    begun(phone, "Brisk walk", "Run", "Brisk walk")
    expect(phone.get_by_role("status").filter(has_text="Added")).to_have_text("Added: Brisk walk, step 3.")
    expect(row(phone, 3)).to_be_in_viewport(ratio=0.5)
    save = phone.locator(".playbar").bounding_box()
    box = row(phone, 3).bounding_box()
    assert save
    assert box
    assert box["y"] < save["y"]


def test_the_focus_goes_to_what_is_new_and_stays_at_what_is_moved(open_page: Open) -> None:
    page = open_page()
    begun(page, "Brisk walk", "Run")
    expect(row(page, 2)).to_be_focused()
    opened(page, 2).get_by_role("button", name="Up: Run").click()
    expect(page.locator(".draft-row .row-text strong").first).to_have_text("Run")
    expect(page.get_by_role("button", name="Down: Run")).to_be_enabled()
    page.get_by_role("button", name="Remove: Run").press("Enter")
    rows(page, 1)
    expect(row(page, 1)).to_be_focused()


def test_a_block_is_made_changed_and_taken_apart(phone: Page) -> None:
    begun(phone, "Brisk walk", "Run")
    phone.get_by_label("Select steps").check()
    phone.get_by_label("Select: Run, step 2").check()
    button(phone, "Each side").click()
    block = phone.locator(".draft-row.group")
    expect(block.locator(".row-text strong")).to_have_text("One side, then the other")
    expect(row(phone, 2)).to_have_class(re.compile("inside-1"))
    block.get_by_label("Rounds", exact=True).fill("4")
    opened(phone, 1).get_by_role("button", name="Down: Brisk walk").click()
    expect(block.locator(".row-text strong")).to_have_text("4 rounds, one side, then the other")
    expect(phone.locator(".inside-1 .row-text strong")).to_have_text(["Brisk walk", "Run"])
    if not block.get_by_role("button", name="Take apart").is_visible():
        block.locator("summary").first.click()
    block.get_by_role("button", name="Take apart").click()
    expect(phone.locator(".draft-row .row-text strong")).to_have_text(["Brisk walk", "Run"])
    expect(phone.locator(".inside-1")).to_have_count(0)


def test_what_selected_steps_allow_is_seen_once_there_are_some(phone: Page) -> None:
    begun(phone, "Run")
    expect(button(phone, "Repeat")).to_be_hidden()
    expect(phone.get_by_label("Select: Run, step 1")).to_be_hidden()
    phone.get_by_label("Select steps").check()
    phone.get_by_label("Select: Run, step 1").check()
    expect(button(phone, "Repeat")).to_be_visible()
    expect(button(phone, "Save")).to_be_hidden()


def test_two_steps_come_into_a_block_with_four_taps(phone: Page) -> None:
    begun(phone, "Brisk walk", "Run")
    finger = Finger()
    finger.tap(phone.get_by_label("Select steps"))
    finger.tap(phone.get_by_label("Select: Brisk walk, step 1"))
    finger.tap(phone.get_by_label("Select: Run, step 2"))
    finger.tap(button(phone, "Repeat"))
    expect(phone.locator(".inside-1 .row-text strong")).to_have_text(["Brisk walk", "Run"])
    assert finger.count == 4


def test_an_exercise_is_found_by_typing(phone: Page) -> None:
    begun(phone)
    phone.get_by_label("Find an exercise").fill("brisk")
    if button(phone, "Find").is_visible():
        button(phone, "Find").click()
    expect(phone.locator(".gallery li:visible")).to_have_count(1)
    expect(phone.locator("#found")).to_have_text(re.compile("^1 of [0-9]+ exercises$"))
    button(phone, "Add Brisk walk").click()
    rows(phone, 1)
    expect(phone.get_by_label("Find an exercise")).to_have_value("brisk")


def test_presets_are_made_renamed_and_removed(phone: Page, folder: Path) -> None:
    begun(phone, "Run")
    phone.get_by_label("Name", exact=True).fill("Couch to 5k")
    for number, name in enumerate(("Week 1", "Week 2"), start=1):
        phone.get_by_text("From these times").click()
        phone.get_by_label("Name of a new preset").fill(name)
        button(phone, "Make it").click()
        expect(phone.get_by_label(f"Name of preset {number}")).to_have_value(name)
        expect(phone.locator(".preset summary").last).to_have_text(f"{name}times of 1 step")
        expect(phone.get_by_label("Name of a new preset")).to_be_hidden()
    phone.locator(".preset summary").last.click()
    phone.get_by_label("Name of preset 2").fill("Later")
    phone.locator(".preset summary").first.click()
    button(phone, "Remove the preset Week 1").click()
    expect(phone.get_by_label("Name of preset 1")).to_have_value("Later")
    expect(phone.locator(".preset summary")).to_have_text(["Latertimes of 1 step"])
    button(phone, "Save").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Couch to 5k")
    assert "presets:\n  - name: Later\n" in (folder / "couch-to-5k.yaml").read_text("utf-8")


def test_a_row_dragged_into_a_block_belongs_to_it(open_page: Open) -> None:
    page = open_page()
    begun(page, "Run", "Brisk walk", "Runner's calf stretch")
    page.get_by_label("Select steps").check()
    for name in ("Run, step 1", "Brisk walk, step 2"):
        page.get_by_label(f"Select: {name}").check()
    button(page, "Repeat").click()
    rows(page, 4)
    row(page, 3).locator(".thumb").first.hover()
    page.mouse.down()
    box = row(page, 2).bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] * 0.1, steps=4)
    page.mouse.up()
    expect(page.locator(".inside-1 .row-text strong")).to_have_text(
        ["Run", "Runner's calf stretch", "Brisk walk"]
    )
    wait(page, "document.querySelectorAll('.dragged').length === 0")
