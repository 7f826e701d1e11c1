"""One worker, as the process that owns it sees it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, BinaryIO, Final, cast

from server.errors import SoleusError
from server.voice.model import Speech, Voice
from server.voice.worker.wire import read_message, read_samples, write_message

#: Seconds until a worker must be ready; Windows takes some to look through its voices for the first time.
_START_LIMIT_S: Final = 30.0
#: Seconds that a worker gets to end by itself.
_END_LIMIT_S: Final = 2.0


class WorkerLost(Exception):
    """The worker crashed, or hung and was killed."""


class WorkerRefused(Exception):
    """The engine raised an error; the message is what it said."""


class NoVoice(SoleusError):
    """There is no engine that starts on this machine, or it has no voices."""


class SpeakingProcess:
    """A worker that is started when it is first asked, and again after it was lost.

    One thread at a time may ask it; ``close`` may be called by another. Every request raises ``NoVoice`` if
    the engine cannot be started.
    """

    def __init__(self, engine: str) -> None:
        self._engine = engine
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None

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
        return cast(Speech, self._ask(limit_s, do="speak", text=text, voice=voice, rate=rate))

    def voices(self, limit_s: float) -> Sequence[Voice]:
        """Return the engine's voices; raises as :meth:`speak`."""
        message = self._ask(limit_s, do="voices")
        return [Voice(*voice) for voice in message["voices"]]

    def ping(self, limit_s: float) -> None:
        """Return once the worker answers; raises as :meth:`speak`."""
        self._ask(limit_s, do="ping")

    def close(self) -> None:
        """End the process, by force if it does not end by itself, and remove the files that it left."""
        process, self._process = self._process, None
        if process is not None:
            _end(process)
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _ask(self, limit_s: float, **request: Any) -> Any:
        if not self.started:
            self.close()
            self._start()
        process = cast("subprocess.Popen[bytes]", self._process)
        return self._exchange(process, limit_s, request)

    def _start(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="soleus-voice-", ignore_cleanup_errors=True)
        # The worker finds the same modules as this process, and nothing in the current folder (-P).
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self._process = subprocess.Popen(  # noqa: S603 - a module of this package, run by this interpreter
            [sys.executable, "-P", "-m", "server.voice.worker.main", self._engine, self._folder.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        try:
            self._exchange(self._process, _START_LIMIT_S, None)
        except WorkerRefused as refusal:
            raise NoVoice(f"The voice does not start on this machine: {refusal}") from refusal

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
            self.close()
            raise WorkerLost("the voice stopped without an answer") from error
        finally:
            watchdog.cancel()


def _answer(stream: BinaryIO) -> Any:
    message = read_message(stream)
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
