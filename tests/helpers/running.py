"""A real server process, as a person starts it."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from server.store import Store

#: Seconds after which something that should happen is taken for lost.
PATIENCE_S = 60


class Running:
    """``soleus serve`` on a port of this machine.

    :param port: 0 for any that is free.
    """

    def __init__(
        self, data: Path, port: int = 0, *options: str, environ: Mapping[str, str] | None = None
    ) -> None:
        command = [sys.executable, "-m", "server", "serve", "--no-warm", "--data", str(data)]
        self.process = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(port), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **(environ or {})},
        )
        self._data = data
        self.printed: list[str] = []
        self.logged: list[str] = []
        self._readers = [
            threading.Thread(target=lambda: self.printed.extend(self.process.stdout or ()), daemon=True),
            threading.Thread(target=lambda: self.logged.extend(self.process.stderr or ()), daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def link(self) -> str:
        """Return the printed address once the server says that it can be opened."""
        until(lambda: self._link() or self.process.poll() is not None)
        found = self._link()
        assert found, f"the server ended: {self.logged}"
        return found

    def new_link(self) -> str:
        """Return an address that pairs another device, as ``soleus pair`` shows it."""
        store = Store(f"sqlite:///{self._data / 'soleus.db'}")
        code = store.new_pairing_code(minutes=60)
        store.close()
        return f"{self.link().rpartition('/')[0]}/{code}"

    @property
    def port(self) -> int:
        return urlsplit(self.link()).port or 0

    def _link(self) -> str:
        found = re.search(r"Open on your phone: (\S+)", "".join(self.printed))
        # The last line shows that all of it was printed.
        return found[1] if found and "Your data:" in "".join(self.printed) else ""

    def end(self, sign: int = signal.SIGTERM) -> int:
        """Send a signal, wait for the end of all its processes and return the exit code."""
        self.process.send_signal(sign)
        try:
            code = self.process.wait(PATIENCE_S)
            # Whoever is left of the family still holds the pipes open.
            until(lambda: not any(reader.is_alive() for reader in self._readers))
        except BaseException:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise
        for stream in (self.process.stdout, self.process.stderr):
            if stream:
                stream.close()
        return code

    def kill(self) -> None:
        """Kill all its processes at once, as the end of the power does."""
        processes = {self.process.pid, *family(self.process.pid)}
        os.killpg(self.process.pid, signal.SIGKILL)
        for process in processes:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        until(lambda: not any(alive(process) for process in processes))
        self.end(signal.SIGKILL)


@contextmanager
def serving(data: Path) -> Iterator[Running]:
    """Run a server that answers already, for as long as the ``with`` lasts."""
    running = Running(data)
    try:
        running.link()
        yield running
    finally:
        running.end()


class Phone:
    """A browser's cookie and connection."""

    def __init__(self, port: int, cookie: str = "", host: str = "127.0.0.1") -> None:
        self.host = host
        self.port = port
        self.cookie = cookie

    def pair(self, link: str) -> None:
        """Open the address of the QR code, and what it leads to."""
        status, headers, _ = self.get(urlsplit(link).path)
        assert status == 303
        self.cookie = headers["set-cookie"].partition(";")[0]
        status, headers, _ = self.get(headers["location"])
        assert (status, headers["location"] in ("/", "/welcome")) == (303, True)

    def get(self, path: str) -> tuple[int, Mapping[str, str], str]:
        return self._ask("GET", path, None, {})

    def content(self, path: str, part: str = "") -> bytes:
        """Return what an address gives, or a range of it."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE_S)
        try:
            connection.request(
                "GET", path, headers={"Cookie": self.cookie} | ({"Range": part} if part else {})
            )
            answer = connection.getresponse()
            assert answer.status == (206 if part else 200)
            return answer.read()
        finally:
            connection.close()

    def post(
        self, path: str, form: Mapping[str, str] | None = None, json: str = ""
    ) -> tuple[int, Mapping[str, str], str]:
        kind = "application/json" if json else "application/x-www-form-urlencoded"
        return self._ask("POST", path, json or urlencode(form or {}), {"Content-Type": kind})

    def _ask(
        self, method: str, path: str, body: str | None, headers: Mapping[str, str]
    ) -> tuple[int, Mapping[str, str], str]:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE_S)
        try:
            connection.request(method, path, body, {**headers, "Cookie": self.cookie})
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, told, answer.read().decode()
        finally:
            connection.close()


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def listens(port: int) -> bool:
    """Tell whether something accepts connections at a port of this machine."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def until(condition: Callable[[], object]) -> None:
    """Wait for a condition; fail if it does not come."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "what was waited for did not come"
        time.sleep(0.02)


def family(root: int) -> set[int]:
    """Return the ids of a process's children and theirs (Linux)."""
    found: set[int] = set()
    with suppress(OSError):  # it has just ended
        for task in Path(f"/proc/{root}/task").glob("*/children"):
            for child in task.read_text().split():
                found |= {int(child)} | family(int(child))
    return found


def answering(watching: int) -> set[int]:
    """Return the ids of the processes that answer for a watching one: one, or none for a moment (Linux)."""
    children = Path(f"/proc/{watching}/task/{watching}/children").read_text().split()
    commands = {int(child): Path(f"/proc/{child}/cmdline").read_bytes() for child in children}
    return {child for child, command in commands.items() if b"server.cli.answering" in command}


def alive(process: int) -> bool:
    """Tell whether a process runs; one that has ended and was not yet noticed does not (Linux)."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
