"""In a pocket: without network or server, interrupted, skipped with a thumb that does not look."""

from __future__ import annotations

import random
import re
import signal
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.clips import share_clips
from tests.helpers.phone import (
    Open,
    begin,
    choose,
    expected,
    go_to,
    play,
    playing,
    ready,
    segment,
    tap_play,
    timeline,
    wait,
    where,
    with_service_worker,
)
from tests.helpers.running import Phone, Running
from tests.helpers.short_routine import write_short_routine

SKIPS = 50
#: The whole of the short routine in about a minute: two exercises, both sides of each.
SHORTEST = {"first-lean.seconds": "5", "second-lean.seconds": "5", "verbosity": "minimal"}
#: Milliseconds that a skip may land beside the start of a side.
BESIDE_MS = 60
#: Milliseconds after a start in which earbuds may swallow what they are given.
WAKING_MS = 500
LOST = (
    "ERR_INTERNET_DISCONNECTED",
    "ERR_CONNECTION_REFUSED",
    "ERR_EMPTY_RESPONSE",
    "ERR_FAILED",
    "sendError",
    "htmx:afterRequest",
)
NOTHING_WAITS = "Object.keys(localStorage).every((key) => !key.startsWith('soleus.outbox'))"

# Notes every 20 ms the place in the track and the loudest sample of what the element plays.
LISTEN = """
() => {
    const context = new AudioContext();
    const analyser = Object.assign(context.createAnalyser(), { fftSize: 2048 });
    context.createMediaStreamSource(audio.captureStream()).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    window.heard = [];
    window.listening = setInterval(() => {
        analyser.getFloatTimeDomainData(samples);
        if (!audio.paused) heard.push([audio.currentTime * 1000, Math.max(...samples.map(Math.abs))]);
    }, 20);
}
"""
LANDED = "() => new Promise((done) => setTimeout(() => done(audio.currentTime * 1000)))"


def sides(page: Page) -> list[int]:
    """Return where each side begins, and the end is said."""
    starts: list[int] = []
    before: Any = None
    for each in timeline(page)["segments"]:
        place = (each["step"], each["side"])
        if each["kind"] == "finish" or place != before:
            starts.append(each["start_ms"])
        before = place
    return starts


def words_soon_after(page: Page, place_ms: float) -> list[str]:
    """Return what is spoken while earbuds wake at a place."""
    return [
        cue["text"]
        for cue in timeline(page)["cues"]
        if cue["kind"] == "speech" and cue["end_ms"] > place_ms and cue["at_ms"] < place_ms + WAKING_MS
    ]


def interrupt(page: Page) -> None:
    """Take the sound away as a call does: none of the page's own buttons is pressed."""
    page.evaluate("audio.pause()")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_previous_and_next_land_on_the_start_of_a_side(page: Page) -> None:
    begin(page)
    play(page)
    starts = sides(page)
    # Repeatable: what fails today fails tomorrow.
    thumb = random.Random(7)
    last = timeline(page)["duration_ms"]
    for _ in range(SKIPS):
        page.evaluate(
            "(ms) => { audio.pause(); audio.currentTime = ms / 1000; }", thumb.randrange(last - 2000)
        )
        before = where(page) * 1000
        forward = thumb.random() < 0.5 and before < starts[-1]
        page.locator(f"[data-action={'next' if forward else 'previous'}]").dispatch_event("click")
        landed = float(page.evaluate(LANDED))
        if forward:
            wanted = next(start for start in starts if start > before)
        else:
            passed = [start for start in starts if start <= before]
            again = before - passed[-1] >= 3000 or len(passed) == 1
            wanted = passed[-1 if again else -2]
        assert landed == pytest.approx(wanted, abs=BESIDE_MS), (before, forward)


@with_service_worker
def test_without_network_from_the_tap_on_play_to_the_end(page: Page, complaints: list[str]) -> None:
    choose(page, "short", **SHORTEST)
    begin(page)
    tones = [cue for cue in timeline(page)["cues"] if cue["kind"] == "tone" and cue["text"] != "tick"]
    page.context.set_offline(True)
    page.evaluate(LISTEN)
    play(page)
    expect(page.get_by_text("No network. The coach goes on")).to_be_visible()
    expect(page.locator("#now [data-now=title]")).to_have_text("Well done", timeout=150_000)
    wait(page, "audio.ended")
    heard = page.evaluate("heard")
    places = [place for place, _ in heard]
    # Nothing left out, and never silent: a noise floor is no digital zero.
    assert max(after - before for before, after in pairwise(places)) < 1500
    page.context.set_offline(False)
    wait(page, NOTHING_WAITS)
    for cue in tones:
        near = [level for place, level in heard if -50 <= place - cue["at_ms"] <= 400]
        assert max(near) > 0.05, cue
    page.reload()
    page.wait_for_selector("#now[data-state=finished]")
    expected(complaints, *LOST)


@with_service_worker
def test_two_phones_report_once(page: Page, open_page: Open, complaints: list[str]) -> None:
    begin(page)
    play(page)
    other = open_page()
    other.goto(page.url)
    ready(other)
    end = timeline(page)["duration_ms"] - 400
    for phone in (page, other):
        phone.context.set_offline(True)
    go_to(page, end)
    other.evaluate("audio.play()")
    go_to(other, end)
    for phone in (page, other):
        wait(phone, "audio.ended && JSON.stringify(localStorage).includes('finish')")
    for phone in (page, other):
        phone.context.set_offline(False)
        wait(phone, NOTHING_WAITS)
    page.reload()
    page.wait_for_selector("#now[data-state=finished]")
    expected(complaints, *LOST)


