"""A position that a person leaves out of all routines: chosen once, and brought back for one of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import faults
from tests.helpers.phone import Open, begin, choose
from tests.helpers.short_routine import EXERCISE

KNEELING = EXERCISE.replace("position: standing", "position: kneeling\nmuscles: [hip flexors]")
ROUTINE = """\
name: Low one
purpose: For the tests. It is soon over.
how_often: now and then
occasion: my own
source: our own
steps:
  - exercise: first-lean
  - exercise: low-lean
  - {exercise: quad, seconds: {default: 15, min: 15, max: 60}, reps: {default: 1, min: 1, max: 4}}
"""


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def phone(request: pytest.FixtureRequest, open_page: Open, folder: Path) -> Iterator[Page]:
    """A phone with a routine in which one kneels, of somebody who leaves nothing out."""
    files = {
        folder / "exercises" / "low-lean.yaml": KNEELING.format(name="Low lean"),
        folder / "low.yaml": ROUTINE,
    }
    for path, text in files.items():
        path.write_text(text, "utf-8")
    page = open_page(java_script_enabled=request.param)
    choose(page, "low", reset="1", verbosity="minimal")
    page.goto("/people")
    yield page
    assert page.request.post("/leave-out", form={"group": "positions"}).ok
    for path in files:
        path.unlink()


def test_a_position_is_left_out_of_all_routines_and_a_step_comes_back(
    phone: Page, request: pytest.FixtureRequest
) -> None:
    scripts = "no scripts" not in request.node.name
    phone.get_by_role("link", name="Leave out, and at hand").click()
    if scripts:
        assert faults(phone) == []
    kneeling = phone.get_by_role("checkbox", name="Kneeling")
    keep = phone.locator("form", has=kneeling).get_by_role("button", name="Keep")
    kneeling.check(force=True)
    if not scripts:
        keep.click()
    expect(kneeling).to_be_checked()
    changed = phone.get_by_role("region", name="What that changes").get_by_role("link", name="Low one")
    expect(changed).to_contain_text("1 step left out")
    changed.click()
    step = phone.locator("#step-low-lean")
    expect(step).to_contain_text("left out, as you leave out kneeling")
    length = phone.locator("#length").inner_text()
    if scripts:
        begin(phone, "Low one")
        expect(phone.get_by_role("button", name="Step 1 of 2.")).to_be_visible()
        assert "Low lean" not in phone.content()
        phone.goto("/routines/low")
    step.get_by_role("button", name="Bring back Low lean").click()
    expect(step).to_contain_text("done all the same, though you leave out kneeling")
    assert phone.locator("#length").inner_text() != length
    step.get_by_role("link", name="Low lean").click()
    phone.get_by_role("button", name="Leave it out again").click()
    if not scripts:
        phone.goto("/routines/low")
    expect(step).to_contain_text("left out, as you leave out kneeling")
    phone.goto("/leave-out")
    kneeling.uncheck(force=True)
    if not scripts:
        keep.click()
    expect(changed).to_have_count(0)
    phone.goto("/routines/low")
    expect(step.get_by_role("textbox")).to_be_visible()
