"""A process that does nothing but speak: ``python -m server.voice.worker.main MODULE:CLASS FOLDER WAY``.

It reads requests from standard input and answers on the standard output that it was started with. What an
engine prints is discarded. Its temporary files are in ``FOLDER``. It ends when its input ends, and then
removes the folder, as its owner may have been killed.

Some engines keep state from phrase to phrase: each phrase is spoken by a process that has spoken nothing
before. With the ``WAY`` "fork" that is a fork of this process, which has imported everything and started
nothing; a hang or a crash costs the fork. With "once" it is this process, which its owner replaces after its
first phrase. With "always" this process speaks them all: the engine keeps nothing, and takes long to start.
"""

from __future__ import annotations

import faulthandler
import gc
import importlib
import io
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path
from typing import Any, BinaryIO, Literal, TypeAlias, cast

from server.voice.model import Engine
from server.voice.worker.wire import read_message, write_message, write_speech

#: How a worker answers.
Way: TypeAlias = Literal["fork", "once", "always"]

#: Seconds for what has no limit of its own: to start the engine.
_START_LIMIT_S = 20.0


def engine_class(spec: str) -> type[Engine]:
    """Return the class that ``module:Class`` names."""
    module, _, name = spec.partition(":")
    return cast(type[Engine], getattr(importlib.import_module(module), name))


def _take_stdout() -> BinaryIO:
    """Return the original standard output, and discard what is written to descriptor 1 from now on."""
    answers = os.fdopen(os.dup(1), "wb")
    discarded = os.open(os.devnull, os.O_WRONLY)
    os.dup2(discarded, 1)
    os.close(discarded)
    return answers


def _answer(start: Callable[[], Engine], request: dict[str, Any]) -> bytes:
    """Return the answer to a request; whatever an engine raises is one."""
    # It ends this process even if the engine hangs, and if its owner was killed and cannot end it.
    faulthandler.dump_traceback_later(request.get("limit_s", _START_LIMIT_S), exit=True)
    answer = io.BytesIO()
    try:
        engine = start()
        match request["do"]:
            case "speak":
                write_speech(answer, engine.speak(request["text"], request["voice"], request["rate"]))
            case "voices":
                voices = [astuple(voice) for voice in engine.voices()]
                write_message(answer, voices=voices)
            case _:
                write_message(answer, ready=True)
    except Exception as error:
        write_message(answer, error=f"{type(error).__name__}: {error}")
    faulthandler.cancel_dump_traceback_later()
    return answer.getvalue()


def _answer_in_fork(engine: type[Engine], request: dict[str, Any], answers: BinaryIO) -> bytes:
    """Return the answer of a fork of this process; empty if it crashed, or hung until its limit."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        # Nobody should wait for the end of a stream that only a hanging fork still holds open.
        answers.close()
        sys.stdin.close()
        with os.fdopen(writing, "wb") as stream:
            stream.write(_answer(engine, request))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        answer = stream.read()
    _, status = os.waitpid(child, 0)
    return b"" if status else answer


def _serve_by_forks(engine: type[Engine], folder: Path, requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer each request in a fork, and before the first say whether the engine starts."""
    engine.prepare()
    gc.freeze()  # so that no fork copies the memory of all modules when it collects garbage
    request: dict[str, Any] | None = {"do": "ping"}
    while request is not None:
        answer = _answer_in_fork(engine, request, answers)
        if not answer:
            _empty(folder)
        _send(answer or _lost(), answers)
        request = _next(requests)


def _serve_itself(engine: type[Engine], requests: BinaryIO, answers: BinaryIO) -> None:
    """Start the engine, say so, and answer requests; the owner may end this process after a phrase."""
    started = engine()
    request: dict[str, Any] | None = {"do": "ping"}
    while request is not None:
        _send(_answer(lambda: started, request), answers)
        request = _next(requests)


def _next(requests: BinaryIO) -> dict[str, Any] | None:
    try:
        return read_message(requests)
    except EOFError:
        return None


def _send(answer: bytes, answers: BinaryIO) -> None:
    answers.write(answer)
    answers.flush()


def _lost() -> bytes:
    answer = io.BytesIO()
    write_message(answer, lost=True)
    return answer.getvalue()


def _empty(folder: Path) -> None:
    """Remove the temporary files that a lost fork has left."""
    for left in folder.iterdir():
        shutil.rmtree(left, ignore_errors=True)


def main() -> None:
    """Say whether the engine starts (or why not), and answer requests."""
    engine_spec, tempfile.tempdir, way = sys.argv[1:]
    answers = _take_stdout()
    # Ctrl-C reaches the whole group; the owner decides when its workers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        engine = engine_class(engine_spec)
        if way == "fork":
            _serve_by_forks(engine, Path(tempfile.tempdir), sys.stdin.buffer, answers)
        else:
            _serve_itself(engine, sys.stdin.buffer, answers)
    except Exception as error:
        write_message(answers, error=f"{type(error).__name__}: {error}")
    shutil.rmtree(tempfile.tempdir, ignore_errors=True)


if __name__ == "__main__":
    main()
