"""One worker, as the process that owns it sees it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from server.errors import SoleusError
from server.temporary import TemporaryFolder, remove_left_behind
from server.voice.installed import VARIABLE
from server.voice.model import Speech, Voice
from server.voice.worker.main import Way
from server.voice.worker.wire import read_message, read_samples, write_message

#: Seconds until a worker must be ready; Windows takes some to look through its voices for the first time.
_START_LIMIT_S: Final = 30.0
#: Seconds that a worker gets to end by itself.
_END_LIMIT_S: Final = 2.0
#: Seconds after the limit of a phrase until the worker itself is killed; its fork has ended itself by then.
_GRACE_S: Final = 2.0
#: Whether a worker may fork for each phrase. On macOS the system's speech must not be used in a fork.
FORKS: Final = hasattr(os, "fork") and sys.platform != "darwin"
_LOST: Final = "the voice stopped without an answer"


class WorkerLost(Exception):
    """What spoke crashed, or hung and was killed: the worker or its fork."""


class WorkerRefused(Exception):
    """The engine raised an error; the message is what it said."""


class NoVoice(SoleusError):
    """There is no engine that starts on this machine, or it has no voices."""

    status = 503


class SpeakingProcess:
    """A worker that is started when it is first asked, and again after it was lost or has rested.

    One thread at a time may ask it; ``close`` may be called by another. Every request raises ``NoVoice`` if
    the engine cannot be started.
    """

    def __init__(self, engine: str, way: Way, voices: Path | None = None) -> None:
        """Prepare without starting anything.

        :param way: how the worker answers. One that speaks "once" is replaced after its first phrase: the
            next one is started ahead.
        :param voices: the folder of installed voices, if there may be any.
        """
        self._engine = engine
        self._way = way
        self._installed = {VARIABLE: str(voices)} if voices else {}
        self._folder: TemporaryFolder | None = None
        self._process: subprocess.Popen[bytes] | None = None
        #: Whether the process has said that its engine starts.
        self._ready = False
        self._closed = False

    @property
    def started(self) -> bool:
        """Whether there is a process that has not been seen to end."""
        return self._process is not None and self._process.poll() is None

    def speak(self, text: str, voice: str, rate: int, limit_s: float) -> Speech:
        """Speak a phrase.

        :param limit_s: seconds that it may take, not counting the start of the worker.
        :raises WorkerLost: if the worker crashes, or takes longer.
        :raises WorkerRefused: if the engine raises an error.
        """
        try:
            return cast(Speech, self._ask(limit_s, do="speak", text=text, voice=voice, rate=rate))
        finally:
            if self._way == "once":
                with suppress(OSError):  # the next phrase tries again, and says why
                    self._renew()

    def voices(self, limit_s: float) -> Sequence[Voice]:
        """Return the engine's voices; raises as :meth:`speak`."""
        message = self._ask(limit_s, do="voices")
        return [Voice(*voice) for voice in message["voices"]]

    def rest(self) -> None:
        """End the process until it is needed again."""
        self._end()

    def close(self) -> None:
        """End the process, by force if it does not end by itself, and remove the files that it left."""
        self._closed = True
        self._end()

    def _ask(self, limit_s: float, **request: Any) -> Any:
        if not self.started:
            remove_left_behind()
            try:
                self._renew()
            except OSError as error:  # such as a disk that nothing can be written to
                raise NoVoice(f"The voice cannot be started on this machine: {error}") from error
        process = self._process
        if process is None:
            raise WorkerLost("the voice is being stopped")
        if not self._ready:
            self._await_ready(process)
        return self._exchange(process, limit_s + _GRACE_S, {**request, "limit_s": limit_s})

    def _renew(self) -> None:
        """End the process, if there is one, and begin to start another."""
        self._end()
        if self._closed:
            return
        self._folder = TemporaryFolder("voice")
        # The worker finds the same modules as this process, and nothing in the current folder (-P). It has
        # one thread: a fork has no others.
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "OPENBLAS_NUM_THREADS": "1",
            **self._installed,
        }
        arguments = [self._engine, self._folder.name, self._way]
        self._process = subprocess.Popen(  # noqa: S603 - a module of this package, run by this interpreter
            [sys.executable, "-P", "-m", "server.voice.worker.main", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )

    def _await_ready(self, process: subprocess.Popen[bytes]) -> None:
        try:
            self._exchange(process, _START_LIMIT_S, None)
        except WorkerRefused as refusal:
            self._end()
            raise NoVoice(f"The voice does not start on this machine: {refusal}") from refusal
        except WorkerLost:
            self._end()
            raise
        self._ready = True

    def _end(self) -> None:
        process, self._process, self._ready = self._process, None, False
        if process is not None:
            _end(process)
        folder, self._folder = self._folder, None
        if folder is not None:
            folder.remove()

    def _exchange(
        self, process: subprocess.Popen[bytes], limit_s: float, request: dict[str, Any] | None
    ) -> Any:
        """Send a request, if any, and read the answer; at the limit, killing the process ends the read."""
        watchdog = threading.Timer(limit_s, process.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            if request is not None:
                write_message(cast(BinaryIO, process.stdin), **request)
            return _answer(cast(BinaryIO, process.stdout))
        except (EOFError, OSError, ValueError) as error:  # ValueError: another thread closed the pipe
            self._end()
            raise WorkerLost(_LOST) from error
        finally:
            watchdog.cancel()


def _answer(stream: BinaryIO) -> Any:
    message = read_message(stream)
    if "lost" in message:
        raise WorkerLost(_LOST)
    if "error" in message:
        raise WorkerRefused(message["error"])
    if "sample_rate" in message:
        return read_samples(stream, message["sample_rate"])
    return message


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):
        cast(BinaryIO, process.stdin).close()
    try:
        process.wait(_END_LIMIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    cast(BinaryIO, process.stdout).close()
