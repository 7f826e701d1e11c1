"""A routine made on the phone: steps from pictures, a line heard, faults, a conflict, delete and undo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

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
    page.get_by_role("button", name=f"Add {name}", exact=True).click()
    expect(page.locator(".draft-row")).to_have_count(before + 1)


def made(page: Page, name: str = "After work") -> None:
    """Make a routine of two steps and save it."""
    page.goto("/editor/new")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("What it is for").fill("For the calf.")
    add(page, "Runner's calf stretch")
    add(page, "Two-leg heel raise")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_routine_is_made_on_the_phone(editing: Page, folder: Path) -> None:
    editing.get_by_role("link", name="From scratch").click()
    editing.get_by_label("Name", exact=True).fill("After work")
    editing.get_by_label("What it is for").fill("For the calf.")
    for name in ("Runner's calf stretch", "Two-leg heel raise", "Bent-knee calf stretch"):
        add(editing, name)
    editing.get_by_role("button", name="Up: Bent-knee calf stretch").click()
    expect(editing.locator(".draft-row h3").nth(1)).to_have_text(re.compile("Bent-knee"))
    editing.get_by_role("button", name="Remove: Two-leg heel raise").click()
    expect(editing.locator(".draft-row")).to_have_count(2)
    editing.locator(".draft-row").first.get_by_label("Hold s", exact=True).fill("40")
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
    handles = rows.locator(".draft-head .thumb")
    first, last = rows.locator("h3").all_inner_texts()[::2]
    handles.nth(0).hover()
    page.mouse.down()
    for number in (1, 2):
        box = rows.nth(number).bounding_box()
        assert box
        page.mouse.move(box["x"] + 40, box["y"] + box["height"] * 0.9, steps=4)
    page.mouse.up()
    expect(rows.locator("h3").nth(2)).to_have_text("3 " + first.partition(" ")[2])
    expect(rows.locator("h3").nth(1)).to_have_text("2 " + last.partition(" ")[2])
    expect(rows.nth(0).get_by_role("button", name="Up")).to_be_disabled()


def test_enter_in_a_field_neither_saves_nor_moves_anything(editing: Page, folder: Path) -> None:
    editing.goto("/editor/new?from=desk-break")
    editing.get_by_label("Name", exact=True).fill("After work")
    steps = editing.locator(".draft-row h3").all_inner_texts()
    editing.get_by_label("Name", exact=True).press("Enter")
    expect(editing.locator(".draft-row h3")).to_have_text(steps)
    expect(editing.get_by_label("Name", exact=True)).to_have_value("After work")
    assert not (folder / "after-work.yaml").exists()


def test_a_line_is_heard_before_it_is_saved(editing: Page) -> None:
    editing.goto("/editor/exercise")
    editing.get_by_role("textbox", name="Instruction").fill("Lean on the wall.")
    editing.get_by_role("button", name="Hear it: Instruction").click()
    sound = editing.locator("audio.heard")
    expect(sound).to_have_count(1)
    assert editing.request.get(sound.get_attribute("src") or "").headers["content-type"] == "audio/mp4"
    expect(editing.get_by_role("textbox", name="Instruction")).to_have_value("Lean on the wall.")


def test_the_line_really_sounds(open_page: Open) -> None:
    page = open_page()
    page.goto("/editor/exercise")
    page.get_by_role("textbox", name="Form cue").fill("Heel down, knee straight, and keep on breathing.")
    page.get_by_role("button", name="Hear it: Form cue").click()
    page.wait_for_selector("audio.heard")
    wait(page, "document.querySelector('audio.heard').currentTime > 0.3")


def test_an_exercise_of_ones_own_is_written_in_the_middle_of_a_routine(editing: Page, folder: Path) -> None:
    editing.goto("/editor/new")
    editing.get_by_label("Name", exact=True).fill("After work")
    editing.get_by_label("What it is for").fill("For the calf.")
    add(editing, "Runner's calf stretch")
    editing.get_by_role("button", name="An exercise of your own").click()
    fields = {
        "Name": "Door lean",
        "Instruction": "Lean on the door.",
        "Form cue": "Heel down.",
        "Safety": "Stop.",
    }
    for label, text in fields.items():
        editing.get_by_label(re.compile(f"^{label}")).first.fill(text)
    editing.get_by_role("button", name="Save").click()
    expect(editing.locator(".draft-row h3")).to_have_text(
        [re.compile("calf stretch"), re.compile("Door lean")]
    )
    expect(editing.get_by_label("Name", exact=True)).to_have_value("After work")
    editing.get_by_role("button", name="Save").click()
    expect(editing.get_by_role("heading", name="Door lean")).to_be_visible()
    (folder / "exercises" / "door-lean.yaml").unlink()


def test_faults_stand_beside_their_fields(editing: Page, complaints: list[str]) -> None:
    editing.goto("/editor/new?from=desk-break")
    editing.get_by_label("What it is for").fill("")
    seconds = editing.locator(".draft-row").nth(1).get_by_label("Hold s", exact=True)
    seconds.fill("900")
    editing.get_by_role("button", name="Save").click()
    expect(editing.locator("#faults li")).to_have_count(2)
    expect(seconds).to_have_value("900")
    expect(seconds).to_have_accessible_description(re.compile("write a number from"))
    expected(complaints, "422")


def test_a_file_changed_by_hand_meanwhile_is_kept(editing: Page, folder: Path, complaints: list[str]) -> None:
    made(editing)
    path = folder / "after-work.yaml"
    editing.goto("/editor/routines/after-work")
    by_hand = "# by hand\n" + path.read_text("utf-8")
    path.write_text(by_hand, "utf-8")
    editing.get_by_label("What it is for").fill("Typed.")
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
    ):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        page.evaluate("document.querySelector('.choose')?.click()")
        found[address] = faults(page)
        page.evaluate("document.querySelector('.save-bar')?.style.setProperty('position', 'static')")
        found[address] += [*misfits(page, large=False), *misfits(page, large=True)]
    (folder / "after-work.yaml").unlink()
    assert not any(found.values()), found
    assert complaints == []


def test_what_was_typed_is_read_back_at_once(open_page: Open) -> None:
    page = open_page()
    page.goto("/editor/exercise")
    page.get_by_label("Kind").select_option("reps")
    for field, typed, hint in (
        ("x.tempo", "1,5 - 0 - 1,5 - 0", "One rep takes 3 s: up 1.5, hold 0, down 1.5, pause 0."),
        ("x.instruction", "Lean L/R.", "“L/R” is read with the word “slash”; write it in words."),
    ):
        page.locator(f"[name='{field}']").fill(typed)
        page.keyboard.press("Tab")
        expect(page.get_by_text(hint)).to_be_visible()
    page.locator("[name='x.instruction']").fill("Lean left.")
    page.keyboard.press("Tab")
    expect(page.get_by_text("“L/R” is read")).to_be_hidden()
    page.goto("/editor/new?from=desk-break")
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
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
