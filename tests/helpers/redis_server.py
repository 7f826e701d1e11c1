"""A real Redis or Valkey on this machine."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.helpers.debian import found_or_installed, leave_out
from tests.helpers.running import free_port, until

_PACKAGES = "redis-server"


class RedisServer:
    """A server on a port of this machine.

    :param settings: as in ``redis.conf``, each with its value.
    """

    def __init__(self, folder: Path, **settings: str) -> None:
        found = found_or_installed(_program, _PACKAGES)
        if found is None:
            leave_out(f"neither Redis nor Valkey is installed ({_PACKAGES})")
        self._folder = folder
        self.port = free_port()
        named = {"port": str(self.port), "bind": "127.0.0.1", "dir": str(folder), **settings}
        self._command = [found, *(part for name, value in named.items() for part in (f"--{name}", value))]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        until(self._answers)

    def kill(self) -> None:
        """Kill it; what it had in memory alone is gone."""
        assert self._process
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def ask(self, *words: str) -> bytes:
        """Send a command, and return the answer as Redis writes it."""
        line = f"*{len(words)}\r\n" + "".join(f"${len(word)}\r\n{word}\r\n" for word in words)
        with socket.create_connection(("127.0.0.1", self.port), 5) as connection:
            connection.sendall(line.encode())
            return connection.recv(65536)

    def _answers(self) -> bool:
        with suppress(OSError):
            return self.ask("PING")[:1] in (b"+", b"-")  # the latter without a password that it wants
        return False


@contextmanager
def redis_server(**settings: str) -> Iterator[RedisServer]:
    """Run a server as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="soleus-redis-") as folder:
        server = RedisServer(Path(folder), **settings)
        server.start()
        try:
            yield server
        finally:
            server.kill()


def _program() -> str | None:
    return shutil.which("valkey-server") or shutil.which("redis-server")
