"""The process that answers, started by the one that watches it (``server/watching.py``)."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from contextlib import ExitStack
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, BinaryIO, cast

from server.cli.environment import find_room_for_temporary_files
from server.cli.running import recorded
from server.clock import wall_of
from server.config import Config
from server.errors import SoleusError
from server.log_lines import log_lines
from server.output import forgive_output
from server.watching import ANSWER, DRAIN, QUESTION, Start, Task

if TYPE_CHECKING:
    from server.cli.gateway import Gateway
    from server.services import HealthService, Services

#: Seconds for which a busy thread may keep Python's interpreter from others. With Python's own 5 ms, 20 polls
#: beside one busy thread took up to 98 ms (p99), with this 15 ms.
SWITCH_S = 0.001


def main() -> None:
    """Do what the watching process asks for, until it says to stop, or ends itself."""
    # Ctrl-C and the end of a terminal reach the whole group; the watching process ends this one.
    for name in ("SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    forgive_output()
    with _take_stdout() as answers:
        task: Task = json.loads(_first_line())
        questions: SimpleQueue[bytes] = SimpleQueue()
        Thread(target=_hear_watcher, args=(questions,), daemon=True).start()
        config = Config.model_validate(task["settings"])
        log_lines(config.log_level, config.log_format)
        sys.setswitchinterval(SWITCH_S)
        with ExitStack() as stack:
            try:
                services, gateway, invitation = _load(config, task, stack)
            except SoleusError as error:
                _tell(answers, Start(invitation="", failure=str(error)))
                sys.exit(1)
            _tell(answers, Start(invitation=invitation, failure=""))
            Thread(
                target=_answer_watcher, args=(questions, gateway, services.health, answers), daemon=True
            ).start()
            _serve(gateway, task)


def _first_line() -> bytes:
    """Return the first line of standard input, and leave there whatever follows it."""
    line = b""
    while not line.endswith(b"\n"):
        read = os.read(0, 1)
        if not read:
            sys.exit(1)  # the watching process has ended
        line += read
    return line


def _take_stdout() -> BinaryIO:
    """Return the original standard output; what is printed from now on goes where errors go."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _tell(answers: BinaryIO, start: Start) -> None:
    answers.write(json.dumps(start).encode() + b"\n")
    answers.flush()


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

    app = create_app(config)
    find_room_for_temporary_files(config.data)
    services = services_of(app)
    stack.callback(services.close)
    backups = DailyBackups(config, wall_of(services.clock), disk=services.disk)
    stack.callback(backups.close)
    backups.start()
    adopt_tracks(services.store.unrecorded_tracks(), services.studio, services.scheduler)
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


def _hear_watcher(lines: SimpleQueue[bytes]) -> None:
    """Note what the watching process says; end at once when it is killed, to hold nothing of it for ever."""
    while line := os.read(0, len(QUESTION)):
        lines.put(line)
    os._exit(1)


def _answer_watcher(
    lines: SimpleQueue[bytes], gateway: Gateway, health: HealthService, answers: BinaryIO
) -> None:
    """Do what the watching process says: answer a question once a request has been answered for it."""
    while True:
        if lines.get() == DRAIN:
            health.stop()
        elif gateway.answers_requests():
            answers.write(ANSWER)
            answers.flush()


if __name__ == "__main__":
    main()
