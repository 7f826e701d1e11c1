"""What the Nu HTML checker says of every page: nothing, but that it does not know htmx's attributes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.addresses import ADDRESSES, EDITOR_ADDRESSES
from tests.helpers.debian import found_or_installed, leave_out
from tests.helpers.phone import begin, tap_play

CHECKER = Path(__file__).parents[2] / "node_modules/vnu-jar/build/dist/vnu.jar"
#: All that it may say. It does not know SVG 2 either, in which every shape has a length.
KNOWN = re.compile(
    r"Attribute “(hx-[a-z-]+” not allowed on element “[a-z]+|pathLength” not allowed on element “rect)”"
    r" at this point\."
)


@pytest.fixture(scope="session")
def checker() -> list[str]:
    """The command of the checker; where nothing may be left out, a missing one is a fault."""
    java = found_or_installed(lambda: shutil.which("java"), "default-jre-headless")
    if not java or not CHECKER.exists():
        leave_out("the Nu HTML checker needs npm ci and Java (Debian: apt-get install default-jre-headless)")
    return [java, "-jar", str(CHECKER), "--format", "json", "--also-check-svg"]


def found(checker: list[str], pages: dict[str, str], folder: Path) -> list[str]:
    """Return what the checker says of some pages, each with its address."""
    files = {folder / f"{number}.html": address for number, address in enumerate(pages)}
    for file, html in zip(files, pages.values(), strict=True):
        file.write_text(html, "utf-8")
    told = subprocess.run([*checker, *map(str, files)], capture_output=True, text=True, check=False).stderr
    return [
        f"{files[Path(each['url'].removeprefix('file:'))]}: {each['message']}"
        for each in json.loads(told)["messages"]
        if not KNOWN.fullmatch(each["message"])
    ]


def test_the_html_of_every_page_is_valid(page: Page, checker: list[str], tmp_path: Path) -> None:
    pages = {path: page.request.get(path).text() for path in (*ADDRESSES, *EDITOR_ADDRESSES)}
    begin(page)
    pages["a workout"] = page.request.get(page.url).text()
    faults = found(checker, pages, tmp_path)
    assert not faults, "\n".join(faults)


def test_what_htmx_and_scripts_make_of_a_page_is_valid(
    page: Page, checker: list[str], tmp_path: Path
) -> None:
    page.goto("/editor/new")
    page.get_by_label("Show all exercises").check()
    page.get_by_role("button", name="Add Runner's calf stretch", exact=True).click()
    expect(page.locator(".draft-row")).to_have_count(1)
    pages = {"a draft": page.content()}
    page.goto("/")
    pages["home"] = page.content()
    tap_play(page)
    pages["a workout on home"] = page.content()
    faults = found(checker, pages, tmp_path)
    assert not faults, "\n".join(faults)


def test_a_fault_is_found(checker: list[str], tmp_path: Path) -> None:
    html = (
        "<!doctype html><html lang=en><title>A</title><form hx-get=/><a href=/><button></button></a></form>"
    )
    assert found(checker, {"/": html}, tmp_path) == [
        "/: The element “button” must not appear as a descendant of the “a” element."
    ]
