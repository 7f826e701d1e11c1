"""Sound files from outside, read by a process of its own.

What decodes sound is written in C and reads what anybody may have made. A file that crashes it, or makes it
take all memory, ends this process and not the server.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import numpy as np
from numpy.typing import NDArray

from server.audio.sound_files import UNREADABLE, kind_of, read_sound
from server.errors import BadInput

#: Seconds for the start of the process, which takes 0.3, and for each file, which takes 0.01.
_START_S, _EACH_S = 20.0, 1.0
#: Bytes of memory that the process may ask for: with all libraries loaded it has 500 MB of
#: addresses, and uses 70.
_MOST_MEMORY: Final = 1_500_000_000
#: Before each file, and before each answer: whether it is a sound or a sentence, and how long it is.
_FILE, _ANSWER = struct.Struct(">I"), struct.Struct(">?I")


def read_sounds(contents: Sequence[bytes]) -> tuple[NDArray[np.int16], ...]:
    """Return the sound of each file as :func:`~server.audio.sound_files.read_sound` does.

    :raises BadInput: saying what is wrong with the first that cannot be read.
    """
    for content in contents:
        kind_of(content)  # most of what is no sound file is refused without a process
    asked = b"".join(_FILE.pack(len(content)) + content for content in contents)
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "OPENBLAS_NUM_THREADS": "1",
    }
    command = [sys.executable, "-P", "-c", "from server.audio.sound_process import answer; answer()"]
    try:
        told = subprocess.run(  # noqa: S603 - a module of this package, run by this interpreter
            command,
            input=asked,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=_START_S + _EACH_S * len(contents),
            check=True,
        ).stdout
    except subprocess.SubprocessError as error:
        raise BadInput(UNREADABLE) from error
    return tuple(_answers(told))


def _answers(told: bytes) -> list[NDArray[np.int16]]:
    sounds, start = [], 0
    while start < len(told):
        is_sound, length = _ANSWER.unpack_from(told, start)
        start += _ANSWER.size
        content = told[start : start + length]
        start += length
        if not is_sound:
            raise BadInput(content.decode())
        sounds.append(np.frombuffer(content, "<i2").astype(np.int16, copy=False))
    return sounds


def answer() -> None:
    """Answer to each file that comes in with its sound, or with what is wrong with it."""
    with suppress(ImportError, ValueError, OSError):  # Windows has no such limits
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    while head := sys.stdin.buffer.read(_FILE.size):
        content = sys.stdin.buffer.read(*_FILE.unpack(head))
        try:
            is_sound, told = True, read_sound(content).astype("<i2").tobytes()
        except BadInput as error:
            is_sound, told = False, str(error).encode()
        sys.stdout.buffer.write(_ANSWER.pack(is_sound, len(told)) + told)
        if not is_sound:
            return
