"""The process that watches those that answer: it starts them, and another for each that answers no more.

``soleus serve`` becomes this process once it has read the settings and bound the port. It lives as long as
the server, so it loads little: Python alone takes 6 MB, with click and pydantic it would be 30.

Each that answers gets a :class:`Task` on its standard input, which stays open until this process ends. It
says a :class:`Start` on its standard output, and then answers each :data:`QUESTION` with an :data:`ANSWER`:
lines all of them, the first two as JSON.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Event, Thread, Timer
from typing import IO, Any, Literal, TypedDict, cast

from server.output import forgive_output, print_if_read

#: What a process is asked, and what it says if it does answer requests.
QUESTION, ANSWER = b"?\n", b"!\n"
#: What a process is told that will be stopped in a while. As long as a question.
DRAIN = b"-\n"
#: Seconds between two questions.
_EVERY_S = 3.0
#: Seconds that an answer may take, and how many in a row may fail to come: 3 + 2 * 5 s until it is noticed.
_ANSWER_TIMEOUT_S, _MOST_MISSES = 5.0, 2
#: Seconds that downloads may take to finish after the server was told to stop.
_STOP_TIMEOUT_S = 5.0
#: Seconds for which a process that was started anew must have lived, or no other follows it.
_SHORTEST_LIFE_S = 5.5


class Task(TypedDict):
    """What the process that answers is told."""

    #: All settings; host and port are those of the listener.
    settings: dict[str, Any]
    #: Id of the watching process.
    watcher: int
    #: Which it is, from 0, of the processes that answer, or of those that do jobs.
    number: int
    #: Whether the output takes the characters that QR codes are drawn with.
    draws: bool
    #: The descriptor of the listening socket; on Windows what ``socket.fromshare`` takes, in hexadecimal; -1
    #: without one.
    listener: int | str


class Start(TypedDict):
    """What the process that answers says before it does."""

    #: How to come in, as a text.
    invitation: str
    #: Why it cannot start; empty if it can.
    failure: str


#: What the main thread is told: how a start went, that a process has ended or that another is due in its
#: place, whether a question was answered, or that the server is to stop.
_Report = Start | Literal["ended", "due", "answered", "missed", "stop"]


class _Worker:
    """A process that answers, or one that does jobs for those.

    :param number: its place among all.
    :param listener: where it is asked; ``None`` for one that does jobs.
    :param report: told what is heard of it, in other threads.
    """

    def __init__(
        self,
        number: int,
        task: Task,
        listener: socket.socket | None,
        report: Callable[[_Worker, _Report], None],
    ) -> None:
        posix = os.name == "posix"
        self.number = number
        self.began_s = time.monotonic()
        self.invitation, self.has_answered, self.misses = "", False, 0
        self._report = report
        self._answered = Event()
        module = "server.cli.answering" if listener else "server.cli.working"
        self.process = subprocess.Popen(  # noqa: S603 - this interpreter, and a module of ours
            [sys.executable, "-P", "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=[listener.fileno()] if posix and listener else (),
        )
        if listener and not posix:
            task = {**task, "listener": listener.share(self.process.pid).hex()}  # type: ignore[attr-defined]
        self.tell(json.dumps(task).encode() + b"\n")
        for work in (self._listen, self._ask):
            Thread(target=work, daemon=True).start()

    def tell(self, line: bytes) -> None:
        """Send it a line."""
        with suppress(OSError):  # it has ended, as is reported at once
            stream = cast(IO[bytes], self.process.stdin)
            stream.write(line)
            stream.flush()

    def _listen(self) -> None:
        for line in cast(IO[bytes], self.process.stdout):
            if line == ANSWER:
                self._answered.set()
            else:
                self._report(self, cast(Start, json.loads(line)))
        self.process.wait()
        self._report(self, "ended")
        self._answered.set()  # so that nobody waits for it

    def _ask(self) -> None:
        """Ask again and again whether it answers; the first time it may take as long as it likes."""
        timeout_s = None
        while self.process.returncode is None:
            asked_s = time.monotonic()
            self._answered.clear()
            self.tell(QUESTION)
            self._report(self, "answered" if self._answered.wait(timeout_s) else "missed")
            timeout_s = _ANSWER_TIMEOUT_S
            time.sleep(max(0.0, _EVERY_S - (time.monotonic() - asked_s)))


class Watcher:
    """Keeps some processes that answer or do jobs, until the server is told to stop."""

    def __init__(self, task: Task, listener: socket.socket | None) -> None:
        """Prepare without starting anything.

        :param listener: accepts connections already. While one process follows another they wait here,
            instead of being refused. ``None`` if none is to answer.
        """
        self._task = task
        self._listener = listener
        self._workers: list[_Worker] = []
        #: Each with the process that it is about.
        self._reports: SimpleQueue[tuple[_Worker | None, _Report]] = SimpleQueue()
        self._invited = False
        settings = task["settings"]
        #: How many answer; those with the numbers after theirs do jobs, which needs a database for many.
        self._answering = settings.get("workers", 1) if listener else 0
        self._working = settings.get("jobs", 0) if settings.get("database_url") else 0

    def run(self) -> int:
        """Watch until the server is told to stop or cannot start, and return the exit code."""
        for sign in _stop_signals():
            signal.signal(sign, lambda *_: self._reports.put((None, "stop")))
        self._workers = [self._begin(number) for number in range(self._answering + self._working)]
        renewed: set[int] = set()
        while True:
            worker, report = self._reports.get()
            if report == "stop":
                self._drain()
                return self._end(0)
            if worker not in self._workers:
                continue
            if self._hear(worker, report):
                return self._end(1)
            if report == "ended":
                soon = time.monotonic() - worker.began_s < _SHORTEST_LIFE_S
                if not soon or worker.number not in renewed:
                    _complain("the server has ended unexpectedly: restarting it")
                    self._renew(worker)
                elif any(each.has_answered for each in self._workers if each is not worker):
                    _complain("a process of the server ends again and again: restarting it in a while")
                    later = Timer(_SHORTEST_LIFE_S, self._reports.put, [(worker, "due")])
                    later.daemon = True  # nobody waits for it in the end
                    later.start()
                else:
                    _complain("the server ends again and again: giving up")
                    return self._end(1)
                renewed.add(worker.number)
            elif report == "due":
                self._renew(worker)

    def _begin(self, number: int) -> _Worker:
        answers = number < self._answering
        task: Task = {**self._task, "number": number if answers else number - self._answering}
        listener = self._listener if answers else None
        return _Worker(number, task, listener, lambda worker, report: self._reports.put((worker, report)))

    def _renew(self, worker: _Worker) -> None:
        self._workers[self._workers.index(worker)] = self._begin(worker.number)

    def _hear(self, worker: _Worker, report: _Report) -> bool:
        """Hear what is reported of a process, and tell whether the server cannot start at all."""
        match report:
            case "answered":
                worker.has_answered, worker.misses = True, 0
            case "missed":
                worker.misses += 1
                if worker.misses == _MOST_MISSES:
                    _complain("the server answers no more: restarting it")
                    worker.process.kill()  # it would not hear anything milder
            case dict() as start:
                worker.invitation = start["invitation"]
                if start["failure"]:
                    print(f"soleus: {start['failure']}", file=sys.stderr)
                    if not self._invited:
                        return True
        # An answer may be seen before what the process said when it started.
        if worker.invitation and worker.has_answered and not self._invited:
            print_if_read(worker.invitation)
            self._invited = True
        return False

    def _drain(self) -> None:
        """Let the processes say that they stop, and go on answering for a while, or until told again."""
        drain_s = self._task["settings"].get("drain_s", 0)
        for worker in self._workers if drain_s else ():
            worker.tell(DRAIN)
        deadline_s = time.monotonic() + drain_s
        with suppress(Empty):
            while (left_s := deadline_s - time.monotonic()) > 0:
                if self._reports.get(timeout=left_s)[1] == "stop":
                    return

    def _end(self, code: int) -> int:
        """Let the processes finish what they are at, and let nobody else in."""
        if self._listener:
            self._listener.close()
        processes = [worker.process for worker in self._workers]
        for process in processes:
            process.terminate()
        deadline_s = time.monotonic() + _STOP_TIMEOUT_S
        for process in processes:
            try:
                process.wait(max(0.0, deadline_s - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        return code


def _stop_signals() -> Iterator[signal.Signals]:
    """Yield the signals that stop a server: that of nohup's terminal does not."""
    for name in ("SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP"):
        sign = getattr(signal, name, None)
        if sign and (name != "SIGHUP" or signal.getsignal(sign) is not signal.SIG_IGN):
            yield sign


def _complain(what: str) -> None:
    print(time.strftime("%Y-%m-%d %H:%M:%S"), what, file=sys.stderr)


def main() -> None:
    """Watch as the task says that comes through a pipe, whose descriptor is the first argument."""
    forgive_output()
    with os.fdopen(int(sys.argv[1])) as pipe:
        task: Task = json.load(pipe)
    listener = cast(int, task["listener"])
    sys.exit(Watcher(task, None if listener < 0 else socket.socket(fileno=listener)).run())


if __name__ == "__main__":
    main()
