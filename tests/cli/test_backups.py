"""Backups of a server that is being written to, restored and served again."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from pathlib import Path

from server.store import Store
from server.store.backend import backend_of
from server.store.migrating import migrate
from tests.helpers.running import Phone, Running, until

ROUTINE = "plantar-fasciitis"


def soleus(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "server", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def kept_events(data: Path, workout_id: str) -> set[str]:
    store = Store(f"sqlite:///{data / 'soleus.db'}")
    found = {event.id for event in store.events(workout_id)}
    store.close()
    return found


def test_what_was_acknowledged_before_a_backup_is_there_after_it_is_restored(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    server = Running(first)
    phone = Phone(server.port)
    phone.pair(server.link())
    workout = phone.post("/workouts", {"routine": ROUTINE})[1]["location"]
    acknowledged: list[int] = []
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            sent = [{"kind": "pause", "position_ms": number, "at": number, "id": f"event{number}"}]
            assert phone.post(f"{workout}/events", json=json.dumps(sent))[0] == 200
            acknowledged.append(number)
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    until(lambda: len(acknowledged) > 20)
    before = len(acknowledged)
    done = soleus("backup", tmp_path / "b.zip", "--data", first)
    after = len(acknowledged)
    stop.set()
    writer.join()
    assert (done.returncode, done.stderr) == (0, "")
    assert after > before, "the server stood still while the backup was made"
    assert server.end() == 0

    told = soleus("restore", tmp_path / "b.zip", "--data", second)
    assert (told.returncode, told.stderr) == (0, "")
    assert re.search(r"1 person, 1 workout with \d+ events", told.stdout)
    kept = kept_events(second, workout.rpartition("/")[2])
    assert {f"event{number}" for number in range(before)} <= kept
    assert kept == {f"event{number}" for number in range(len(kept))}

    again = Running(second)
    phone.port = again.port
    assert phone.get(workout)[0] == 200, "the phone is still paired, and its workout is there"
    assert again.end() == 0


def test_a_data_folder_of_the_first_release_is_restored_and_served(tmp_path: Path) -> None:
    old = tmp_path / "old"
    (old / "routines").mkdir(parents=True)
    (old / "routines" / "mine.yaml").write_text(
        "name: By the kettle\npurpose: Calves.\nsteps:\n  - exercise: gastroc\n"
    )
    engine = backend_of(f"sqlite:///{old / 'soleus.db'}").engine
    migrate(engine, "0001")
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO person VALUES (1, 'Anna', '{}', 0)")
    engine.dispose()
    assert soleus("backup", tmp_path / "b.zip", "--data", old).returncode == 0
    assert soleus("restore", tmp_path / "b.zip", "--data", tmp_path / "new").returncode == 0
    server = Running(tmp_path / "new")
    phone = Phone(server.port)
    phone.pair(server.link())
    page = phone.get("/")[2]
    assert "By the kettle" in page
    assert "Anna" in page
    assert server.end() == 0


def test_faults_of_a_person_are_one_line(tmp_path: Path) -> None:
    for arguments in (
        ("backup", tmp_path / "b.zip", "--data", tmp_path / "none"),
        ("restore", tmp_path / "none.zip", "--data", tmp_path / "to"),
        ("restore", __file__, "--data", tmp_path / "to"),
    ):
        done = soleus(*arguments)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert list(tmp_path.iterdir()) == []


def test_a_running_server_backs_itself_up(tmp_path: Path) -> None:
    server = Running(tmp_path)
    server.link()
    until(lambda: list((tmp_path / "backups").glob("soleus-*.zip")))
    until(lambda: "today's backup made" in "".join(server.logged))
    assert server.end() == 0
    (made,) = (tmp_path / "backups").iterdir()
    assert soleus("restore", made, "--data", tmp_path / "new").returncode == 0


def test_settings_that_name_another_database_are_told(tmp_path: Path) -> None:
    data, other = tmp_path / "data", tmp_path / "other.db"
    data.mkdir()
    (data / "soleus.toml").write_text(f'database_url = "sqlite:///{other}"\n')
    Store(f"sqlite:///{other}").close()
    assert soleus("backup", tmp_path / "b.zip", "--data", data).returncode == 0
    told = soleus("restore", tmp_path / "b.zip", "--data", tmp_path / "new")
    assert told.returncode == 0
    assert "remove database_url" in told.stdout
    assert (tmp_path / "new" / "soleus.db").exists()
