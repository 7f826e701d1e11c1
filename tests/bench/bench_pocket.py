"""What a phone in a pocket does to Soleus, and to a page that counts and speaks by itself.

Run ``python -m tests.bench.bench_pocket [ROUTINE]``; it takes as long as the routine. All pages are hidden at
the same time, in one Chromium that stops silent pages as it does on Android. The plain pages are given
the same cues; that their words would be heard, and not cut off by a lock screen, is taken for granted.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from playwright.sync_api import Browser, sync_playwright

from tests.helpers.running import Phone, Running, until
from tests.helpers.tabs import Tab, launch_with_freezing

ROUTINE = "morning-first-steps"
#: A cue that comes later than this is late.
LATE_MS = 1000
#: Seconds that a page is given after the routine's end, before it is looked at.
GRACE_S = 10

PLAIN = "data:text/html,<title>A plain timer</title>"
#: Counts ticks, as most timers do.
TICKS = "(cues) => { let s = -1; setInterval(() => { s += 1; say(cues, s * 1000); }, 1000); }"
#: Asks the clock at each tick.
CLOCK = "(cues) => { setInterval(() => say(cues, performance.now() - begun), 1000); }"
SAY = """
() => {
    window.begun = performance.now();
    window.said = {};
    window.say = (cues, ms) => cues.forEach((at, index) => {
        if (at <= ms + 999 && !(index in said)) said[index] = performance.now() - begun;
    });
}
"""
PLACES = """
() => {
    window.places = [];
    audio.addEventListener("timeupdate", () => places.push([performance.now(), audio.currentTime * 1000]));
    document.querySelector("[data-action=toggle]").click();
}
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """How punctual a page was: cues by what became of them."""

    on_time: int
    late: int
    lost: int
    worst_ms: float


def judged(cues: Sequence[int], heard: Mapping[int, float]) -> Kept:
    """Compare when cues are due with when they came, both in milliseconds after the start."""
    delays = [heard[index] - due for index, due in enumerate(cues) if index in heard]
    late = sum(delay > LATE_MS for delay in delays)
    return Kept(len(delays) - late, late, len(cues) - len(delays), max([0, *delays]))


def measure(routine: str) -> dict[str, Kept]:
    """Play a routine in hidden pages, and return how punctual each was."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Running(Path(folder))
        try:
            browser = launch_with_freezing(playwright.chromium)
            return _hidden(browser, server, routine)
        finally:
            server.end()


def _hidden(browser: Browser, server: Running, routine: str) -> dict[str, Kept]:
    path, timeline = _begun(server, routine)
    cues = [cue["at_ms"] for cue in timeline["cues"]]
    ours = Tab(browser, server.new_link())
    ours.wait("() => location.pathname === '/'")
    ours.go(f"http://127.0.0.1:{server.port}{path}")
    ours.wait("() => audio.src.startsWith('blob:') && audio.readyState >= 1")
    plain = {"counts ticks": TICKS, "asks the clock": CLOCK}
    tabs = {name: Tab(browser, PLAIN) for name in plain}
    for name, script in plain.items():
        tabs[name].evaluate(SAY)
        tabs[name].evaluate(script, cues)
        tabs[name].hide()
    ours.evaluate(PLACES)
    ours.wait("() => audio.currentTime > 0")
    ours.hide()
    time.sleep(timeline["duration_ms"] / 1000 + GRACE_S)
    # Asked while it is still hidden: what comes only once somebody looks is lost.
    found = {name: judged(cues, _said(tab)) for name, tab in tabs.items()}
    return {"Soleus": judged(cues, _played(ours, cues)), **found}


def _said(tab: Tab) -> dict[int, float]:
    return {int(index): float(ms) for index, ms in tab.evaluate("() => said").items()}


def _played(tab: Tab, cues: Sequence[int]) -> dict[int, float]:
    """Return when the sound passed each cue, by its own clock against the page's."""
    clock, sound = np.array(tab.evaluate("() => places")).T
    begun = clock[0] - sound[0]
    return {
        index: float(np.interp(due, sound, clock) - begun)
        for index, due in enumerate(cues)
        if due <= sound[-1]
    }


def _begun(server: Running, routine: str) -> tuple[str, Any]:
    phone = Phone(server.port)
    phone.pair(server.new_link())
    path = phone.post("/workouts", {"routine": routine})[1]["location"]
    until(lambda: 'data-state="ready"' in phone.get(path)[2])
    found = re.search(r'data-track="([0-9a-f]+)"', phone.get(path)[2])
    assert found
    return path, json.loads(phone.get(f"/tracks/{found[1]}.json")[2])


def main(arguments: list[str]) -> None:
    """Print the table."""
    measured = measure(*(arguments or [ROUTINE]))
    print("| page, hidden | cues on time | late by more than 1 s | never came | latest, s |")
    print("|---|---:|---:|---:|---:|")
    for name, kept in measured.items():
        page = name if name == "Soleus" else f"plain `setInterval` that {name}"
        print(f"| {page} | {kept.on_time} | {kept.late} | {kept.lost} | {kept.worst_ms / 1000:.1f} |")


if __name__ == "__main__":
    main(sys.argv[1:])
