"""``soleus doctor`` as people run it: with and without a server, and with what can be wrong."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from server.store import Store
from tests.helpers.other_user import USER, folder_of_other_user, own, soleus_as_other_user
from tests.helpers.running import Phone, serving, until


def doctor(
    data: Path, port: int = 1, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run it; by default nothing is at the port that it looks at."""
    command = [sys.executable, "-m", "server", "doctor", "--data", str(data), "--port", str(port)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=120)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a database in it, large enough that damage can be told."""
    folder = tmp_path / "data"
    folder.mkdir()
    store = Store(f"sqlite:///{folder / 'soleus.db'}")
    store.add_person("Anna")
    store.close()
    return folder


def test_before_the_first_start_nothing_is_wrong_and_nothing_is_made(tmp_path: Path) -> None:
    examined = doctor(tmp_path / "data")
    assert (examined.returncode, examined.stderr) == (0, "")
    assert f"there is none at {tmp_path / 'data'} yet" in examined.stdout
    assert "English (America) speaks" in examined.stdout
    assert examined.stdout.endswith("All is well.\n")
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_runs_is_asked(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data) as running:
        until(lambda: Phone(running.port).get("/healthz")[0] == 200)  # the voice has started
        before = sorted(path.name for path in data.iterdir())
        examined = doctor(data, running.port)
        assert (examined.returncode, examined.stderr) == (0, "")
        assert f"Server: one runs at port {running.port}, and all is well with it." in examined.stdout
        assert f"Database: {data / 'soleus.db'} is sound." in examined.stdout
        assert sorted(path.name for path in data.iterdir()) == before
        (data / "recordings").touch()
        examined = doctor(data, running.port)
    assert examined.returncode == 1
    assert "the recordings cannot be written to." in examined.stdout


def test_a_folder_without_a_server_stays_as_it_is(data: Path) -> None:
    before = {path.name: path.read_bytes() for path in data.iterdir()}
    assert doctor(data).returncode == 0
    assert {path.name: path.read_bytes() for path in data.iterdir()} == before


def test_a_damaged_database_is_told_with_what_to_do(data: Path) -> None:
    path = data / "soleus.db"
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\x5a" * (path.stat().st_size - 4096))
    examined = doctor(data)
    assert (examined.returncode, examined.stderr) == (1, "")
    assert f"The database {path} is damaged" in examined.stdout
    assert "soleus restore" in examined.stdout
    assert "English (America) speaks" in examined.stdout, "the rest is examined all the same"


def test_what_is_no_database_at_all_is_told(data: Path) -> None:
    (data / "soleus.db").write_bytes(b"no database" * 1000)
    examined = doctor(data)
    assert (examined.returncode, examined.stderr) == (1, "")
    assert "is damaged" in examined.stdout


def test_a_database_that_another_program_holds_is_told(data: Path) -> None:
    with closing(sqlite3.connect(data / "soleus.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        examined = doctor(data)
    assert (examined.returncode, examined.stderr) == (1, "")
    assert "another program is writing to it" in examined.stdout


def test_a_port_that_another_program_has_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        examined = doctor(tmp_path / "data", port)
    assert examined.returncode == 1
    assert f"what is at port {port} does not answer as Soleus does" in examined.stdout


def test_a_voice_that_does_not_start_is_told_with_what_to_do(tmp_path: Path) -> None:
    package = tmp_path / "broken" / "espeakng_loader"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('raise ImportError("there is no espeak-ng here")\n', "utf-8")
    known = os.environ.get("PYTHONPATH", "")
    path = os.pathsep.join(filter(None, (str(package.parent), known)))
    examined = doctor(tmp_path / "data", environment={**os.environ, "PYTHONPATH": path})
    assert (examined.returncode, examined.stderr) == (1, "")
    assert "there is no espeak-ng here" in examined.stdout
    assert "What to do: Install espeak-ng again" in examined.stdout


def test_a_setting_that_is_wrong_is_told(tmp_path: Path) -> None:
    examined = doctor(tmp_path, environment={**os.environ, "SOLEUS_CACHE_LIMIT_MB": "much"})
    assert (examined.returncode, examined.stderr) == (1, "")
    assert "Settings: SOLEUS_CACHE_LIMIT_MB: 'much' is not valid" in examined.stdout


def test_it_needs_no_home(data: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "HOME"}
    examined = doctor(data, environment=environment)
    assert (examined.returncode, examined.stderr) == (0, "")


def test_what_belongs_to_somebody_else_is_named() -> None:
    with folder_of_other_user() as theirs:
        (theirs / "cache").mkdir(mode=0o700)
        for_them = soleus_as_other_user("doctor", "--data", str(theirs), "--port", "1")
        for_root = doctor(theirs)
        own(theirs / "cache")
        assert doctor(theirs).returncode == 0
    assert for_them.returncode == 1
    assert f"{theirs / 'cache'} belongs to root, and {USER}" in for_them.stdout
    assert for_root.returncode == 1
    assert f"{theirs / 'cache'} does not belong to {USER}" in for_root.stdout
