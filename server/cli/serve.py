"""The start of the server: settings are read and the port is bound; then this process only watches."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from server import watching
from server.addresses import host_to_listen_on
from server.cli.listening import listen
from server.cli.memory import spare_memory
from server.cli.options import config_of, setting_options
from server.config import METRICS_VARIABLE, Config
from server.errors import BadInput
from server.output import output_draws

#: Files and connections that may be open at a time, as far as the system lets.
_OPEN_FILES = 8192


@click.command("serve")
@setting_options()
def serve_command(**options: Any) -> None:
    """Start the server; the first start creates the database and the cache.

    Settings come from these options, then from SOLEUS_* variables, then from the settings file (TOML; the
    names as below, with underscores: cache_limit_mb = 500).
    """
    config = config_of(options)
    if config.workers > 1 and not config.database_url:
        raise BadInput(
            f"workers: {config.workers} processes need a PostgreSQL database (database_url); with the file "
            "in the data folder there can be one."
        )
    host = host_to_listen_on(config.host)
    with listen(host, config.port) as listener:
        listened_on = {"host": host, "port": listener.getsockname()[1]}
        serve(config.model_copy(update=listened_on), listener)


@click.command("worker")
@setting_options("data", "database_url", "storage_url", "redis_url", "jobs", "log_level", "log_format")
def worker_command(**options: Any) -> None:
    """Speak and encode for the servers of a PostgreSQL database, until Ctrl-C or SIGTERM."""
    config = config_of(options)
    if not config.database_url:
        raise BadInput(
            "database_url: a worker needs the PostgreSQL database of the servers that it works for."
        )
    serve(config.model_copy(update={"jobs": max(1, config.jobs)}), None)


def serve(config: Config, listener: socket.socket | None) -> NoReturn:
    """Serve until Ctrl-C or SIGTERM, and print an invitation as soon as requests are answered.

    :param config: its host and port are those of the listener.
    :param listener: ``None`` to do jobs alone.
    """
    _allow_files()
    spare_memory()
    # Those that follow find the same modules as this process, and nothing in the current folder (-P).
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    if config.metrics_token and listener:
        os.environ[METRICS_VARIABLE] = str(_emptied(config.data / "metrics"))
    settings = config.model_dump(mode="json")
    task = watching.Task(
        settings=settings,
        watcher=os.getpid(),
        number=0,
        draws=output_draws(),
        listener=listener.fileno() if listener else -1,
    )
    if os.name != "posix":  # elsewhere a process cannot become another one
        sys.exit(watching.Watcher(task, listener).run())
    reading, writing = os.pipe()
    os.write(writing, json.dumps(task).encode())  # the pipe has room for it
    os.close(writing)
    for descriptor in (reading, listener.fileno()) if listener else (reading,):
        os.set_inheritable(descriptor, True)
    os.execv(sys.executable, [sys.executable, "-P", "-m", watching.__name__, str(reading)])  # noqa: S606 - this interpreter


def _emptied(folder: Path) -> Path:
    """Return the folder in which processes count together; those before them do not count."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _allow_files() -> None:
    """Raise the usual limit of 1,024 open files, or that many connections would keep all others out."""
    if sys.platform != "win32":
        import resource

        least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _OPEN_FILES if most == resource.RLIM_INFINITY else min(_OPEN_FILES, most)
        if least < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
