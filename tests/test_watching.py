"""How the watching process behaves with a real server is in tests/cli/test_serve.py."""

from __future__ import annotations

import socket
import subprocess
import sys
from itertools import permutations
from types import SimpleNamespace
from typing import Any

import pytest

from server import watching
from server.watching import Start, Task, Watcher

#: What it may import beside Python's own modules.
OWN = {"server", "server.output", "server.watching"}
#: What of Python takes most memory.
LARGE = {"asyncio", "email", "http.client", "logging", "multiprocessing", "ssl", "typing_extensions"}


def test_it_loads_little() -> None:
    command = [sys.executable, "-S", "-c", "import server.watching, sys; print(*sys.modules)"]
    loaded = set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
    assert not loaded & LARGE
    foreign = {name for name in loaded if name.partition(".")[0] not in sys.stdlib_module_names}
    assert foreign - {"__main__"} == OWN


@pytest.mark.parametrize(
    "reports", list(permutations(["answered", Start(invitation="Open it.", failure="")]))
)
def test_the_invitation_is_printed_whichever_is_seen_first(
    reports: tuple[str | Start, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    worker: Any = SimpleNamespace(invitation="", has_answered=False, misses=0)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        task = Task(settings={}, watcher=0, number=0, draws=False, listener=listener.fileno())
        watcher = Watcher(task, listener)
        for report in (*reports, "answered"):
            assert not watcher._hear(worker, report)  # type: ignore[arg-type]
    assert capsys.readouterr().out == "Open it.\n"


@pytest.mark.parametrize(
    ("answering", "begun"),
    [
        (True, [(0, 0, True), (1, 1, True), (2, 0, False), (3, 1, False)]),
        (False, [(0, 0, False), (1, 1, False)]),
    ],
)
def test_each_kind_of_process_has_a_first_one(
    monkeypatch: pytest.MonkeyPatch, answering: bool, begun: list[tuple[int, int, bool]]
) -> None:
    """The first that answers invites; the first that does jobs removes what is no longer needed."""
    told: list[tuple[int, int, bool]] = []

    def begin(number: int, task: Task, listener: object, _: object) -> None:
        told.append((number, task["number"], listener is not None))

    monkeypatch.setattr(watching, "_Worker", begin)
    settings = {"workers": 2, "jobs": 2, "database_url": "postgresql+psycopg://db/soleus"}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        task = Task(settings=settings, watcher=0, number=0, draws=False, listener=listener.fileno())
        watcher = Watcher(task, listener if answering else None)
        for number in range(watcher._answering + watcher._working):
            watcher._begin(number)
    assert told == begun
