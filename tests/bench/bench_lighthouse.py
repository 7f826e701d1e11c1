"""What Lighthouse makes of the main pages: scores of 100, and the layout shift that it counts.

Run ``python -m tests.bench.bench_lighthouse`` on a quiet machine; npm fetches Lighthouse.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from tests.helpers.chromium import FLAGS, chromium
from tests.helpers.phone import PHONE, begin
from tests.helpers.running import Phone, serving

VERSION = "12.2.3"
#: Categories, and the least score that each should have.
LEAST = {"performance": 100, "accessibility": 100, "best-practices": 95, "seo": 95}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What Lighthouse says of one page: scores of 100 by category, layout shift, and what cost points."""

    scores: dict[str, int]
    shift: float
    lost: tuple[str, ...]


def judge(address: str, cookie: str) -> Verdict:
    """Open a page as Lighthouse's phone does: a slow one, with a cache that is empty."""
    with TemporaryDirectory() as folder:
        headers, told = Path(folder, "headers.json"), Path(folder, "told.json")
        headers.write_text(json.dumps({"Cookie": cookie}), "utf-8")
        subprocess.run(
            [
                *("npm", "exec", "--yes", f"--package=lighthouse@{VERSION}", "--", "lighthouse", address),
                *("--quiet", "--output=json", f"--output-path={told}", f"--extra-headers={headers}"),
                f"--chrome-flags=--headless=new {' '.join(FLAGS)}",
                f"--only-categories={','.join(LEAST)}",
            ],
            check=True,
            env={**os.environ, "CHROME_PATH": chromium()},
        )
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


def main() -> int:
    """Print a table, and return 1 if a score is too low."""
    with TemporaryDirectory() as folder, serving(Path(folder)) as server:
        phone = Phone(server.port)
        phone.pair(server.new_link())
        origin = f"http://127.0.0.1:{server.port}"
        pages = {
            "home": "/",
            "a routine": "/routines/plantar-fasciitis",
            "a workout": _workout(origin, phone),
        }
        verdicts = {name: judge(origin + path, phone.cookie) for name, path in pages.items()}
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


def _workout(origin: str, phone: Phone) -> str:
    """Begin a workout as the phone does, and return the path of its page."""
    name, _, value = phone.cookie.partition("=")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        context = browser.new_context(viewport=PHONE, base_url=origin)  # type: ignore[arg-type]
        context.add_cookies([{"name": name, "value": value, "url": origin}])
        page = context.new_page()
        begin(page, "Plantar fasciitis")
        path = page.url.removeprefix(origin)
        browser.close()
    return path


if __name__ == "__main__":
    sys.exit(main())
