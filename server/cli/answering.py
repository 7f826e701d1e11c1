"""The process that answers, started by the one that watches it (``server/watching.py``)."""

from __future__ import annotations

import gc
import socket
from contextlib import ExitStack
from typing import TYPE_CHECKING, cast

from server.cli.environment import find_room_for_temporary_files
from server.cli.running import recorded
from server.cli.watched import Watched
from server.clock import wall_of
from server.config import Config
from server.watching import Task

if TYPE_CHECKING:
    from server.cli.gateway import Gateway
    from server.services import Services

#: Objects that are made, less those that are gone, before the garbage collector looks at them.
_NEW_OBJECTS = 50_000


def main() -> None:
    """Do what the watching process asks for, until it says to stop, or ends itself."""
    watched = Watched()
    with ExitStack() as stack:
        with watched.starting():
            services, gateway, invitation = _load(watched.config, watched.task, stack)
        _spare_collections()
        watched.begun(invitation)
        watched.answer(gateway.answers_requests, services.health.stop)
        _serve(gateway, watched.task)


def _spare_collections() -> None:
    """Let the garbage collector look seldom, and never again at what is there from the start.

    It took 9 % of the time of a process that two thousand runners kept busy, and 0.25 s at once; now 0.6 %.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 20, 100)


def _load(config: Config, task: Task, stack: ExitStack) -> tuple[Services, Gateway, str]:
    """Return the services, what answers, and an invitation.

    :param stack: is given what is to be closed in the end.
    :raises SoleusError: if the data folder or the database cannot be used.
    """
    from server import create_app
    from server.cli.gateway import Gateway
    from server.services import DailyBackups
    from server.track import adopt_tracks, warm_up_tracks
    from server.web import LARGEST_BYTES, MOST_BYTES, services_of

    app = create_app(config, asks_workers=bool(config.database_url))
    find_room_for_temporary_files(config.data)
    services = services_of(app)
    stack.callback(services.close)
    backups = DailyBackups(config, wall_of(services.clock), disk=services.disk)
    stack.callback(backups.close)
    backups.start()
    adopt_tracks(services.store.unrecorded_tracks(), services.studio, services.scheduler)
    if not services.store.serves_many:  # else a worker does it
        services.retention.start()
    if config.warm:
        services.ahead.start()
        warm_up_tracks(services.library.routines(), services.studio, services.speech, services.scheduler)
    stack.enter_context(recorded(config, task["watcher"]))
    # One of several is enough.
    invitation = services.pairing.invite().text(task["draws"]) if task["number"] == 0 else ""
    return services, Gateway(app, MOST_BYTES, LARGEST_BYTES), invitation


def _serve(gateway: Gateway, task: Task) -> None:
    from server.cli.granian_server import GranianServer

    held = task["listener"]
    listener = socket.socket(fileno=held) if isinstance(held, int) else _shared(bytes.fromhex(held))
    GranianServer(listener).serve(target_loader=lambda: gateway, wrap_loader=False)


def _shared(listener: bytes) -> socket.socket:
    """Return a socket that another process shares with this one (Windows)."""
    return cast(socket.socket, socket.fromshare(listener))  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
