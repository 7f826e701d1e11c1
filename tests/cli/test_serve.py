from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.cli.listening import listen
from server.errors import SoleusError
from tests.helpers.running import Phone, Running, alive, answering, family, until

#: Seconds within which the watching process must notice.
NOTICED_S = 15

linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    server = Running(tmp_path)
    yield server
    if server.process.poll() is None:
        server.end(signal.SIGKILL)


def test_the_first_start_makes_everything_and_tells_how_to_come_in(running: Running, tmp_path: Path) -> None:
    phone = Phone(running.port)
    assert phone.get("/")[0] == 401
    phone.pair(running.link())
    status, _, page = phone.get("/")
    assert status == 200
    assert "plantar" in page.lower()
    assert (tmp_path / "soleus.db").exists()
    printed = "".join(running.printed)
    code = running.link().rpartition("/")[2]
    assert f"{code[:4]}-{code[4:]}" in printed
    assert f"Your data: {tmp_path}" in printed
    assert "█" in printed


def test_it_says_what_matters_in_one_line_each(running: Running) -> None:
    phone = Phone(running.port)
    phone.pair(running.link())
    phone.get("/no/such/page")
    phone.post("/people", {"name": ""})
    assert running.end() == 0
    assert len(running.logged) == 1
    assert "device paired for Me" in running.logged[0]


@linux
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_and_leaves_no_process_behind(running: Running, sign: signal.Signals) -> None:
    assert Phone(running.port).get("/healthz")[0] == 200
    processes = family(running.process.pid)
    assert len(processes) >= 2, "one that answers and one that speaks"
    assert running.end(sign) == 0
    assert not any(map(alive, processes))
    assert running.logged == []


@linux
def test_ctrl_c_in_the_terminal_reaches_all_processes_and_is_just_as_clean(running: Running) -> None:
    assert Phone(running.port).get("/healthz")[0] == 200
    processes = family(running.process.pid)
    for process in processes:
        signal_to(process)
    assert running.end(signal.SIGINT) == 0
    assert not any(map(alive, processes))
    assert running.logged == []


@linux
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_while_it_is_still_starting(tmp_path: Path, sign: signal.Signals) -> None:
    server = Running(tmp_path)
    until(lambda: family(server.process.pid))
    processes = family(server.process.pid)
    assert server.end(sign) == 0
    until(lambda: not any(map(alive, processes)))


@linux
def test_killing_it_ends_its_children_too_and_frees_the_port(running: Running, tmp_path: Path) -> None:
    port = running.port
    assert Phone(port).get("/healthz")[0] == 200
    processes = family(running.process.pid)
    running.end(signal.SIGKILL)
    until(lambda: not any(map(alive, processes)))
    again = Running(tmp_path, port)
    assert again.port == port
    assert again.end() == 0


@linux
def test_a_crash_of_the_process_that_answers_is_made_good(running: Running) -> None:
    phone = Phone(running.port)
    phone.pair(running.link())
    (first,) = answering(running.process.pid)
    signal_to(first, signal.SIGKILL)
    until(lambda: not alive(first) and answering(running.process.pid))
    until(lambda: answers(phone))
    assert phone.get("/")[0] == 200


@linux
def test_after_a_second_crash_at_once_it_gives_up(running: Running) -> None:
    running.link()
    (first,) = answering(running.process.pid)
    signal_to(first, signal.SIGKILL)
    until(lambda: answering(running.process.pid) - {first})
    for second in answering(running.process.pid) - {first}:
        signal_to(second, signal.SIGKILL)
    assert running.process.wait(60) == 1
    running.end()
    assert "again and again" in running.logged[-1]


@linux
def test_all_its_processes_are_those_that_answer_and_speak(running: Running) -> None:
    assert Phone(running.port).get("/healthz")[0] == 200
    commands = [Path(f"/proc/{pid}/cmdline").read_text() for pid in family(running.process.pid)]
    answers = [command for command in commands if "server.cli.answering" in command]
    speaks = [command for command in commands if "server.voice.worker" in command]
    assert (len(answers), len(speaks)) == (1, len(commands) - 1)
    assert speaks


@linux
def test_a_process_that_answers_no_more_is_replaced(running: Running) -> None:
    phone = Phone(running.port)
    phone.pair(running.link())
    (first,) = answering(running.process.pid)
    signal_to(first, signal.SIGSTOP)
    began = time.monotonic()
    until(lambda: any("answers no more" in line for line in running.logged))
    assert time.monotonic() - began < NOTICED_S
    # Whoever asks meanwhile waits for the new process; those whom the old one had accepted ask again.
    until(lambda: answers(phone))
    assert phone.get("/")[0] == 200
    assert answering(running.process.pid) != {first}
    assert running.end() == 0


