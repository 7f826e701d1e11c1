"""A workout on a phone: heard, seen, followed, interrupted, changed, finished."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.phone import (
    LOST,
    Open,
    begin,
    choose,
    expected,
    go_to,
    play,
    playing,
    ready,
    segment,
    shown,
    timeline,
    track_plays,
    wait,
    where,
    with_service_worker,
)

# Listens to what the element plays, without taking it from the loudspeaker; returns the loudest sample.
LOUDEST = """
async (ms) => {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(audio.captureStream()).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let loudest = 0;
    for (const end = performance.now() + ms; performance.now() < end;) {
        await new Promise(requestAnimationFrame);
        analyser.getFloatTimeDomainData(samples);
        loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), loudest);
    }
    await context.close();
    return loudest;
}
"""
# Decodes the track as the browser does, and returns the loudest sample of each window (in milliseconds).
LOUDEST_IN = """
async ([digest, windows]) => {
    const sound = await (await fetch(`/tracks/${digest}.m4a`)).arrayBuffer();
    const buffer = await new OfflineAudioContext(1, 24000, 24000).decodeAudioData(sound);
    const samples = buffer.getChannelData(0);
    return windows.map(([from, to]) =>
        samples.slice(from * 24, to * 24).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0));
}
"""
# Whether exactly events of these kinds wait on the phone to be sent.
KINDS_WAITING = """
(kinds) => Object.values(localStorage)
    .flatMap((waiting) => JSON.parse(waiting).map((event) => event.kind)).join() === kinds.join()
"""
# Lets an event wait that no server takes.
SPOIL = """
() => localStorage.setItem(`soleus.outbox.${document.getElementById("workout").dataset.workout}`,
    JSON.stringify([{ id: "faulty", kind: "sing", position_ms: 0, at: Date.now() }]))
"""
MARCHING = """\
name: Marching
occasion: my own
steps:
  - exercise: march
