"""What Lighthouse makes of the main pages: scores of 100, and the layout shift that it counts.

Run ``python -m tests.bench.bench_lighthouse`` on a quiet machine; npm fetches Lighthouse.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin

from playwright.sync_api import BrowserContext, Playwright, sync_playwright

from tests.bench.bench_paint import begun_workout
from tests.helpers.chromium import FLAGS, chromium
from tests.helpers.running import Phone, free_port, serving

VERSION = "12.2.3"
#: How often each page is judged. One run depends on what else the machine does: Lighthouse recommends the
#: median of five (its docs/variability.md).
RUNS = 5
#: How often a run may be begun: now and then Lighthouse finds no beginning in what it recorded.
_MOST_TRIES = 3
#: Categories, and the least score that each should have.
LEAST = {"performance": 100, "accessibility": 100, "best-practices": 95, "seo": 95}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What Lighthouse says of one page: scores of 100 by category, layout shift, and what cost points."""

    scores: dict[str, int]
    shift: float
    lost: tuple[str, ...]


def judge(playwright: Playwright, address: str, cookie: str) -> Verdict:
    """Open a page as Lighthouse's phone does: a slow one that is paired and has nothing in its cache.

    :raises CalledProcessError: if Lighthouse fails each time.
    """
    for _ in range(_MOST_TRIES - 1):
        with suppress(subprocess.CalledProcessError):
            return _judged(playwright, address, cookie)
    return _judged(playwright, address, cookie)


def _judged(playwright: Playwright, address: str, cookie: str) -> Verdict:
    with TemporaryDirectory() as folder:
        told, port = Path(folder, "told.json"), free_port()
        phone = playwright.chromium.launch_persistent_context(
            Path(folder, "profile"),
            executable_path=chromium(),
            args=[*FLAGS, f"--remote-debugging-port={port}"],
        )
        _keep(phone, address, cookie)
        subprocess.run(
            [
                *("npm", "exec", "--yes", f"--package=lighthouse@{VERSION}", "--", "lighthouse", address),
                *("--quiet", "--output=json", f"--output-path={told}", f"--port={port}"),
                *("--disable-storage-reset", f"--only-categories={','.join(LEAST)}"),
            ],
            check=True,
        )
        phone.close()
        report = json.loads(told.read_text("utf-8"))
    audits, scores, lost = report["audits"], dict[str, int](), list[str]()
    for name in LEAST:
        category = report["categories"][name]
        scores[name] = round(100 * category["score"])
        weighty = [audits[each["id"]] for each in category["auditRefs"] if each["weight"]]
        lost += [
            f"{audit['title']} ({audit.get('displayValue', name)})"
            for audit in weighty
            if audit["score"] is not None and audit["score"] < 1
        ]
    return Verdict(scores, audits["cumulative-layout-shift"]["numericValue"], tuple(lost))


def middle(verdicts: list[Verdict]) -> Verdict:
    """Return the median of each score, the largest shift, and what cost points in the worst run."""
    scores = {name: int(statistics.median(each.scores[name] for each in verdicts)) for name in LEAST}
    worst = min(verdicts, key=lambda each: sum(each.scores.values()))
    return Verdict(scores, max(each.shift for each in verdicts), worst.lost)


def main() -> int:
    """Print a table, and return 1 if a score is too low."""
    with TemporaryDirectory() as folder, serving(Path(folder)) as server:
        phone = Phone(server.port)
        phone.pair(server.new_link())
        origin = f"http://127.0.0.1:{server.port}"
        with sync_playwright() as playwright:
            pages = {"home": origin, "a routine": f"{origin}/routines/plantar-fasciitis"}
            browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
            pages["a workout"] = begun_workout(browser, server.new_link())
            browser.close()
            verdicts = {
                name: middle([judge(playwright, page, phone.cookie) for _ in range(RUNS)])
                for name, page in pages.items()
            }
    print(f"| page | {' | '.join(LEAST)} | layout shift | |")
    print(f"|---|{'---:|' * len(LEAST)}---:|---|")
    for name, verdict in verdicts.items():
        scores = " | ".join(str(verdict.scores[category]) for category in LEAST)
        print(f"| {name} | {scores} | {verdict.shift:.3f} | {'; '.join(verdict.lost)} |")
    return int(
        any(
            verdict.scores[name] < least or verdict.shift > 0
            for verdict in verdicts.values()
            for name, least in LEAST.items()
        )
    )


def _keep(context: BrowserContext, address: str, cookie: str) -> None:
    name, _, value = cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": urljoin(address, "/")}])


if __name__ == "__main__":
    sys.exit(main())
