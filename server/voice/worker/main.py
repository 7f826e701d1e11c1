"""A process that does nothing but speak: ``python -m server.voice.worker.main MODULE:CLASS FOLDER``.

It reads requests from standard input and answers on the standard output that it was started with. What an
engine prints is discarded. Its temporary files are in ``FOLDER``. It ends when its input ends, and then
removes the folder, as its owner may have been killed.
"""

from __future__ import annotations

import faulthandler
import importlib
import os
import shutil
import signal
import sys
import tempfile
from typing import Any, BinaryIO, cast

from server.voice.model import Engine
from server.voice.worker.wire import read_message, write_message, write_speech

#: Seconds after which a worker that hangs ends itself: longer than any limit of its owner, in case the owner
#: was killed and cannot end it.
_ORPHAN_LIMIT_S = 120


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


def _answer(engine: Engine, request: dict[str, Any], answers: BinaryIO) -> None:
    match request["do"]:
        case "speak":
            write_speech(answers, engine.speak(request["text"], request["voice"], request["rate"]))
        case "voices":
            voices = [[voice.id, voice.name, voice.language] for voice in engine.voices()]
            write_message(answers, voices=voices)
        case _:
            write_message(answers, ready=True)


def _answer_all(engine: Engine, requests: BinaryIO, answers: BinaryIO) -> None:
    while True:
        try:
            request = read_message(requests)
        except EOFError:
            return
        faulthandler.dump_traceback_later(_ORPHAN_LIMIT_S, exit=True)
        try:
            _answer(engine, request, answers)
        except Exception as error:  # whatever an engine raises is an answer, and does not end the worker
            write_message(answers, error=f"{type(error).__name__}: {error}")
        faulthandler.cancel_dump_traceback_later()


def main() -> None:
    """Start the engine, say that it is ready (or why not), and answer requests."""
    engine_spec, tempfile.tempdir = sys.argv[1:]
    answers = _take_stdout()
    # Ctrl-C reaches the whole group; the owner decides when its workers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        engine = engine_class(engine_spec)()
    except Exception as error:
        write_message(answers, error=f"{type(error).__name__}: {error}")
        return
    write_message(answers, ready=True)
    _answer_all(engine, sys.stdin.buffer, answers)
    shutil.rmtree(tempfile.tempdir, ignore_errors=True)


if __name__ == "__main__":
    main()
