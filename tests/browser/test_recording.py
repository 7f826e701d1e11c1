"""A phrase recorded with the microphone of a phone, and heard in the track of a routine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, Playwright, expect

from server.audio import to_take_samples
from server.audio.aac import decode
from tests.helpers.chromium import FLAGS, windowless_chromium
from tests.helpers.listening import likeness
from tests.helpers.phone import choose
from tests.helpers.running import Running
from tests.helpers.takes import VOICE, take, take_samples

#: What is spoken into the microphone in place of the first phrase: no other voice says it.
SPOKEN = "Marmalade."
HOST = "soleus.test"
#: How often it is recorded at most.
TRIES = 3


@pytest.fixture
def phone(playwright_driver: Playwright, server: Running, tmp_path: Path) -> Iterator[Page]:
    """A phone into whose microphone somebody speaks, over and over."""
    said = tmp_path / "said.wav"
    said.write_bytes(take(SPOKEN))
    flags = [
        *FLAGS,
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={said}",
        f"--host-resolver-rules=MAP {HOST} 127.0.0.1",
    ]
    browser = playwright_driver.chromium.launch(executable_path=windowless_chromium(), args=flags)
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        base_url=f"http://127.0.0.1:{server.port}",
        service_workers="block",
    )
    page = context.new_page()
    page.goto(server.new_link())
    yield page
    choose(page, "short", voice="")
    browser.close()


def test_a_phrase_is_recorded_on_the_phone_and_heard_in_the_track(phone: Page, server: Running) -> None:
    phone.goto("/voices/recorded")
    phone.get_by_label("Who speaks?").fill("Lena Brandt")
    phone.get_by_role("button", name="Begin").click()
    address = phone.url
    phone.get_by_role("switch", name="Let another voice").check()
    phone.get_by_label("Which voice").select_option(VOICE)
    phone.get_by_role("button", name="Keep").click()

    # The microphone that Chromium makes up has gaps where the machine is busy.
    assert any(recorded_and_heard(phone, address) > 0.6 for _ in range(TRIES))

    phone.goto(server.new_link().replace("127.0.0.1", HOST))
    phone.goto(f"{address}/phrase".replace("127.0.0.1", HOST))
    expect(phone.get_by_text(re.compile("only if it was opened over https"))).to_be_visible()
    expect(phone.get_by_role("button", name="Record", exact=True)).to_be_hidden()
    expect(phone.get_by_label("A sound file")).to_be_visible()

    phone.goto(f"{address}/delete")
    phone.get_by_role("button", name="Delete").click()
    expect(phone.get_by_text("Lena Brandt")).to_be_hidden()


def recorded_and_heard(phone: Page, address: str) -> float:
    """Record a phrase, and return how much what is heard in the track is like what was spoken: 1 is equal."""
    phone.goto(f"{address}/phrase?text=Get+ready.&routine=short")
    phone.get_by_role("button", name="Record", exact=True).click()
    expect(phone.get_by_text("Speak now.")).to_be_visible()
    phone.wait_for_timeout(2700)  # in which the whole of it is spoken once, wherever it began
    phone.get_by_role("button", name="Stop").click()
    phone.get_by_role("button", name="Hear", exact=True).click()
    phone.get_by_role("button", name="Keep", exact=True).click()
    expect(phone.get_by_text("“Get ready.” is kept.")).to_be_visible()
    expect(phone.get_by_text(re.compile(r"\d+ of \d+ still to record"))).to_be_visible()
    expect(phone.get_by_role("button", name="Record", exact=True)).to_be_visible()

    choose(phone, "short", voice="recorded/" + address.rpartition("/")[2])
    track = phone.request.get("/routines/short/download", timeout=60_000)
    while track.headers["content-type"].startswith("text/html"):
        track = phone.request.get("/routines/short/download", timeout=60_000)
    heard, said = decode(track.body()), to_take_samples(take_samples(SPOKEN))
    at = int(likeness(said, heard).argmax())
    return float(np.corrcoef(heard[at : at + len(said)], said)[0, 1])
