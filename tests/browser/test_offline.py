"""Soleus as an app: kept on the phone, opened without network, never a mixture of two releases."""

from __future__ import annotations

import json
import re
import shutil
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from server.resources import shipped
from server.web.assets import STATIC
from tests.browser.test_pages import faults, misfits
from tests.helpers.phone import (
    LOST,
    MOST_MAKING_MS,
    Open,
    choose,
    expected,
    go_to,
    keep,
    open_app,
    play,
    playing,
    tap_play,
    track_plays,
    wait,
    where,
)
from tests.helpers.running import Running
from tests.helpers.short_routine import write_short_routine

#: Names of the caches, and how many files each holds.
CACHES = """
async () => Object.fromEntries(await Promise.all((await caches.keys()).map(
    async (name) => [name, await caches.open(name).then((cache) => cache.keys()).then(
        (keys) => keys.map((each) => new URL(each.url).pathname))])))
"""

#: Notes in ``told`` what is said beside the button.
WATCH_STATUS = """
() => {
    window.told = [];
    const status = document.querySelector("[data-keep] [role=status]");
    new MutationObserver(() => told.push(status.textContent)).observe(status, { childList: true });
}
"""

#: Lets the browser have the first part of a track, as it asks for one that it plays.
HEAR_A_MOMENT = """
async (address) => {
    const leaving = new AbortController();
    const { body } = await fetch(address, { headers: { Range: "bytes=0-" }, signal: leaving.signal });
    await body.getReader().read();
    leaving.abort();
}
"""

#: Whether the caches of a release were exchanged for those of another.
RENEWED = """
(before) => caches.keys().then((names) => names.length === 2 && !names.every((each) => before.includes(each)))
"""


@pytest.fixture
def service_workers() -> str:
    return "allow"


@pytest.fixture
def app(open_page: Open) -> Page:
    return open_app(open_page)


def test_pages_open_without_network(app: Page, complaints: list[str]) -> None:
    app.context.set_offline(True)
    for address, heading in (
        ("/", "Today"),
        ("/routines/plantar-fasciitis", "Plantar fasciitis"),
    ):
        app.goto(address)
        expect(app.get_by_role("heading", level=1)).to_contain_text(heading)
        assert app.evaluate("getComputedStyle(document.body).fontFamily !== 'serif'")
        assert app.evaluate("typeof htmx") == "object"
    app.goto("/workouts/unknown")
    expect(app.get_by_role("heading", name="On this phone")).to_be_visible()
    app.goto("about:blank")  # nothing is asked for any more
    expected(complaints, *LOST)


def test_what_is_kept_is_played_and_counted_once_without_network(app: Page, complaints: list[str]) -> None:
    keep(app)
    app.context.set_offline(True)
    app.goto("/")
    app.get_by_role("button", name="Play Short one").click()
    app.wait_for_url("**/kept/short")
    track_plays(app)
    duration = app.evaluate("audio.duration")
    go_to(app, segment_start(app, "second-lean", "right") + 500)
    playing(app)
    expect(app.locator("#now [data-now=title]")).to_have_text("Second lean")
    place = where(app)
    app.reload()
    wait(app, "audio.src.startsWith('blob:') && audio.readyState >= 1")
    assert where(app) == pytest.approx(place, abs=2)
    play(app)
    go_to(app, (duration - 0.5) * 1000)
    expect(app.get_by_role("heading", name="Well done")).to_be_visible()
    expect(app.get_by_text("It is counted as soon as Soleus can be reached.")).to_be_visible()
    expect(app.get_by_role("button", name="Play", exact=True)).to_be_hidden()
    (begun,) = app.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('soleus.begun.'))")
    app.context.set_offline(False)
    app.locator("#over").get_by_role("link", name="Done").click()
    wait(app, "!Object.keys(localStorage).some((key) => key.startsWith('soleus.'))")
    app.reload()
    app.goto(f"/workouts/{begun.rpartition('.')[2]}")
    app.wait_for_selector("#now[data-state=finished]")
    app.goto("about:blank")  # nothing is asked for any more
    expected(complaints, *LOST)


def test_what_was_tried_for_a_moment_can_be_kept(app: Page) -> None:
    app.get_by_role("button", name="Play Desk break").click()
    app.wait_for_selector("#now[data-state=ready]", timeout=MOST_MAKING_MS)
    digest = app.locator("#now").get_attribute("data-track")
    app.goto("/")
    app.evaluate(HEAR_A_MOMENT, f"/tracks/{digest}.m4a")
    keep(app, "desk-break")