"""
STATES = (
    "document.getAnimations().filter((each) => each.animationName?.startsWith('fig-'))"
    ".every((each) => each.playState === '{}')"
)
#: Full scale is 1; the noise floor is below 0.003.
HEARD, STILL = 0.05, 0.01


def test_play_at_phone_size_gives_sound(page: Page) -> None:
    begin(page)
    play(page)
    announced = next(cue for cue in timeline(page)["cues"] if cue["kind"] == "speech")
    go_to(page, announced["at_ms"])
    assert page.evaluate(LOUDEST, 1500) > HEARD


@pytest.mark.parametrize(
    ("step", "side", "title", "word"),
    [
        ("first-lean", "left", "First lean", "Left"),
        ("first-lean", "right", "First lean", "Right"),
        ("second-lean", "left", "Second lean", "Left"),
    ],
)
def test_the_right_exercise_is_shown(page: Page, step: str, side: str, title: str, word: str) -> None:
    begin(page)
    play(page)
    hold = segment(page, "hold", step, side)
    go_to(page, hold["start_ms"] + 2100)
    expect(page.locator("#now [data-now=title]")).to_have_text(title)
    expect(page.locator("#now [data-now=sides]")).to_have_attribute("data-side", side)
    expect(page.locator("#now .sides [aria-current]")).to_have_text(word)
    expect(page.locator("#figures > .figure:not([hidden])")).to_have_attribute("data-figure", step)
    expect(page.locator("#now [data-now=count]")).to_have_text("7")


def test_what_comes_next_is_shown(page: Page) -> None:
    begin(page)
    play(page)
    go_to(page, segment(page, "hold")["start_ms"])
    expect(page.locator("#now [data-now=next]")).to_have_text("Next: right side")
    go_to(page, segment(page, "hold", side="right")["start_ms"])
    expect(page.locator("#now [data-now=next]")).to_have_text("Next: Second lean, left")


def test_the_page_counts_as_the_server_does(page: Page) -> None:
    begin(page)
    play(page)
    go_to(page, segment(page, "hold", "second-lean")["start_ms"] + 3100)
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#now [data-now=count]")).to_have_text("7")
    parts = ("title", "next", "left", "count")
    here = [shown(page, part) for part in parts]
    wait(page, "Object.keys(localStorage).length === 0")
    page.reload()
    page.wait_for_selector("#now[data-state=ready]")
    assert [shown(page, part) for part in parts] == here


def test_a_changed_hold_is_heard(page: Page) -> None:
    begin(page)
    before = timeline(page)["duration_ms"]
    page.goto("/routines/short")
    page.get_by_role("button", name="First lean: hold more").click()
    expect(page.locator('input[name="first-lean.seconds"]')).to_have_value("15")
    begin(page)
    hold = segment(page, "hold")
    assert hold["end_ms"] - hold["start_ms"] == 15_000
    # Twice, on both sides; and the words for fifteen are other words than those for ten.
    assert timeline(page)["duration_ms"] - before == pytest.approx(10_000, abs=1500)
    digest = page.locator("#now").get_attribute("data-track")
    start, end = hold["start_ms"], hold["end_ms"]
    windows = [[start, start + 200], [end - 400, end - 50], [end, end + 200]]
    start_tone, before_end, end_tone = page.evaluate(LOUDEST_IN, [digest, windows])
    assert start_tone > HEARD
    assert end_tone > HEARD
    assert before_end < end_tone


def test_a_second_page_follows_by_polling_alone(page: Page, open_page: Open) -> None:
    begin(page)
    play(page)
    go_to(page, segment(page, "hold", side="right")["start_ms"] + 100)
    expect(page.locator("#now [data-now=sides]")).to_have_attribute("data-side", "right")
    page.evaluate("htmx.trigger('#now', 'refresh')")
    second = open_page()
    second.goto(page.url)
    expect(second.locator("#now [data-now=sides]")).to_have_attribute("data-side", "right")
    expect(second.get_by_role("button", name="Play here")).to_be_visible()
    assert second.evaluate("audio.paused")
    first_count = int(shown(second, "count"))
    wait(
        second,
        "(before) => Number(document.querySelector('#now [data-now=count]').textContent) < before",
        first_count,
    )
    page.get_by_role("button", name="Pause").click()
    expect(second.get_by_role("button", name="Play", exact=True)).to_be_visible(timeout=30_000)


def test_the_second_page_goes_on_where_the_first_is(page: Page, open_page: Open) -> None:
    begin(page)
    play(page)
    go_to(page, segment(page, "hold", side="right")["start_ms"])
    playing(page)
    page.evaluate("htmx.trigger('#now', 'refresh')")
    second = open_page()
    second.goto(page.url)
    second.get_by_role("button", name="Play here").click()
    asked = second.get_by_role("dialog", name="Playing on")
    asked.get_by_role("button", name="Go on here").click()
    wait(second, "!audio.paused && audio.currentTime > 0")
    assert where(second) == pytest.approx(where(page), abs=2.5)
    wait(second, "Object.keys(localStorage).length === 0")
    page.evaluate("htmx.trigger('#now', 'refresh')")
    expect(page.get_by_text("Taken over on")).to_be_visible()
    assert page.evaluate("audio.paused")
    expect(page.get_by_role("button", name="Play here")).to_be_visible()


def test_pause_and_resume_keep_the_place(page: Page) -> None:
    begin(page)
    play(page)
    go_to(page, segment(page, "hold")["start_ms"] + 4000)
    playing(page)
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    place = where(page)
    page.evaluate("htmx.trigger('#now', 'refresh')")
    wait(page, "Object.keys(localStorage).length === 0")
    assert where(page) == place
    play(page)
    assert where(page) == pytest.approx(place, abs=1)


def test_a_figure_stands_still_while_the_workout_is_paused(page: Page, folder: Path) -> None:
    (folder / "marching.yaml").write_text(MARCHING, "utf-8")
    begin(page, "Marching")
    play(page)
    moving = "document.querySelectorAll('.fig-frame').length && " + STATES.format("running")
    wait(page, moving)
    page.get_by_role("button", name="Pause").click()
    wait(page, STATES.format("paused"))
    play(page)
    wait(page, moving)
    (folder / "marching.yaml").unlink()


def test_an_interrupted_workout_goes_on_where_it_stopped_on_another_phone(
    page: Page, open_page: Open
) -> None:
    begin(page)
    play(page)
    go_to(page, segment(page, "hold", "second-lean")["start_ms"] + 1000)
    playing(page)
    place = where(page)
    page.goto("/")
    other = open_page()
    other.goto("/")
    expect(other.get_by_role("link", name="Continue")).to_be_visible()
    other.get_by_role("link", name="Continue").click()
    track_plays(other)
    expect(other.locator("#now [data-now=title]")).to_have_text("Second lean")
    assert where(other) == pytest.approx(place, abs=2)


def test_quick_taps_on_longer_all_count(page: Page) -> None:
    begin(page)
    play(page)
    go_to(page, segment(page, "hold")["start_ms"] + 2000)
    playing(page)
    page.evaluate("() => { for (const _ of [1, 2, 3, 4]) document.querySelector('[value=\"+5\"]').click(); }")
    wait(page, "!document.querySelector('.htmx-request')")
    longer = segment(page, "hold")
    assert longer["end_ms"] - longer["start_ms"] == 10_000 + 4 * 5000
    ready(page)
    playing(page)
    assert longer["start_ms"] / 1000 + 2 <= where(page) <= longer["start_ms"] / 1000 + 12


def test_a_longer_hold_under_way_goes_on_by_itself(page: Page) -> None:
    begin(page)
    play(page)
    hold = segment(page, "hold")
    go_to(page, hold["start_ms"] + 2000)
    playing(page)
    before = page.locator("#now").get_attribute("data-track")
    page.get_by_role("button", name="5 s longer").click()
    wait(page, "(before) => document.getElementById('now').dataset.track !== before", before)
    wait(page, "(ms) => Math.abs(audio.duration * 1000 - ms) < 60", timeline(page)["duration_ms"])
    playing(page)
    longer = segment(page, "hold")
    assert longer["end_ms"] - longer["start_ms"] == 15_000
    assert longer["start_ms"] / 1000 + 2 <= where(page) <= longer["start_ms"] / 1000 + 6
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


@with_service_worker
def test_without_network_it_goes_on_and_tells_later(
    page: Page, open_page: Open, complaints: list[str]
) -> None:
    begin(page)
    play(page)
    wait(page, "Object.keys(localStorage).length === 0")
    page.context.set_offline(True)
    go_to(page, segment(page, "hold", side="right")["start_ms"] + 500)
    playing(page)
    expect(page.locator("#now [data-now=sides]")).to_have_attribute("data-side", "right")
    expect(page.get_by_text("No network. The coach goes on")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#now [data-now=title]")).to_have_text("Second lean")
    page.get_by_role("button", name="Pause").click()
    place = where(page)
    wait(page, KINDS_WAITING, ["seek", "pause"])
    page.context.set_offline(False)
    wait(page, "Object.keys(localStorage).length === 0")
    expect(page.get_by_text("No network. The coach goes on")).to_be_hidden()
    other = open_page()
    other.goto(page.url)
    expect(other.locator("#now [data-now=title]")).to_have_text("Second lean")
    ready(other)
    assert where(other) == pytest.approx(place, abs=0.3)
    expected(complaints, "ERR_INTERNET_DISCONNECTED", "sendError")


def test_what_was_not_sent_survives_a_reload(page: Page, complaints: list[str]) -> None:
    begin(page)
    play(page)
    go_to(page, segment(page, "hold")["start_ms"])
    page.route("**/events*", lambda route: route.abort())
    page.get_by_role("button", name="Pause").click()
    place = where(page)
    wait(page, "Object.keys(localStorage).length === 1")
    page.unroute("**/events*")
    page.reload()
    wait(page, "Object.keys(localStorage).length === 0")
    ready(page)
    wait(page, "(place) => Math.abs(audio.currentTime - place) < 0.3", place)
    expected(complaints, "ERR_FAILED")


def test_the_sign_in_page_of_a_network_acknowledges_nothing(page: Page) -> None:
    begin(page)
    page.route("**/events*", lambda route: route.fulfill(content_type="text/html", body="<p>Sign in"))
    with page.expect_response("**/events*"):
        play(page)
    with page.expect_response("**/events*"):
        page.evaluate("dispatchEvent(new Event('online'))")
    wait(page, KINDS_WAITING, ["play"])
    page.unroute("**/events*")
    page.evaluate("dispatchEvent(new Event('online'))")
    wait(page, "Object.keys(localStorage).length === 0")


def test_a_faulty_event_takes_no_other_with_it(page: Page, complaints: list[str]) -> None:
    begin(page)
    warnings: list[str] = []
    page.on("console", lambda said: warnings.append(said.text) if said.type == "warning" else None)
    page.route("**/events*", lambda route: route.abort())
    page.evaluate(SPOIL)
    play(page)
    wait(page, KINDS_WAITING, ["sing", "play"])
    page.unroute("**/events*")
    with page.expect_response(lambda answer: "/events" in answer.url and answer.ok) as taken:
        page.evaluate("dispatchEvent(new Event('online'))")
    assert taken.value.json() == {"new": 1}
    wait(page, "Object.keys(localStorage).length === 0")
    assert ["dropped" in said for said in warnings] == [True]
    expected(complaints, "ERR_FAILED", "400")


def test_a_change_that_the_server_cannot_make_is_told_and_the_sound_goes_on(
    page: Page, complaints: list[str]
) -> None:
    begin(page)
    play(page)
    page.route("**/dose?*", lambda route: route.fulfill(status=500, body="no"))
    page.get_by_role("button", name="5 s longer").click()
    expect(page.get_by_text("That could not be done.")).to_be_visible()
    playing(page)
    expected(complaints, "500", "responseError", "Response Status Error")


def test_the_reason_why_a_hold_gets_no_shorter_is_told(page: Page, complaints: list[str]) -> None:
    choose(page, "short", **{"first-lean.seconds": "5", "second-lean.seconds": "5"})
    begin(page)
    page.get_by_role("button", name="5 s shorter").click()
    expect(page.get_by_text("5 s is the shortest hold here.")).to_be_visible()
    page.evaluate("htmx.trigger('#now', 'refresh')")
    wait(page, "!document.querySelector('.htmx-request')")
    expect(page.get_by_text("5 s is the shortest hold here.")).to_be_visible()
    page.get_by_role("button", name="5 s longer").click()
    expect(page.get_by_text("5 s is the shortest hold here.")).to_be_hidden()
    expected(complaints, "400", "responseError", "Response Status Error")


def test_a_change_without_network_is_said_to_be_lost(page: Page, complaints: list[str]) -> None:
    begin(page)
    play(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="5 s longer").click()
    expect(page.get_by_text("No answer from Soleus, so the times stay as they are.")).to_be_visible()
    playing(page)
    page.context.set_offline(False)
    page.get_by_role("button", name="5 s longer").click()
    expect(page.get_by_text("No answer from Soleus")).to_be_hidden()
    expected(complaints, *LOST, "htmx:afterRequest")


def test_the_end_without_network_is_told_and_counted_later(page: Page, complaints: list[str]) -> None:
    begin(page)
    play(page)
    page.context.set_offline(True)
    go_to(page, timeline(page)["duration_ms"] - 1000)
    expect(page.get_by_text("It is counted as soon as Soleus can be reached.")).to_be_visible()
    for button in ("Play", "Pause", "5 s longer"):
        expect(page.get_by_role("button", name=button, exact=True)).to_be_hidden()
    page.context.set_offline(False)
    page.wait_for_selector("#now[data-state=finished]")
    expect(page.get_by_text("It is counted as soon as Soleus can be reached.")).to_be_hidden()
    expect(page.get_by_role("heading", name="You did a part of it")).to_be_visible()
    expected(complaints, *LOST, "htmx:afterRequest")


def test_previous_is_this_side_again_and_twice_the_one_before(page: Page) -> None:
    begin(page)
    play(page)
    switch = segment(page, "switch", side="right")
    go_to(page, switch["start_ms"] + 9000)
    page.get_by_role("button", name="Previous").click()
    assert where(page) == pytest.approx(switch["start_ms"] / 1000, abs=1)
    page.get_by_role("button", name="Previous").click()
    assert where(page) == pytest.approx(0, abs=1)


def test_the_lock_screen_shows_exercise_and_side(page: Page) -> None:
    begin(page)
    play(page)
    wait(page, "navigator.mediaSession.metadata?.title === 'First lean, left side'")
    assert page.evaluate("navigator.mediaSession.metadata.artist") == "Short one"
    go_to(page, segment(page, "hold", side="right")["start_ms"])
    wait(page, "navigator.mediaSession.metadata?.title === 'First lean, right side'")


def test_the_end_tells_what_was_done(page: Page) -> None:
    begin(page)
    play(page)
    go_to(page, timeline(page)["duration_ms"] - 1000)
    page.wait_for_selector("#now[data-state=finished]")
    expect(page.get_by_role("heading", name="You did a part of it")).to_be_visible()
    expect(page.get_by_role("link", name="Done").last).to_be_visible()


def test_longer_means_this_hold_and_the_end_asks_whether_to_keep_it(page: Page) -> None:
    begin(page)
    play(page)
    go_to(page, segment(page, "hold")["start_ms"] + 1000)
    before = page.locator("#now").get_attribute("data-track")
    page.get_by_role("button", name="This hold 5 s longer").click()
    expect(page.get_by_text("This hold: 15 s")).to_be_visible()
    expect(page.get_by_role("button", name="All from here")).to_be_visible()
    expect(page.locator("#now")).not_to_have_attribute("data-track", str(before))
    page.get_by_role("button", name="Options").click()
    page.get_by_role("dialog", name="Options").get_by_role("button", name="Finish here").click()
    expect(page.get_by_text("First lean, 15 s instead of 10 s.")).to_be_visible()
    page.get_by_role("button", name="Keep 15 s").click()
    expect(page.get_by_text("Kept for next time.")).to_be_visible()
    page.goto("/routines/short")
    expect(page.locator('input[name="first-lean.seconds"]')).to_have_value("15")


def test_a_step_can_be_jumped_to(page: Page) -> None:
    begin(page)
    play(page)
    page.get_by_role("button", name="Open the list of steps").click()
    page.get_by_role("dialog", name="Jump to").get_by_role("button", name="Second lean").click()
    expect(page.locator("#now [data-now=title]")).to_have_text("Second lean")
    assert where(page) == pytest.approx(segment(page, "setup", "second-lean")["start_ms"] / 1000, abs=3)


def test_space_and_arrows_play_and_skip(page: Page) -> None:
    begin(page)
    page.keyboard.press("Space")
    playing(page)
    page.keyboard.press("ArrowRight")
    expect(page.locator("#now .sides [aria-current]")).to_have_text("Right")
    page.keyboard.press("Space")
    wait(page, "audio.paused")


def test_a_locked_page_opens_with_a_slide_alone(page: Page) -> None:
    begin(page)
    page.get_by_role("button", name="Lock").click()
    pocket = page.get_by_role("dialog", name="First lean")
    pocket.click(position={"x": 100, "y": 300})
    slide = pocket.get_by_role("slider", name="Slide to unlock")
    slide.fill("60")
    slide.dispatch_event("change")
    expect(pocket).to_be_visible()
    slide.fill("100")
    expect(pocket).to_be_hidden()


def test_progress_is_shown_while_words_are_learnt(page: Page) -> None:
    choose(page, "short", rate="200")
    page.goto("/")
    page.get_by_role("button", name="Play Short one").click()
    page.wait_for_selector("#now[data-state=ready]")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    choose(page, "short", rate="160")


def test_next_while_paused_reaches_every_side_although_the_clock_reads_back_too_low(open_page: Open) -> None:
    page = open_page()
    page.add_init_script("""
        const clock = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "currentTime");
        Object.defineProperty(HTMLMediaElement.prototype, "currentTime", {
            get() { return Math.max(0, clock.get.call(this) - 2e-6); },
            set(value) { clock.set.call(this, value); },
        });
    """)
    begin(page)
    play(page)
    page.get_by_role("button", name="Pause").click()
    places = [where(page)]
    for _ in range(4):
        page.locator("[data-action=next]").click()
        places.append(where(page))
    assert all(later > earlier + 1 for earlier, later in pairwise(places)), places


def test_the_lock_screen_follows_next_while_paused(page: Page) -> None:
    begin(page)
    play(page)
    wait(page, "navigator.mediaSession.metadata?.title === 'First lean, left side'")
    page.get_by_role("button", name="Pause").click()
    page.locator("[data-action=next]").click()
    wait(page, "navigator.mediaSession.metadata?.title === 'First lean, right side'")


def test_the_lock_screen_follows_next_while_paused_after_a_change(page: Page) -> None:
    begin(page)
    play(page)
    wait(page, "navigator.mediaSession.metadata?.title === 'First lean, left side'")
    page.get_by_role("button", name="Pause").click()
    before = page.locator("#now").get_attribute("data-track")
    page.get_by_role("button", name="5 s longer").click()
    wait(page, "(before) => document.getElementById('now').dataset.track !== before", before)
    ready(page)
    page.locator("[data-action=next]").click()
    wait(page, "navigator.mediaSession.metadata?.title === 'First lean, right side'")
