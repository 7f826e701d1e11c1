"""Input and output as they are found: a file, an old terminal, nobody, or closed."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import Final

#: The characters that QR codes are drawn with.
_BLOCKS: Final = "█▀▄"
#: The numbers of the standard streams: input, output and errors.
_STANDARD: Final = (0, 1, 2)


def fill_closed_streams() -> None:
    """Open what was closed of the three standard streams, to nothing, for this process and those it starts.

    Else the next file or connection would get the number of one: what a process prints would go there.
    """
    for number in _STANDARD:
        try:
            os.fstat(number)
        except OSError:
            # The lowest number that is free: this one.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


def forgive_output() -> None:
    """From now on, show a question mark for each character that the output cannot take."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def output_draws() -> bool:
    """Tell whether the output takes the characters that QR codes are drawn with."""
    try:
        _BLOCKS.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def print_if_read(text: str) -> None:
    """Print a text; if nobody reads the output any more, go on without."""
    with suppress(OSError, ValueError):  # a broken pipe, a closed file
        print(text, flush=True)
