"""What all processes of the server hold in memory: once everything was used, and after many requests (Linux).

Run ``python -m tests.bench.bench_memory``. Memory that processes share counts once (PSS); it
is shared with whatever else runs on this machine, too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from server.resources import shipped
from tests.bench.load import Generator, Load
from tests.bench.processes import pss_bytes
from tests.helpers.running import Phone, Running, answering, family, until
from tests.helpers.workouts import begun

#: What is changed, each for one more track.
DOSES = (("gastroc", "45"), ("gastroc", "20"), ("soleus", "35"))
CHANGED = "plantar-fasciitis"
PAGES = (
    "/about",
    "/devices",
    "/editor",
    "/editor/new",
    "/healthz",
    "/kept",
    "/kept.json",
    "/livez",
    "/people",
)
MORE_PAGES = ("/pair", "/take-along", "/your-data", "/your-data/soleus.zip")
REQUESTS = 50_000
#: Clients that ask for pages, and that ask for parts of tracks.
CLIENTS, LISTENERS = 6, 2
#: The part of a track that is asked for.
PART = "100000-400000"
#: Seconds that so many requests may take.
PATIENCE_S = 1800.0
LIMIT_MB, GROWTH_LIMIT = 150, 10


def measure_memory(requests: int = REQUESTS) -> list[str]:
    """Return the rows of a table."""
    with TemporaryDirectory() as folder:
        server = Running(Path(folder))
        try:
            phone = Phone(server.port)
            phone.pair(server.link())
            pages, tracks = _used(phone)
            busy = _held_mb(server)
            warm = _held_at_rest_mb(server)
            share = requests // (CLIENTS + LISTENERS)
            loads = (
                Load(phone.port, pages, phone.cookie, CLIENTS, PATIENCE_S, CLIENTS * share),
                Load(phone.port, tracks, phone.cookie, LISTENERS, PATIENCE_S, LISTENERS * share, PART),
            )
            results = [generator.result() for generator in [Generator(load) for load in loads]]
            assert not any(result.failed for result in results), "every request should be answered"
            after = _held_at_rest_mb(server)
        finally:
            server.end()
    grown = 100 * (sum(after) / sum(warm) - 1)
    return [
        _row("all used once, still speaking", busy, ""),
        _row("all used once, at rest", warm, f"limit {LIMIT_MB} MB"),
        _row(f"after {requests:,} more requests", after, f"{grown:+.1f} %; limit {GROWTH_LIMIT} %"),
    ]


def _used(phone: Phone) -> tuple[list[str], list[str]]:
    """Make the tracks of all shipped routines, and some more, look at all pages, and do a workout.

    :returns: the paths of pages, polls and files, and those of tracks.
    """
    routines = sorted(path.stem for path in shipped("routines").glob("*.yaml"))
    ready = [begun(phone, routine) for routine in routines]
    for step, seconds in DOSES:
        status, _, page = phone.post(f"/routines/{CHANGED}/doses", {f"{step}.seconds": seconds})
        assert status == 303, page
        ready.append(begun(phone, CHANGED))
    events = [{"kind": kind, "position_ms": ms, "at": 0} for ms, kind in enumerate(("play", "pause", "play"))]
    for workout, _ in ready[:3]:
        assert phone.post(f"{workout}/events", json=json.dumps(events))[0] == 200
    assert phone.post("/take-along/address")[0] == 303
    pages = [*PAGES, *MORE_PAGES, *_of_routines(routines), *_polls(workout for workout, _ in ready)]
    pages += [f"{track.removesuffix('.m4a')}.{kind}" for _, track in ready for kind in ("json", "vtt")]
    pages += [*_linked(phone, "/"), f"/routines/{CHANGED}/download", "/"]
    pages += [f"/feeds/{_found(r'/feeds/([^./]+).xml', phone.get('/take-along')[2])}.xml"]
    for path in pages:
        phone.content(path)
    return pages, [track for _, track in ready]


def _of_routines(routines: Iterable[str]) -> Iterable[str]:
    """Return the paths of some routines' pages."""
    for routine in routines:
        yield from (f"/routines/{routine}", f"/share/{routine}", f"/share/{routine}.yaml", f"/kept/{routine}")


def _polls(workouts: Iterable[str]) -> Iterable[str]:
    """Return the paths of some workouts, and of polls that report a position and that do not."""
    for number, workout in enumerate(workouts):
        yield from (workout, f"{workout}/now", f"{workout}/now?position_ms={1000 * number}&playing=1")


def _linked(phone: Phone, page: str) -> list[str]:
    """Return the paths of the scripts, styles and pictures of a page."""
    return sorted(set(re.findall(r'(?:src|href)="(/static/[^"]+)"', phone.get(page)[2])))


def _found(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    assert found, f"{pattern} should be on the page"
    return found[1]


def _held_at_rest_mb(server: Running) -> list[float]:
    """Return what each process holds when those that speak have ended."""
    until(lambda: family(server.process.pid) == answering(server.process.pid))
    return _held_mb(server)


def _held_mb(server: Running) -> list[float]:
    """Return what each process of a server holds, in megabytes, the largest first."""
    processes = {server.process.pid} | family(server.process.pid)
    return sorted((pss_bytes(process) / 1e6 for process in processes), reverse=True)


def _row(what: str, held_mb: list[float], note: str) -> str:
    each = " + ".join(f"{mb:.0f}" for mb in held_mb)
    return f"| {what} | {sum(held_mb):.0f} | {each} | {note} |"


def print_memory() -> None:
    """Print the rows as a Markdown table."""
    print("| what | MB | processes, MB | |", "|---|---:|---|---|", *measure_memory(), sep="\n")


if __name__ == "__main__":
    print_memory()
