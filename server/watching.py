"""The process that watches the one that answers: it starts that one, and another when it answers no more.

``soleus serve`` becomes this process once it has read the settings and bound the port. It lives as long as
the server, so it loads little: Python alone takes 6 MB, with click and pydantic it would be 30.

The one that answers gets a :class:`Task` on its standard input, which stays open until this process ends, and
says a :class:`Start` on its standard output, as JSON in a line each.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import IO, Any, Literal, TypedDict, cast

from server.addresses import host_for_itself
from server.output import forgive_output, print_if_read

#: Seconds between two questions, and until the first answer.
_EVERY_S, _FIRST_EVERY_S = 3.0, 0.05
#: Seconds that an answer may take, and how many in a row may fail to come: 3 + 2 * 5 s until it is noticed.
_ANSWER_TIMEOUT_S, _MOST_MISSES = 5.0, 2
#: Seconds that downloads may take to finish after the server was told to stop.
_STOP_TIMEOUT_S = 5.0
#: Seconds for which a process that was started anew must have lived, or no other follows it.
_SHORTEST_LIFE_S = 5.5
_QUESTION = b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


class Task(TypedDict):
    """What the process that answers is told."""

    #: All settings; host and port are those of the listener.
    settings: dict[str, Any]
    #: Id of the watching process.
    watcher: int
    #: Whether the output takes the characters that QR codes are drawn with.
    draws: bool
    #: The descriptor of the listening socket; on Windows what ``socket.fromshare`` takes, in hexadecimal.
    listener: int | str


class Start(TypedDict):
    """What the process that answers says before it does."""

    #: How to come in, as a text.
    invitation: str
    #: Why it cannot start; empty if it can.
    failure: str


#: What the main thread is told: how a start went, that the process has ended, whether a question was
#: answered, or that the server is to stop.
_Report = Start | Literal["ended", "answered", "missed", "stop"]
_Process = subprocess.Popen[bytes]


class Watcher:
    """Keeps a process that answers, until the server is told to stop."""

    def __init__(self, task: Task, listener: socket.socket) -> None:
        """Prepare without starting anything.

        :param listener: accepts connections already. While one process follows another they wait here,
            instead of being refused.
        """
        self._task = task
        self._listener = listener
        self._process: _Process | None = None
        #: Each with the process that it is about.
        self._reports: SimpleQueue[tuple[_Process | None, _Report]] = SimpleQueue()
        self._every_s = _FIRST_EVERY_S
        self._invited = self._stopping = False

    def run(self) -> int:
        """Watch until the server is told to stop or cannot start, and return the exit code."""
        for sign in _stop_signals():
            signal.signal(sign, self._stop)
        Thread(target=self._ask, daemon=True).start()
        renewed_s = float("-inf")
        while (code := self._watch(self._begin())) is None:
            lived_s, renewed_s = time.monotonic() - renewed_s, time.monotonic()
            if lived_s < _SHORTEST_LIFE_S:
                _complain("the server ends again and again: giving up")
                return 1
        return code

    def _stop(self, *_: object) -> None:
        self._stopping = True
        self._reports.put((None, "stop"))

    def _watch(self, process: _Process) -> int | None:
        """Watch a process until it ends, and return the exit code; ``None`` if another is to follow it."""
        invitation, answered, misses = "", False, 0
        while True:
            about, report = self._reports.get()
            if self._stopping:
                return self._end(process)
            if about is not process:
                continue
            match report:
                case "ended":
                    _complain("the server has ended unexpectedly: restarting it")
                    return None
                case "answered":
                    answered, misses, self._every_s = True, 0, _EVERY_S
                case "missed":
                    misses += answered  # a start may take as long as it likes
                    if misses == _MOST_MISSES:
                        _complain("the server answers no more: restarting it")
                        process.kill()  # it would not hear anything milder
                case dict() as start:
                    invitation = start["invitation"]
                    if start["failure"]:
                        print(f"soleus: {start['failure']}", file=sys.stderr)
                    if start["failure"] and not self._invited:
                        process.wait()
                        return 1
            # An answer may be seen before what the process said when it started.
            if invitation and answered and not self._invited:
                print_if_read(invitation)
                self._invited = True

    def _begin(self) -> _Process:
        posix = os.name == "posix"
        process = self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "server.cli.answering"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=[self._listener.fileno()] if posix else (),
        )
        task = self._task
        if not posix:
            task = {**task, "listener": self._listener.share(process.pid).hex()}  # type: ignore[attr-defined]
        with suppress(OSError):  # it has ended already, as is reported at once
            stream = cast(IO[bytes], process.stdin)
            stream.write(json.dumps(task).encode() + b"\n")
            stream.flush()
        Thread(target=self._listen, args=(process,), daemon=True).start()
        return process

    def _listen(self, process: _Process) -> None:
        for line in cast(IO[bytes], process.stdout):
            self._reports.put((process, cast(Start, json.loads(line))))
        process.wait()
        self._reports.put((process, "ended"))

    def _ask(self) -> None:
        """Ask again and again whether there are answers."""
        host, port = self._listener.getsockname()[:2]
        host = host_for_itself(host)
        while True:
            process, asked_s = self._process, time.monotonic()
            answers = _answers(host, port)
            self._reports.put((process, "answered" if answers else "missed"))
            time.sleep(max(0.0, self._every_s - (time.monotonic() - asked_s)))

    def _end(self, process: _Process) -> int:
        """Let a process finish what it is at, and let nobody else in."""
        self._listener.close()
        process.terminate()
        try:
            process.wait(_STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        return 0


def _stop_signals() -> Iterator[signal.Signals]:
    """Yield the signals that stop a server: that of nohup's terminal does not."""
    for name in ("SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP"):
        sign = getattr(signal, name, None)
        if sign and (name != "SIGHUP" or signal.getsignal(sign) is not signal.SIG_IGN):
            yield sign


def _answers(host: str, port: int) -> bool:
    """Tell whether there is any answer, whatever it says."""
    answered = False
    try:
        with socket.create_connection((host, port), _ANSWER_TIMEOUT_S) as connection:
            connection.sendall(_QUESTION)
            while connection.recv(4096):
                answered = True
    except OSError:
        return False
    return answered


def _complain(what: str) -> None:
    print(time.strftime("%Y-%m-%d %H:%M:%S"), what, file=sys.stderr)


def main() -> None:
    """Watch as the task says that comes through a pipe, whose descriptor is the first argument."""
    forgive_output()
    with os.fdopen(int(sys.argv[1])) as pipe:
        task: Task = json.load(pipe)
    sys.exit(Watcher(task, socket.socket(fileno=cast(int, task["listener"]))).run())


if __name__ == "__main__":
    main()
