"""What the server holds under load, beside one bare Flask answer on the same server in the same run.

Run ``python -m tests.bench.bench_load``.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.load import Generator, Load, Result, run
from tests.helpers.running import Phone, Running, listens, until
from tests.helpers.workouts import begun

ROUTINE = "plantar-fasciitis"
POLLERS, DOWNLOADERS = 20, 60
#: Bytes a second of one slow download.
SLOW = 50_000
SECONDS = 5.0


def measure_load() -> list[str]:
    """Return the rows of a table."""
    with TemporaryDirectory() as folder, _bare() as bare_port, _soleus(Path(folder)) as phone:
        workout, track = begun(phone, ROUTINE)
        playing = f"{workout}/now?position_ms=60000&playing=1"
        pages = {"poll that reports a position": playing, "poll": f"{workout}/now", "home": "/"}
        pages["a routine's page"] = f"/routines/{ROUTINE}"
        for path in pages.values():
            phone.get(path)
        bare = run(Load(bare_port, ["/"], seconds=SECONDS))
        rows = [_row("bare Flask answer", bare, bare)]
        for what, path in pages.items():
            rows.append(_row(what, run(Load(phone.port, [path], phone.cookie, seconds=SECONDS)), bare))
        crowd = Load(phone.port, [track], phone.cookie, DOWNLOADERS, SECONDS + 2, bytes_per_s=SLOW)
        downloads = Generator(crowd)
        pollers = run(Load(phone.port, [playing], phone.cookie, POLLERS, SECONDS, pause_s=0.25))
        downloads.result()
        rows.append(_row(f"{POLLERS} pollers beside {DOWNLOADERS} slow downloads", pollers, bare))
    return rows


def _row(what: str, result: Result, bare: Result) -> str:
    share = f"{100 * result.answers_per_s / bare.answers_per_s:.1f} %"
    failed = f"{result.failed} failed" if result.failed else ""
    figures = f"{result.answers_per_s:,.0f} | {share} | {result.p50_ms:.1f} | {result.p99_ms:.1f}"
    return f"| {what} | {figures} | {failed} |"


@contextmanager
def _bare() -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.bare_server", str(port)])
    try:
        until(lambda: listens(port))
        yield port
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _soleus(folder: Path) -> Iterator[Phone]:
    server = Running(folder)
    try:
        phone = Phone(server.port)
        phone.pair(server.link())
        yield phone
    finally:
        server.end()


def print_load() -> None:
    """Print the rows as a Markdown table."""
    print("| what | answers/s | of bare | p50, ms | p99, ms | |", "|---|---:|---:|---:|---:|---|", sep="\n")
    print("\n".join(measure_load()))


if __name__ == "__main__":
    print_load()
