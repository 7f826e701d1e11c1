"""What a process and the one that watches it say to each other (``server/watching.py``)."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Thread
from typing import BinaryIO

from server.config import Config
from server.errors import SoleusError
from server.log_lines import log_lines
from server.output import forgive_output
from server.watching import ANSWER, QUESTION, Start, Task

#: Seconds for which a busy thread may keep Python's interpreter from others. With Python's own 5 ms, 20 polls
#: beside one busy thread took up to 98 ms (p99), with this 15 ms.
SWITCH_S = 0.001


class Watched:
    """A process that is watched: this one.

    It ends at once when the watching process is killed, to hold nothing of it for ever.
    """

    def __init__(self) -> None:
        """Take over standard input and output, and log as the settings say.

        What is printed from now on goes where errors go.
        """
        # Ctrl-C and the end of a terminal reach the whole group; the watching process ends this one.
        for name in ("SIGINT", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), signal.SIG_IGN)
        forgive_output()
        self._answers: BinaryIO = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)
        #: What is to be done.
        self.task: Task = json.loads(_first_line())
        self._lines: SimpleQueue[bytes] = SimpleQueue()
        Thread(target=self._hear, daemon=True).start()
        self.config = Config.model_validate(self.task["settings"])
        log_lines(self.config.log_level, self.config.log_format)
        sys.setswitchinterval(SWITCH_S)

    def begun(self, invitation: str) -> None:
        """Say that this process has started."""
        self._say(json.dumps(Start(invitation=invitation, failure="")).encode() + b"\n")

    @contextmanager
    def starting(self) -> Iterator[None]:
        """Say why this process cannot start, if that fails, and end it."""
        try:
            yield
        except SoleusError as error:
            self._say(json.dumps(Start(invitation="", failure=str(error))).encode() + b"\n")
            sys.exit(1)

    def answer(self, does_answer: Callable[[], bool], drain: Callable[[], None]) -> None:
        """Answer the watching process's questions from now on, in a thread.

        :param does_answer: tells whether this process does its work; may take as long as that does.
        :param drain: called when this process will be stopped in a while.
        """

        def work() -> None:
            while True:
                if self._lines.get() != QUESTION:
                    drain()
                elif does_answer():
                    self._say(ANSWER)

        Thread(target=work, daemon=True).start()

    def _say(self, line: bytes) -> None:
        self._answers.write(line)
        self._answers.flush()

    def _hear(self) -> None:
        while line := os.read(0, len(QUESTION)):
            self._lines.put(line)
        os._exit(1)


def _first_line() -> bytes:
    """Return the first line of standard input, and leave there whatever follows it."""
    line = b""
    while not line.endswith(b"\n"):
        read = os.read(0, 1)
        if not read:
            sys.exit(1)  # the watching process has ended
        line += read
    return line