@linux
def test_a_slow_start_is_left_alone(tmp_path: Path) -> None:
    server = Running(tmp_path)
    until(lambda: answering(server.process.pid))
    (starting,) = answering(server.process.pid)
    signal_to(starting, signal.SIGSTOP)
    time.sleep(NOTICED_S)
    signal_to(starting, signal.SIGCONT)
    assert Phone(server.port).get("/livez")[0] == 200
    assert answering(server.process.pid) == {starting}
    assert server.end() == 0


def test_of_two_servers_started_at_once_one_gets_the_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    servers = [Running(tmp_path / name, port) for name in ("one", "two")]
    until(lambda: any(server.process.poll() is not None for server in servers))
    first, second = sorted(servers, key=lambda server: server.process.poll() is None)
    assert first.end() == 1
    assert second.port == port
    assert second.end() == 0


def test_a_download_under_way_does_not_keep_it_from_stopping(running: Running) -> None:
    with socket.create_connection(("127.0.0.1", running.port)) as slow:
        slow.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
        assert running.end() == 0


def test_a_port_in_use_is_told_in_a_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = Running(tmp_path, port)
        assert server.process.wait(60) == 1
        server.end()
    assert server.printed == []
    assert len(server.logged) == 1
    assert f"port {port}" in server.logged[0]
    assert "--port" in server.logged[0]


def test_two_servers_do_not_share_a_port(running: Running, tmp_path: Path) -> None:
    second = Running(tmp_path / "second", running.port)
    assert second.process.wait(60) == 1
    second.end()


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("192.0.2.1", "that is no address of this machine"),
        ("2001:db8::1", "that is no address of this machine"),
        ("no-such-name.invalid", "no address is known by that name"),
        ("a..b", "that can be no name of a machine"),
    ],
)
def test_a_host_that_is_not_this_machine_is_refused_with_what_would_be_right(host: str, told: str) -> None:
    with pytest.raises(SoleusError, match=f"Cannot listen on {host} port 0: {told}") as refused:
        listen(host, 0)
    assert "Stop whatever is using it" not in str(refused.value)
    assert "0.0.0.0 for its network" in str(refused.value)


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="there are no terminals that hang up")
def test_the_end_of_its_terminal_ends_it(tmp_path: Path) -> None:
    server = Running(tmp_path)
    server.link()
    os.killpg(server.process.pid, signal.SIGHUP)
    assert server.process.wait(60) == 0
    assert server.end() == 0


@linux
def test_with_nohup_it_outlives_its_terminal(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        server = Running(tmp_path)
    finally:
        signal.signal(signal.SIGHUP, before)
    phone = Phone(server.port)
    (first,) = answering(server.process.pid)
    os.killpg(server.process.pid, signal.SIGHUP)
    assert phone.get("/livez")[0] == 200
    assert answering(server.process.pid) == {first}
    assert server.end() == 0


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_an_output_that_draws_no_code_shows_the_address(tmp_path: Path, encoding: str) -> None:
    server = Running(tmp_path, environ={"PYTHONIOENCODING": encoding})
    assert server.link().startswith("http://127.0.0.1:")
    until(lambda: any("Your data" in line for line in server.printed))
    assert "".join(server.printed).isascii()
    assert server.end() == 0


@linux
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_no_file_or_connection_gets_the_number_of_a_closed_stream(tmp_path: Path, closed: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ("--no-warm", "--host", "127.0.0.1", "--port", str(port), "--data", str(tmp_path))
    command = ("sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, "-m", "server", "serve", *options)
    server = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until(lambda: answers(Phone(port)))
        (process,) = answering(server.pid)
        numbers = {server.pid: (0, 1, 2), process: (1, 2)}  # what it reads comes from the watching process
        streams = [Path(f"/proc/{each}/fd/{number}") for each in numbers for number in numbers[each]]
        assert {str(stream.readlink()) for stream in streams} == {os.devnull}
    finally:
        server.terminate()
        assert server.wait(60) == 0


def signal_to(process: int, sign: signal.Signals = signal.SIGINT) -> None:
    os.kill(process, sign)


def answers(phone: Phone) -> bool:
    try:
        return phone.get("/healthz")[0] == 200
    except OSError:
        return False


@pytest.mark.skipif(sys.platform == "win32", reason="a person's own folders are closed there")
def test_nobody_else_can_read_what_holds_secrets_also_after_an_update(tmp_path: Path) -> None:
    data, kept = tmp_path / "data", ("soleus.db", "soleus.db-wal", "soleus.db-shm", "secret.key")
    for turn in ("new", "of an earlier release"):
        server = Running(data)
        phone = Phone(server.port)
        if turn == "new":
            phone.pair(server.link())
        assert phone.get("/healthz")[0] == 200
        assert [(name, mode(data / name)) for name in kept] == [(name, 0o600) for name in kept]
        assert mode(data) == 0o700
        server.end(signal.SIGKILL)  # so that the write-ahead log stays
        for name in kept:
            (data / name).chmod(0o644)
        (data / "soleus.toml").write_text("port = 8421\n")
        data.chmod(0o755)
    again = Running(data)
    again.link()
    assert again.end() == 0
    assert mode(data / "soleus.toml") == 0o600


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
