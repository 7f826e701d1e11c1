"""What people do most, in the engines of Safari and of Firefox."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.engines.browsers import Lost
from tests.engines.phone import Phone
from tests.helpers.running import until

#: A journey is made again in a new browser where the one before was lost on it, and only there.
pytestmark = pytest.mark.flaky(reruns=2, only_rerun=["Lost"])

#: Notes whether each call of play() was made while the browser still knew of the tap, as Safari asks for.
WATCH_PLAY = """
window.calls = [];
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
    calls.push([navigator.userActivation.isActive, location.pathname]);
    return play.call(this);
};
"""
#: Seconds before its end at which a track is listened to the end.
LAST_S = 2


@pytest.fixture
def at_home(phone: Phone) -> Iterator[Phone]:
    """A phone on the home page, whose person has the routine's own times."""
    phone.open("/")
    phone.post("/routines/short/doses", verbosity="brief", reset="1")
    yield phone
    with suppress(Lost):
        phone.ask("document.getElementById('audio')?.pause()")


def play(phone: Phone) -> None:
    """Tap Play on home, and wait for the first hold."""
    phone.tap("Play Short one")
    phone.hears_the_track()


def segments(phone: Phone) -> list[dict[str, Any]]:
    """Return the segments of the track that the page shows."""
    digest = phone.ask("document.querySelector('#now').dataset.track")
    return list(json.loads(phone.text(f"/tracks/{digest}.json"))["segments"])


def go_to_a_hold(phone: Phone, side: str = "left") -> None:
    """Move the sound into the first hold of a side."""
    hold = next(each for each in segments(phone) if (each["kind"], each["side"]) == ("hold", side))
    phone.go_to(hold["start_ms"] / 1000 + 1)
    phone.wait(f"document.querySelector('[data-now=sides]').dataset.side === '{side}'")


def test_a_paired_phone_stays_paired(phone: Phone) -> None:
    phone.open("/")
    assert phone.find("button", "Play Short one")
    phone.driven.refresh()
    assert phone.find("button", "Play Short one")


@pytest.mark.parametrize(
    "path",
    ["/", "/routines/plantar-fasciitis", "/routines/short/coach", "/editor/new", "/people", "/devices"],
)
def test_a_page_fits_the_phone(phone: Phone, path: str) -> None:
    phone.open(path)
    wide, window = phone.ask("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= window


def test_a_hold_is_changed(at_home: Phone) -> None:
    at_home.open("/routines/short")
    at_home.tap("First lean: hold more")
    value = "document.querySelector('[name=\"first-lean.seconds\"]:not(button)').value"
    at_home.wait(f"{value} === '15'")
    at_home.driven.refresh()
    assert at_home.ask(value) == "15"
    at_home.tap("First lean: hold less")
    at_home.wait(f"{value} === '10'")


def test_one_tap_gives_the_sound(at_home: Phone) -> None:
    at_home.driven.execute_script(WATCH_PLAY)
    play(at_home)
    # The first call is made within the tap, on the page where it was; the document is the same.
    assert at_home.ask("calls[0]") == [True, "/"]
    workout = at_home.ask("document.querySelector('#workout').dataset.workout")
    assert at_home.ask("location.pathname") == f"/workouts/{workout}"
    at_home.wait("document.querySelector('#now').dataset.state === 'ready'")
    assert at_home.find("button", "Pause")


def test_it_pauses_and_goes_on(at_home: Phone) -> None:
    play(at_home)
    at_home.tap("Pause")
    at_home.wait("audio.paused")
    place = at_home.second()
    at_home.tap("Play")
    until(lambda: at_home.second() > place)
    assert at_home.second() < place + 5


def test_a_side_is_skipped(at_home: Phone) -> None:
    play(at_home)
    go_to_a_hold(at_home)
    at_home.tap(at_home.either("Next", "Skip"))
    at_home.wait("document.querySelector('[data-now=sides]').dataset.side === 'right'")
    until(lambda: not at_home.ask("audio.paused"))


def test_back_leads_home_and_ends_the_sound(at_home: Phone) -> None:
    play(at_home)
    at_home.driven.back()
    assert at_home.find("button", "Play Short one")
    at_home.wait("audio.paused")


def test_a_workout_is_heard_to_its_end(at_home: Phone) -> None:
    play(at_home)
    end = segments(at_home)[-1]["end_ms"] / 1000
    at_home.go_to(end - LAST_S)
    at_home.wait("document.querySelector('#now').dataset.state === 'finished'")
    assert at_home.find("heading", "You did a part of it")


@pytest.fixture
def after_work(folder: Path) -> Iterator[Path]:
    """Where a routine called "After work" is saved; it is gone again afterwards."""
    path = folder / "after-work.yaml"
    yield path
    path.unlink(missing_ok=True)


def test_a_routine_is_made(at_home: Phone, after_work: Path) -> None:
    at_home.open("/editor/new")
    at_home.write("Name", "After work")
    if at_home.seen("field", "What it is for"):
        at_home.write("What it is for", "For the calf.")
    at_home.tap("Show all exercises", "field")
    at_home.tap("Add Runner's calf stretch")
    at_home.wait("document.querySelectorAll('.draft-row').length === 1")
    at_home.tap("Save")
    assert at_home.find("heading", "After work")
    at_home.wait("location.pathname === '/routines/after-work'")
    at_home.open("/editor")
    assert at_home.find("link", "After work")
    assert after_work.exists()
