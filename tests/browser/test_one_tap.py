"""One tap: from Play on any page to the sound of the track, while the page changes around it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.helpers.phone import (
    LOST,
    Open,
    choose,
    expected,
    go_to,
    keep,
    open_app,
    play,
    playing,
    segment,
    tap_play,
    track_plays,
    wait,
    where,
    with_service_worker,
)
from tests.helpers.running import until

#: Notes whether each call of play() was made while the browser still knew of the tap, as Safari asks for.
WATCH_PLAY = """
window.calls = [];
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
    calls.push([navigator.userActivation.isActive, document.location.pathname]);
    return play.call(this);
};
"""
NOTHING_WAITS = "Object.keys(localStorage).length === 0"


@pytest.mark.parametrize("address", ["/", "/routines/short"])
def test_one_tap_gives_the_sound_of_the_track(page: Page, address: str) -> None:
    page.add_init_script(WATCH_PLAY)
    page.goto(address)
    page.evaluate("window.sameDocument = true")
    tap_play(page)
    assert page.evaluate("sameDocument")
    # The first call is made within the tap, on the page where it was.
    assert page.evaluate("calls[0]") == [True, address]
    expect(page.locator("#workout")).to_be_focused()
    expect(page.locator("#now [data-now=title]")).to_have_text("First lean")
    assert page.url.endswith(f"/workouts/{page.locator('#workout').get_attribute('data-workout')}")
    assert page.title() == "Short one · Soleus"
    assert page.locator("noscript").count() == 0
    wait(page, NOTHING_WAITS)
    place = where(page)
    page.reload()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    until(lambda: where(page) >= place)


def test_what_else_comes_meanwhile_does_not_take_the_tap_away(page: Page) -> None:
    """On a slow line, such as how many routines have been spoken, which the home page asks for."""
    page.goto("/")
    page.evaluate("window.sameDocument = true")
    held: list[Route] = []
    page.route("**/workouts?*", lambda route: held.append(route))
    page.get_by_role("button", name="Play Short one").click()
    page.evaluate("htmx.ajax('GET', '/people', { target: 'h1', select: 'h1', swap: 'outerHTML' })")
    expect(page.get_by_role("heading", name="Me", exact=True)).to_be_visible()
    until(lambda: held)
    held[0].continue_()
    track_plays(page)
    assert page.evaluate("sameDocument")


def test_the_same_tap_counts_while_the_voice_is_prepared(page: Page) -> None:
    choose(page, "short", rate="187")  # all of it must be spoken anew
    page.goto("/")
    page.get_by_role("button", name="Play Short one").click()
    expect(page.get_by_role("heading", name="Preparing the voice")).to_be_visible()
    assert page.evaluate("!audio.paused && audio.loop")
    track_plays(page)
    assert not page.evaluate("audio.loop")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


def test_back_leads_home_and_ends_the_sound(page: Page) -> None:
    page.goto("/")
    tap_play(page)
    go_to(page, segment(page, "hold")["start_ms"] + 2000)
    playing(page)
    place = where(page)
    page.go_back()
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    assert page.evaluate("audio.paused")
    page.get_by_role("link", name="Continue").click()
    track_plays(page)
    assert where(page) == pytest.approx(place, abs=2.5)
    page.go_back()
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    page.evaluate("setTimeout(() => history.forward())")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_home_follows_what_plays_on_another_phone(page: Page, open_page: Open) -> None:
    page.goto("/")
    tap_play(page)
    page.evaluate("htmx.trigger('#now', 'refresh')")
    wait(page, NOTHING_WAITS)
    other = open_page()
    other.goto("/")
    other.get_by_role("link", name="Follow").click()
    expect(other.get_by_role("button", name="Play here")).to_be_visible()
    assert other.evaluate("audio.paused")
    playing(page)


def test_a_call_before_the_first_word_waits_for_play(page: Page) -> None:
    choose(page, "short", rate="186")
    page.goto("/")
    page.get_by_role("button", name="Play Short one").click()
    expect(page.get_by_role("heading", name="Preparing the voice")).to_be_visible()
    page.evaluate("audio.pause()")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible(timeout=30_000)
    assert page.evaluate("audio.paused")


def test_a_routine_that_cannot_be_begun_leaves_no_sound(page: Page, complaints: list[str]) -> None:
    page.goto("/")

    def refuse(route: Route) -> None:
        route.fulfill(status=500, body="no")

    page.route("**/workouts?*", refuse)
    page.get_by_role("button", name="Play Short one").click()
    expect(page.locator("#fault")).to_contain_text("That did not work.")
    wait(page, "audio.paused")
    page.unroute_all()
    tap_play(page)
    expected(complaints, "500", "Response Status Error")


def test_a_browser_that_refuses_the_sound_offers_play(page: Page) -> None:
    page.add_init_script("""
        const play = HTMLMediaElement.prototype.play;
        HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException("no", "NotAllowedError"));
        window.allow = () => { HTMLMediaElement.prototype.play = play; };
    """)
    page.goto("/")
    page.get_by_role("button", name="Play Short one").click()
    page.wait_for_selector("#now[data-state=ready]")
    page.evaluate("allow()")
    play(page)


@with_service_worker
def test_what_is_kept_plays_with_one_tap_without_network(open_page: Open, complaints: list[str]) -> None:
    app = open_app(open_page)
    keep(app)
    app.context.set_offline(True)
    for address, tap in (("/", "button"), ("/kept", "link")):
        app.goto(address)
        app.get_by_role(tap, name="Play Short one").click()  # type: ignore[arg-type]
        app.wait_for_url("**/kept/short")
        track_plays(app)
        expect(app.get_by_role("button", name="Pause")).to_be_visible()
    app.goto("about:blank")  # nothing is asked for any more
    expected(complaints, *LOST)


@with_service_worker
def test_without_network_play_of_what_is_not_kept_says_so(open_page: Open, complaints: list[str]) -> None:
    app = open_app(open_page)
    app.goto("/")
    app.context.set_offline(True)
    app.get_by_role("button", name="Play Short one").click()
    expect(app.get_by_role("heading", name="On this phone")).to_be_visible()
    app.goto("about:blank")  # nothing is asked for any more
    expected(complaints, *LOST)
