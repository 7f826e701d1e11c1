"""Lengths of phrases that have not been spoken yet."""

from __future__ import annotations

from collections.abc import Callable

from server.audio import tone_length_ms
from server.coach import CueKind, estimated_ms


def estimated_lengths(rate: int) -> Callable[[CueKind, str], int]:
    """Return what estimates the length of a phrase, and gives that of a tone by its name, in milliseconds.

    :param rate: words a minute.
    """
    return lambda kind, text: tone_length_ms(text) if kind == "tone" else estimated_ms(text, rate)
