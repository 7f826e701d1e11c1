"""The production server: a process that answers, and this one, which watches it and loads little."""

from __future__ import annotations

import multiprocessing
import socket
import sys
from contextlib import ExitStack
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Any

import click

from server.addresses import host_to_listen_on
from server.cli.answering import FirstStart, Loader, log_lines
from server.cli.listening import listen
from server.cli.memory import spare_memory
from server.cli.options import config_of, setting_options
from server.cli.output import print_if_read
from server.cli.running import recorded
from server.cli.watching import watch
from server.config import Config
from server.errors import SoleusError

if TYPE_CHECKING:
    from server.cli.granian_server import GranianServer

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
    host = host_to_listen_on(config.host)
    with listen(host, config.port) as listener:
        listened_on = {"host": host, "port": listener.getsockname()[1]}
        serve(config.model_copy(update=listened_on), listener)


def serve(config: Config, listener: socket.socket) -> None:
    """Serve until Ctrl-C or SIGTERM, and print an invitation as soon as requests are answered.

    :param config: its host and port are those of the listener.
    :raises SoleusError: if the data folder or the database cannot be used.
    """
    from server.cli.granian_server import GranianServer

    log_lines(config.log_level)
    _allow_files()
    spare_memory()
    # A fork would hold what this process has loaded, and this one would need to load what that one needs.
    multiprocessing.set_start_method("spawn", force=True)
    first = FirstStart()
    server = GranianServer(listener)
    with ExitStack() as record:
        Thread(target=_watch, args=(config, server, first, record), daemon=True).start()
        server.serve(target_loader=Loader(config, first), wrap_loader=False)
    if first.failure:
        raise SoleusError(first.failure)


def _watch(config: Config, server: GranianServer, first: FirstStart, record: ExitStack) -> None:
    invitation = first.await_invitation()
    if first.failure:
        server.stop()
    else:
        record.enter_context(recorded(config))
        watch(config.host, config.port, partial(print_if_read, invitation), lambda: server.ending)


def _allow_files() -> None:
    """Raise the usual limit of 1,024 open files, or that many connections would keep all others out."""
    if sys.platform != "win32":
        import resource

        least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _OPEN_FILES if most == resource.RLIM_INFINITY else min(_OPEN_FILES, most)
        if least < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
