"""A real PostgreSQL server for tests, in a folder of its own, with a database for whoever asks."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from server.store import Store
from tests.helpers.debian import found_or_installed, leave_out
from tests.helpers.running import alive, family, free_port, until

_USER = "postgres"
_PACKAGES = "postgresql"
#: Of databases that have all tables already.
_TEMPLATE = "soleus_template"


class PostgresServer:
    """A server that keeps nothing after the tests; it can be stopped and started again.

    :param folder: for its data; whoever runs it must own it.
    :param settings: of ``postgresql.conf``.
    """

    def __init__(self, folder: Path, **settings: object) -> None:
        self._data = folder / "data"
        self._log = folder / "log"
        self.port = free_port()
        self._settings = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(folder),
            **settings,
        }
        found = _programs()
        if found is None:
            leave_out(f"PostgreSQL is not installed ({_PACKAGES})")
        self._programs = found
        self._has_template = False
        self._run("initdb", "--auth=trust", "--encoding=UTF8", "--no-sync", f"--username={_USER}")

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = " ".join(f"-c {name}={value}" for name, value in self._settings.items())
        self._run("pg_ctl", "start", "--wait", "--silent", f"--log={self._log}", f"--options={options}")

    def stop(self, mode: str = "fast") -> None:
        """Stop it: ``fast`` ends all connections, ``immediate`` is as if the power failed."""
        self._run("pg_ctl", "stop", "--wait", "--silent", f"--mode={mode}")

    @property
    def pid(self) -> int:
        """Of its first process."""
        return int((self._data / "postmaster.pid").read_text().split()[0])

    def kill(self) -> None:
        """Kill it as the kernel does when memory is short; its other processes end then."""
        pid, others = self.pid, family(self.pid)
        os.kill(pid, signal.SIGKILL)
        # It seems to live, and keeps the next one from starting, until somebody has noticed its end.
        until(lambda: not (Path(f"/proc/{pid}").exists() or any(map(alive, others))))

    def new_database(self, *, migrated: bool = False) -> str:
        """Make a database, and return its SQLAlchemy URL.

        :param migrated: whether it has the tables of this release already; else it is empty.
        """
        if migrated and not self._has_template:
            self.execute(f'CREATE DATABASE "{_TEMPLATE}"')
            Store(self._url(_TEMPLATE)).close()
            self._has_template = True
        name, template = f"test_{secrets.token_hex(6)}", _TEMPLATE if migrated else "template1"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self._url(name)

    def drop_database(self, url: str) -> None:
        """Remove a database, whoever is connected to it."""
        self.execute(f'DROP DATABASE "{url.rpartition("/")[2]}" WITH (FORCE)')

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run a statement, and return the rows that it brings."""
        address = f"host=127.0.0.1 port={self.port} user={_USER} dbname={database}"
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def _url(self, name: str) -> str:
        return f"postgresql+psycopg://{_USER}@127.0.0.1:{self.port}/{name}"

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), f"--pgdata={self._data}", *arguments]
        user = _USER if os.geteuid() == 0 else None  # it refuses to be run by root
        done = subprocess.run(
            command, check=False, user=user, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        if done.returncode:
            log = self._log.read_text() if self._log.exists() else ""
            raise AssertionError(f"{program} failed: {done.stderr.decode()}\n{log[-2000:]}")


@contextmanager
def postgres_server(**settings: object) -> Iterator[PostgresServer]:
    """Run a server as long as the block lasts.

    :param settings: of ``postgresql.conf``; nothing is written for good unless they say so.
    """
    folder = Path(tempfile.mkdtemp(prefix="soleus-postgres-"))
    if os.geteuid() == 0:
        if _programs() is None:
            leave_out(f"PostgreSQL is not installed ({_PACKAGES})")
        os.chown(folder, pwd.getpwnam(_USER).pw_uid, -1)
    server = PostgresServer(folder, **{"fsync": "off", "max_connections": 100, **settings})
    try:
        server.start()
        yield server
    finally:
        try:
            server.stop("immediate")
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    """Return the folder of the newest PostgreSQL's programs."""
    return found_or_installed(_newest, _PACKAGES)


def _newest() -> Path | None:
    on_path = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return Path(on_path).parent if on_path else next(reversed(folders), None)