def on_the_phone(page: Page, *addresses: str) -> None:
    """Wait until exactly these pages of routines and workouts are on the phone."""
    script = f"""
        async (wanted) => {{
            const held = Object.values(await ({CACHES})()).flat();
            const pages = held.filter((each) => /^[/](kept|workouts)[/]/.test(each));
            return JSON.stringify(pages.sort()) === wanted;
        }}
    """
    wait(page, script, json.dumps(sorted(addresses), separators=(",", ":")))


def played(page: Page, name: str) -> str:
    """Play a routine from home, and return the address of its workout."""
    page.goto("/")
    tap_play(page, name)
    return urlsplit(page.url).path


def test_a_reload_without_network_comes_back_to_the_workout(app: Page, complaints: list[str]) -> None:
    workout = played(app, "Short one")
    on_the_phone(app, workout, "/kept/short")
    app.context.set_offline(True)
    go_to(app, segment_start(app, "second-lean", "right") + 500)
    playing(app)
    place = where(app)
    app.reload()
    wait(app, "audio.src.startsWith('blob:') && audio.readyState >= 1")
    assert urlsplit(app.url).path == workout
    expect(app.locator("#now [data-now=title]")).to_have_text("Second lean")
    assert where(app) == pytest.approx(place, abs=2)
    play(app)
    app.context.set_offline(False)
    wait(app, "!Object.keys(localStorage).some((key) => key.startsWith('soleus.outbox'))")
    expected(complaints, *LOST, "htmx:afterRequest")


def test_what_was_played_last_begins_again_without_network(app: Page, complaints: list[str]) -> None:
    on_the_phone(app, played(app, "Short one"), "/kept/short")
    app.context.set_offline(True)
    app.goto("/")
    tap_play(app)
    assert urlsplit(app.url).path == "/kept/short"
    app.goto("about:blank")  # nothing is asked for any more
    expected(complaints, *LOST)


def test_what_is_played_next_takes_its_place_unless_it_was_kept(app: Page) -> None:
    on_the_phone(app, played(app, "Short one"), "/kept/short")
    on_the_phone(app, played(app, "Desk break"), "/kept/desk-break")
    app.goto("/routines/desk-break")
    expect(app.get_by_text("MB on this phone until you play another")).to_be_visible()
    keep(app, "desk-break")
    expect(app.get_by_role("button", name="Remove from this phone")).to_be_visible()
    again = played(app, "Short one")
    on_the_phone(app, again, "/kept/desk-break", "/kept/short")
    tracks = app.evaluate(CACHES)["soleus-tracks"]
    assert len(tracks) == 5, "two of each, and which was played last"
    app.goto("/kept")
    app.get_by_role("button", name="Remove Short one from this phone").click()
    on_the_phone(app, again, "/kept/desk-break")


def segment_start(page: Page, step: str, side: str) -> float:
    """Return where a hold of the kept track starts, as the phone without network knows it."""
    script = """
        async ([step, side]) => {
            const answer = await fetch(`/tracks/${document.getElementById("now").dataset.track}.json`);
            const found = (await answer.json()).segments.find(
                (each) => each.kind === "hold" && each.step === step && each.side === side);
            return found.start_ms;
        }
    """
    return float(page.evaluate(script, [step, side]))


def test_parts_of_a_kept_track_are_answered_as_safari_asks(app: Page, complaints: list[str]) -> None:
    keep(app)
    app.goto("/kept/short")
    digest = app.locator("#now").get_attribute("data-track")
    script = """
        async ([address, range]) => {
            const answer = await fetch(address, { headers: { Range: range } });
            const { byteLength } = await answer.arrayBuffer();
            return [answer.status, answer.headers.get("Content-Range"), byteLength];
        }
    """
    whole = app.request.get(f"/tracks/{digest}.m4a").body()
    app.context.set_offline(True)

    def ask(part: str) -> Any:
        return app.evaluate(script, [f"/tracks/{digest}.m4a", part])

    assert ask("bytes=0-1") == [206, f"bytes 0-1/{len(whole)}", 2]
    assert ask("bytes=100-") == [206, f"bytes 100-{len(whole) - 1}/{len(whole)}", len(whole) - 100]
    assert ask(f"bytes={len(whole)}-")[0] == 416
    expected(complaints, *LOST, "416")


