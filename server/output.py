"""What whoever reads the output can take: it may be a file, an old terminal, or nobody."""

from __future__ import annotations

import io
import sys
from contextlib import suppress
from typing import Final

#: The characters that QR codes are drawn with.
_BLOCKS: Final = "█▀▄"


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
