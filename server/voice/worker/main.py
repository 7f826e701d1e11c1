"""A process that does nothing but speak: ``python -m server.voice.worker.main MODULE:CLASS FOLDER``.

It reads requests from standard input and answers on the standard output that it was started with. What an
engine prints goes nowhere. Its temporary files lie in ``FOLDER``. It ends when its input ends, and
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

#: Seconds after which a worker that hangs ends itself: longer than any limit of its owner, for the case that
#: the owner was killed and cannot end it.
_ORPHAN_LIMIT_S = 120


def engine_class(spec: str) -> type[Engine]:
    """Return the class that ``module:Class`` names."""
    module, _, name = spec.partition(":")
    return cast(type[Engine], getattr(importlib.import_module(module), name))


def _take_stdout() -> BinaryIO:
    """Return the original standard output, and send descriptor 1 to nowhere."""
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return answers


def _answer(engine: Engine, request: dict[str, Any], answers: BinaryIO) -> None:
    match request["do"]:
        case "speak":
            write_speech(answers, engine.speak(request["text"], request["voice"], request["rate"]))
        case "voices":
            voices = [[voice.id, voice.name, voice.language] for voice in engine.voices()]
            write_message(answers, voices=voices)
        case _:
            write_message(answers, here=True)


def _serve(engine: Engine, requests: BinaryIO, answers: BinaryIO) -> None:
    while True:
        try:
            request = read_message(requests)
        except EOFError:
            return
        faulthandler.dump_traceback_later(_ORPHAN_LIMIT_S, exit=True)
        try:
            _answer(engine, request, answers)
        except Exception as error:  # whatever an engine raises is an answer, not the worker's end
            write_message(answers, error=f"{type(error).__name__}: {error}")
        faulthandler.cancel_dump_traceback_later()


def main() -> None:
    """Start the engine, say that it is here (or why not), and serve."""
    engine_spec, tempfile.tempdir = sys.argv[1:]
    answers = _take_stdout()
    # Ctrl-C reaches the whole group; the owner decides when its workers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        engine = engine_class(engine_spec)()
    except Exception as error:
        write_message(answers, error=f"{type(error).__name__}: {error}")
        return
    write_message(answers, here=True)
    _serve(engine, sys.stdin.buffer, answers)
    shutil.rmtree(tempfile.tempdir, ignore_errors=True)


if __name__ == "__main__":
    main()