def test_what_is_kept_tells_its_size_and_can_be_removed(app: Page) -> None:
    keep(app)
    app.goto("/kept")
    expect(app.get_by_role("heading", name="Short one")).to_be_visible()
    expect(app.get_by_text(re.compile(r"Total: \d+\.\d MB"))).to_be_visible()
    app.get_by_role("button", name="Remove Short one from this phone").click()
    expect(app.get_by_text("No routines are kept here yet")).to_be_visible()
    held = app.evaluate(CACHES)
    assert held["soleus-tracks"] == []
    assert not any("/kept/short" in paths for paths in held.values())


def test_a_track_that_must_be_made_first_tells_how_far_it_is(app: Page) -> None:
    choose(app, "plantar-fasciitis", rate="137")  # all of it must be spoken anew, which takes seconds
    app.goto("/routines/plantar-fasciitis")
    app.evaluate(WATCH_STATUS)
    app.get_by_role("button", name="Keep on this phone").click()
    expect(app.get_by_text("MB on this phone")).to_be_visible(timeout=2 * MOST_MAKING_MS)
    told = app.evaluate("told")
    percents = [int(found[1]) for each in told if (found := re.fullmatch(r"Making it, (\d+) %…", each))]
    assert percents
    assert percents == sorted(percents)
    assert told[-2] == "Fetching it…"
    choose(app, "plantar-fasciitis", rate="138")
    app.goto("/kept/plantar-fasciitis")  # not what is being made, but what is kept
    assert app.locator("#workout[data-kept]").is_visible()


def test_the_page_of_what_is_kept_has_no_faults_and_fits_every_screen(app: Page) -> None:
    found = {}
    for shown in ("No routines are kept here yet", "Short one"):
        if shown == "Short one":
            keep(app)
        app.goto("/kept")
        expect(app.get_by_text(shown, exact=False).first).to_be_visible()
        for scheme in ("light", "dark"):
            app.emulate_media(color_scheme=scheme)
            found[shown, scheme] = faults(app, scheme)
        for width, large in product((360, 768, 1280), (False, True)):
            app.set_viewport_size({"width": width, "height": 720})
            found[shown, f"{width} {large}"] = misfits(app, large)
    assert not any(found.values()), found


def test_the_manifest_can_be_installed(app: Page) -> None:
    manifest = app.request.get("/manifest.webmanifest").json()
    assert manifest["display"] == "standalone"
    for icon in manifest["icons"]:
        image = (
            "async (address) => { const i = new Image(); i.src = address; await i.decode(); return i.width; }"
        )
        assert app.evaluate(image, icon["src"]) == int(icon["sizes"].partition("x")[0])
    session = app.context.new_cdp_session(app)
    found = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # Windows without a memory of their own (as all of Playwright's) install nothing.
    assert [each["errorId"] for each in found if each["errorId"] != "in-incognito"] == []


def another_release(folder: Path) -> Path:
    """Return a copy of Soleus whose page, style and script say that they are the second release."""
    package = STATIC.parent
    shutil.copytree(package, folder / "server", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("templates", "routines"):
        shutil.copytree(shipped(name), folder / name)
    for name, old, new in (
        ("templates/base.html", '<html lang="en">', '<html lang="en" data-page="two">'),
        ("server/static/soleus.css", ":root{", ":root{ --style: two;"),
        ("server/static/app.js", "//", "document.documentElement.dataset.script = 'two'; //"),
    ):
        path = folder / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
    return folder


def release_of(page: Page) -> list[str]:
    """Return what page, style and script say of their release."""
    return list(
        page.evaluate("""() => {
            const { dataset } = document.documentElement;
            const style = getComputedStyle(document.documentElement).getPropertyValue("--style");
            return [dataset.page ?? "one", style.trim() || "one", dataset.script ?? "one"];
        }""")
    )


def test_a_new_release_never_leaves_a_mixture(
    tmp_path: Path, open_page: Open, complaints: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    write_short_routine(data)
    server = Running(data)
    port = server.port
    page = open_page(base_url=f"http://127.0.0.1:{port}")
    addresses = ("/", "/routines/short", "/kept/short", "/kept")
    try:
        page.goto(server.link())
        wait(page, "navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller))")
        keep(page)
        old = set(page.evaluate(CACHES))
        server.end()
        for address in addresses:
            page.goto(address)
            assert release_of(page) == ["one"] * 3, address
        monkeypatch.chdir(another_release(tmp_path / "copy"))
        server = Running(data, port)
        server.link()
        page.goto("/")
        assert release_of(page) == ["two"] * 3
        wait(page, RENEWED, sorted(old))
    finally:
        server.end()
    for address in addresses:
        page.goto(address)
        assert release_of(page) == ["two"] * 3, address
    expected(complaints, *LOST)
