"""``soleus pair`` finds the server that runs."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.running import Phone, Running, serving


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folders, in which no other test's server leaves a record."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home" / "share"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with serving(tmp_path / "data") as server:
        yield server


def pair(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "server", "pair", *options], capture_output=True, text=True, timeout=120
    )


def link_of(paired: subprocess.CompletedProcess[str]) -> str:
    assert paired.returncode == 0, paired.stderr
    return paired.stdout.splitlines()[0].removeprefix("Open on your phone: ")


def told_by(paired: subprocess.CompletedProcess[str]) -> str:
    assert (paired.returncode, paired.stdout, paired.stderr.count("\n")) == (1, "", 1)
    return paired.stderr


def test_the_code_is_the_running_servers_own_without_any_option(running: Running) -> None:
    link = link_of(pair())
    assert link.startswith(f"http://127.0.0.1:{running.port}/pair/")
    phone = Phone(running.port)
    phone.pair(link)
    assert phone.get("/")[0] == 200


def test_the_server_is_found_by_its_data_folder_alone(
    running: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "of another user"))
    assert f":{running.port}/pair/" in link_of(pair("--data", str(tmp_path / "data" / ".." / "data")))
    assert "No Soleus is running" in told_by(pair())


def test_a_code_is_shown_for_several_devices_at_another_address(running: Running) -> None:
    options = ("--devices", "2", "--pairing-minutes", "10", "--public-url", "https://soleus.example.org/")
    paired = pair(*options)
    assert "good for 2 devices, within 10 minutes" in paired.stdout
    link = link_of(paired)
    assert link.startswith("https://soleus.example.org/pair/")
    for _ in range(2):
        Phone(running.port).pair(link)
    assert Phone(running.port).get(f"/pair/{link.rpartition('/')[2]}")[0] != 303


def test_a_mistyped_folder_is_told_and_not_made(running: Running, tmp_path: Path) -> None:
    told = told_by(pair("--data", str(tmp_path / "typo")))
    assert f"No Soleus is running with the data folder {tmp_path / 'typo'}." in told
    assert f"--data {tmp_path / 'data'} --port {running.port}" in told
    assert not (tmp_path / "typo").exists()


def test_of_several_servers_one_is_chosen(running: Running, tmp_path: Path) -> None:
    with serving(tmp_path / "another folder") as second:
        told = told_by(pair())
        assert "More than one Soleus is running" in told
        assert f"--data '{tmp_path / 'another folder'}' --port {second.port}" in told
        assert f":{second.port}/pair/" in link_of(pair("--port", str(second.port)))
        assert f":{running.port}/pair/" in link_of(pair("--data", str(tmp_path / "data")))


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGKILL])
def test_a_server_that_has_ended_is_not_found(tmp_path: Path, sign: signal.Signals) -> None:
    server = Running(tmp_path / "data")
    server.link()
    server.end(sign)
    for options in ((), ("--data", str(tmp_path / "data"))):
        assert "No Soleus is running" in told_by(pair(*options))
    assert not list((tmp_path / "data" / "servers").glob("*"))


@pytest.mark.skipif(os.name == "nt", reason="a person's own folders are closed there")
def test_nobody_else_can_read_the_settings_of_a_server(running: Running, state: Path, tmp_path: Path) -> None:
    folders = [state / "soleus" / "servers", tmp_path / "data" / "servers"]
    for folder in folders:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert [stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()] == [0o600, 0o600]


def test_a_home_folder_that_cannot_be_written_to_keeps_no_server_from_starting(
    tmp_path: Path, state: Path
) -> None:
    state.touch()
    with serving(tmp_path / "data") as server:
        assert f":{server.port}/pair/" in link_of(pair("--data", str(tmp_path / "data")))
    assert not any("soleus pair" in line for line in server.logged)