def test_the_first_words_after_a_start_or_a_pause_are_never_swallowed(page: Page) -> None:
    begin(page)
    play(page)
    assert words_soon_after(page, 0) == []
    thumb = random.Random(11)
    spoken = [cue for cue in timeline(page)["cues"] if cue["kind"] == "speech"]
    for cue in thumb.sample(spoken, 12):
        page.evaluate("(s) => { audio.currentTime = s; }", (cue["at_ms"] + cue["end_ms"]) / 2000)
        playing(page)
        page.get_by_role("button", name="Pause").dispatch_event("click")
        wait(page, "audio.paused")
        paused_at = where(page) * 1000
        begun = page.evaluate("""() => new Promise((done) => {
            audio.addEventListener("play", () => done(audio.currentTime * 1000), { once: true });
            document.querySelector("[data-action=toggle]").click();
        })""")
        assert begun <= paused_at + 1
        assert words_soon_after(page, begun) == [], cue


def test_an_interrupted_side_begins_again(page: Page) -> None:
    begin(page)
    play(page)
    switch = segment(page, "switch", side="right")
    go_to(page, segment(page, "hold", side="right")["start_ms"] + 2000)
    playing(page)
    interrupt(page)
    expect(
        page.get_by_text("Interrupted at First lean, right side. Press Play to start this side again.")
    ).to_be_visible()
    assert where(page) == pytest.approx(switch["start_ms"] / 1000, abs=0.06)
    wait(page, NOTHING_WAITS)
    play(page)
    expect(page.get_by_text("Interrupted at")).to_be_hidden()
    assert where(page) == pytest.approx(switch["start_ms"] / 1000, abs=2)


def test_who_wants_it_goes_on_exactly_where_it_stopped(page: Page) -> None:
    begin(page)
    page.get_by_role("button", name="Options").click()
    exact = page.get_by_role("switch", name="After a call, go on where it stopped")
    exact.click()
    expect(exact).to_be_checked()
    page.get_by_role("button", name="Close").click()
    play(page)
    go_to(page, segment(page, "hold", side="right")["start_ms"] + 2000)
    playing(page)
    place = where(page)
    interrupt(page)
    expect(page.get_by_text("Press Play to go on where it stopped.")).to_be_visible()
    assert where(page) == pytest.approx(place, abs=1)


def test_one_s_own_pause_is_no_interruption(page: Page) -> None:
    begin(page)
    play(page)
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(page.get_by_text("Interrupted at")).to_be_hidden()


def test_a_browser_that_cannot_keep_the_screen_on_says_so(page: Page) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'wakeLock', { value: undefined })")
    begin(page)
    page.get_by_role("button", name="Options").click()
    expect(page.get_by_role("switch", name="Keep the screen on")).to_be_disabled()
    expect(page.get_by_text("only do so if Soleus is opened over https")).to_be_visible()


def test_play_says_how_much_of_the_track_is_still_missing(open_page: Open) -> None:
    # The service worker would fetch for the page, beside the slow line.
    page = open_page(service_workers="block")
    page.goto("/")
    line = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": 60_000, "uploadThroughput": 60_000}
    line.send("Network.emulateNetworkConditions", slow)
    page.get_by_role("button", name="Play Short one").click()
    expect(page.get_by_role("progressbar", name="Track on this device")).to_be_visible(timeout=30_000)
    line.send("Network.emulateNetworkConditions", {**slow, "downloadThroughput": -1})
    expect(page.get_by_role("progressbar", name="Track on this device")).to_be_hidden(timeout=30_000)


@pytest.fixture
def mortal(tmp_path: Path, spoken: Path) -> Iterator[list[Running]]:
    """A server that may be killed; the last in the list is alive."""
    write_short_routine(share_clips(tmp_path, spoken))
    servers = [Running(tmp_path)]
    yield servers
    servers[-1].end()


@with_service_worker
def test_a_server_that_is_killed_and_started_again_is_found_again(
    mortal: list[Running], tmp_path: Path, open_page: Open, complaints: list[str]
) -> None:
    port = mortal[0].port
    page = open_page()
    page.context.clear_cookies()
    address = f"http://127.0.0.1:{port}"
    page.goto(mortal[0].link())
    page.request.post(f"{address}/routines/short/doses", form={"verbosity": "brief"})
    page.goto(address)
    tap_play(page)
    wait(page, "document.getElementById('fetched').hidden && document.getElementById('fetched').value === 1")
    second = page.request.get(
        f"{address}/tracks/{page.locator('#now').get_attribute('data-track')}.json"
    ).json()
    wait(page, NOTHING_WAITS)
    assert mortal[0].end(signal.SIGKILL) == -signal.SIGKILL
    page.get_by_role("button", name="Next").click()
    playing(page)
    expect(page.get_by_text("No network. The coach goes on")).to_be_visible(timeout=60_000)
    mortal.append(Running(tmp_path, port))
    mortal[-1].link()
    # By itself: nobody touches the page.
    wait(page, NOTHING_WAITS)
    expect(page.get_by_text("No network. The coach goes on")).to_be_hidden(timeout=60_000)
    playing(page)
    phone = Phone(port, "; ".join(f"{each['name']}={each['value']}" for each in page.context.cookies()))
    fragment = phone.get(f"{page.url.removeprefix(address)}/now")[2]
    told = int(re.search(r'data-position="(\d+)"', fragment)[1])  # type: ignore[index]
    assert told == pytest.approx(where(page) * 1000, abs=2500)
    assert told < second["duration_ms"]
    expected(complaints, *LOST)
