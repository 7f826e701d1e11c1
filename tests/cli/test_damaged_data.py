"""What a start says about a data folder that is damaged, or closed to the user who runs Soleus."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.config import Config
from server.resources import shipped
from server.services import open_services
from tests.helpers.other_user import USER, folder_of_other_user, own, soleus_as_other_user
from tests.helpers.running import Running, answering


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    open_services(Config(data=folder)).close()
    return folder


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("soleus.db", b"Dear diary, today I stretched. " * 500, "soleus restore"),
        ("soleus.db", b"SQLite format 3\0" + os.urandom(100_000), "soleus restore"),
        ("secret.key", b"short", "pair every phone again"),
        ("secret.key", b"", "pair every phone again"),
    ],
)
def test_damage_stops_the_start_with_one_line(
    filled: Path, tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    for file in filled.iterdir():
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / name).write_bytes(content)
    command = [sys.executable, "-m", "server", "serve", "--port", "0", "--data", str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.count("\n") == 1
    assert str(tmp_path / name) in ran.stderr
    assert told in ran.stderr


def emptied(data: Path) -> Path:
    """Let a data folder be one whose database was lost in a crash of its disk."""
    for name in ("secret.key", "routines/mine.yaml", "soleus.db"):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).touch()
    (data / "secret.key").write_bytes(os.urandom(48))
    return data / "soleus.db"


@pytest.mark.parametrize("evidence", ["backups/soleus-2026-01-01.zip", "recordings/ab/abcdef.aac"])
@pytest.mark.parametrize("command", ["serve --port 0", "voices", "backup {}/new.zip", "doctor --port 1"])
def test_an_emptied_database_is_not_taken_for_a_new_one(tmp_path: Path, evidence: str, command: str) -> None:
    data = tmp_path / "data"
    database = emptied(data)
    (data / evidence).parent.mkdir(parents=True)
    (data / evidence).touch()
    words = command.format(tmp_path).split()
    ran = subprocess.run(
        [sys.executable, "-m", "server", *words, "--data", str(data)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    told = ran.stderr + ran.stdout if words[0] == "doctor" else ran.stderr
    assert (ran.returncode, told.count(f"The database {database} is damaged (it is empty")) == (1, 1)
    assert "soleus restore" in told
    assert f"Or delete {database} to begin anew." in told
    assert ran.stderr.count("\n") == (0 if words[0] == "doctor" else 1)
    assert database.stat().st_size == 0
    assert not (tmp_path / "new.zip").exists()
    database.unlink()
    open_services(Config(data=data)).close()


def test_a_first_start_that_was_cut_off_is_made_good(tmp_path: Path) -> None:
    database = emptied(tmp_path)
    (tmp_path / "recordings").mkdir()
    open_services(Config(data=tmp_path)).close()
    assert database.stat().st_size


def test_damage_that_is_found_when_the_process_that_answers_is_started_anew_is_one_line(
    tmp_path: Path,
) -> None:
    server = Running(tmp_path)
    server.link()
    (first,) = answering(server.process.pid)
    os.kill(first, signal.SIGSTOP)  # so that it does not notice and write over it
    for name in ("soleus.db", "soleus.db-wal"):
        (tmp_path / name).write_bytes(b"Dear diary, today I stretched. " * 500)
    os.kill(first, signal.SIGKILL)
    assert server.process.wait(60) == 1
    assert server.end() == 1
    told = "".join(server.logged)
    assert told.count("soleus restore") == 1
    assert "Traceback" not in told


@pytest.fixture
def theirs() -> Iterator[Path]:
    with folder_of_other_user() as folder:
        yield folder


def used(folder: Path) -> subprocess.CompletedProcess[str]:
    """Let the other user save a routine in a data folder."""
    file = folder.parent / "mine.yaml"
    file.write_bytes((shipped("routines") / "desk-break.yaml").read_bytes())
    return soleus_as_other_user("import", str(file), "--data", str(folder))


def test_a_command_that_root_runs_leaves_the_folder_to_its_user(theirs: Path) -> None:
    assert used(theirs).returncode == 0
    ran = subprocess.run(
        [sys.executable, "-m", "server", "render", "plantar-fasciitis", "-o", "/dev/null", "--data", theirs],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stderr == ""
    made = [path for path in theirs.rglob("*") if path.owner() != USER]
    assert made == []
    assert list((theirs / "cache" / "tracks").iterdir())


def test_a_command_that_root_runs_first_makes_a_folder_that_is_useful_to_nobody_else_and_that_is_told(
    theirs: Path,
) -> None:
    theirs.rmdir()
    open_services(Config(data=theirs)).close()
    theirs.chmod(0o755)
    ran = used(theirs)
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (1, "", 1)
    assert f"{theirs} belongs to root, and {USER}, who runs Soleus, may not read and write it" in ran.stderr
    theirs.chmod(0o700)
    ran = used(theirs)
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (2, "", 1)
    assert f"{theirs} belongs to root" in ran.stderr


@pytest.mark.parametrize("name", ["soleus.db", "secret.key", "recordings"])
def test_what_belongs_to_root_is_named_at_the_start(theirs: Path, name: str) -> None:
    open_services(Config(data=theirs)).close()
    path = theirs / name
    path.mkdir(exist_ok=True) if name == "recordings" else path.chmod(0o600)
    os.chown(path, 0, 0)
    ran = used(theirs)
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (1, "", 1)
    assert f"{path} belongs to root, and {USER}, who runs Soleus, may not read and write it" in ran.stderr
    own(path)
    assert used(theirs).returncode == 0
