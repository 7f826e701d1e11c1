"""Workers that speak for nodes that do not."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from server.store import Store
from tests.helpers.postgres import postgres_server
from tests.helpers.running import Phone, Running, until
from tests.helpers.s3 import S3Service
from tests.helpers.short_routine import write_short_routine
from tests.helpers.worker import Worker
from tests.helpers.workouts import begun, track_of
from tests.scale.conftest import VOICE, StartNode
from tests.scale.test_nodes import ROUTINE

pytestmark = pytest.mark.scale


@pytest.fixture
def start_worker(
    database: str, s3: S3Service, storage_url: str, tmp_path: Path
) -> Iterator[Callable[[str], Worker]]:
    """Return a function that starts a worker and returns it once it works."""
    environ = {
        **s3.environ,
        "SOLEUS_DATABASE_URL": database,
        "SOLEUS_STORAGE_URL": storage_url,
        "SOLEUS_VOICE_ENGINES": VOICE,
    }
    with ExitStack() as stack:

        def start(name: str) -> Worker:
            worker = Worker(tmp_path / name, environ)
            stack.callback(lambda: worker.process.poll() is None and worker.end())
            assert worker.line().startswith("Works on the jobs of postgresql")
            return worker

        yield start


def test_a_worker_needs_a_database() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "server", "worker"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "needs the PostgreSQL database" in done.stderr


def test_what_a_killed_worker_was_at_another_one_does(
    start_node: StartNode, start_worker: Callable[[str], Worker], database: str
) -> None:
    node = start_node("node", "--jobs", "0")
    first = start_worker("first")
    phone = Phone(node.port)
    phone.pair(node.link())
    status, headers, _ = phone.post("/workouts", {"routine": ROUTINE})
    assert status == 303
    workout = headers["location"].partition("?")[0]
    store = Store(database)

    def states() -> set[str]:
        phone.get(workout)
        return {state for _, state in store.job_counts()}

    until(lambda: "picked" in states())
    first.kill()
    assert track_of(phone, workout) == ""
    second = start_worker("second")
    until(lambda: track_of(phone, workout))
    assert store.job_counts() == {}
    store.close()
    assert second.end() == 0


def test_without_a_worker_people_are_told_so_and_get_it_from_the_next_one(
    start_node: StartNode, start_worker: Callable[[str], Worker]
) -> None:
    node = start_node("node", "--jobs", "0")
    phone = Phone(node.port)
    phone.pair(node.link())
    _, headers, _ = phone.post("/workouts", {"routine": ROUTINE})
    workout = headers["location"].partition("?")[0]
    assert 'data-state="preparing"' in phone.get(workout)[2]
    until(lambda: "no worker of this server is running" in phone.get(workout)[2])
    start_worker("late")
    until(lambda: track_of(phone, workout))


def test_a_node_goes_on_when_its_database_was_restarted(tmp_path: Path) -> None:
    """The node's own worker as well, which listens for jobs."""
    with postgres_server() as server:
        write_short_routine(tmp_path)
        environ = {"SOLEUS_DATABASE_URL": server.new_database(), "SOLEUS_VOICE_ENGINES": VOICE}
        node = Running(tmp_path, environ=environ)
        phone = Phone(node.port)
        phone.pair(node.link())
        server.kill()
        until(lambda: phone.get("/readyz")[0] == 503)
        server.start()
        until(lambda: phone.get("/readyz")[0] == 200)
        assert begun(phone, ROUTINE)
        assert node.end() == 0
