"""The same file in a browser: how long it is, where its sounds are, where a seek lands."""

from base64 import b64encode
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Playwright

from server.track.assembly import assemble
from server.track.chapters import Chapter
from server.track.mp4.metadata import Tags
from tests.helpers.chromium import FLAGS, windowless_chromium
from tests.helpers.track import packets, timeline, tone_cue

TONES_MS = [1500 + 7013 * number for number in range(80)]
DURATION_MS = 570_017
#: A tone reaches the level that counts as heard a little after its first sample.
RISE_MS = 1

LOAD = """
async (base64) => {
    window.bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    window.sound = new Audio(URL.createObjectURL(new Blob([bytes], {type: "audio/mp4"})));
    await new Promise((resolve, reject) => {
        sound.oncanplay = resolve;
        sound.onerror = () => reject(new Error(sound.error.message));
    });
}
"""
ATTACKS = """
async () => {
    const context = new OfflineAudioContext(1, 24000, 24000);
    const buffer = await context.decodeAudioData(bytes.buffer.slice(0));
    const samples = buffer.getChannelData(0);
    const found = [];
    for (let place = 0; place < samples.length; place += 1) {
        if (Math.abs(samples[place]) > 0.05) {
            found.push(place / 24);
            place += 24000;
        }
    }
    return [buffer.duration, found];
}
"""
# The bed is never zero, so the first sample that is not zero is where the sound went on after the seek.
HEARD_AFTER_SEEK = """
async (second) => {
    window.wire ??= new AudioContext({sampleRate: 24000}).createMediaElementSource(sound);
    const recorder = wire.context.createScriptProcessor(1024, 1, 1);
    wire.connect(recorder);
    recorder.connect(wire.context.destination);
    sound.currentTime = second;
    await new Promise((resolve) => { sound.onseeked = resolve; });
    let first = -1;
    let count = 0;
    const heard = new Promise((resolve) => {
        recorder.onaudioprocess = (event) => {
            for (const sample of event.inputBuffer.getChannelData(0)) {
                if (first < 0 && sample !== 0) first = count;
                if (Math.abs(sample) > 0.05) resolve((count - first) / 24);
                count += 1;
            }
        };
    });
    await sound.play();
    const after = await heard;
    sound.pause();
    recorder.disconnect();
    return after;
}
"""


@pytest.fixture(scope="module")
def page(playwright_driver: Playwright) -> Iterator[Page]:
    m4a = assemble(
        timeline(*(tone_cue(at_ms, "start") for at_ms in TONES_MS), duration_ms=DURATION_MS),
        packets,
        [Chapter(0, 300_000, "One"), Chapter(300_000, DURATION_MS, "Two")],
        Tags("Legs", "Soleus"),
    )
    browser = playwright_driver.chromium.launch(
        executable_path=windowless_chromium(), args=[*FLAGS, "--autoplay-policy=no-user-gesture-required"]
    )
    page = browser.new_page()
    page.goto("about:blank")
    page.evaluate(LOAD, b64encode(m4a).decode())
    yield page
    browser.close()


def test_the_element_knows_the_duration_to_the_millisecond(page: Page) -> None:
    assert page.evaluate("sound.duration") * 1000 == pytest.approx(DURATION_MS, abs=1)


def test_every_tone_is_where_the_timeline_says(page: Page) -> None:
    seconds, attacks = page.evaluate(ATTACKS)
    assert seconds * 1000 == pytest.approx(DURATION_MS, abs=1)
    assert attacks == pytest.approx([at_ms + RISE_MS / 2 for at_ms in TONES_MS], abs=RISE_MS)


@pytest.mark.parametrize("number", [1, 40, 79, 13])
def test_a_seek_lands_where_it_should(page: Page, number: int) -> None:
    before_ms = 400
    heard_ms = page.evaluate(HEARD_AFTER_SEEK, (TONES_MS[number] - before_ms) / 1000)
    assert heard_ms == pytest.approx(before_ms, abs=15)
