"""What a voice is judged by before it is chosen."""

from __future__ import annotations

from typing import Final

from server.coach import lines

#: Seconds of the hold that it announces.
_HOLD_S: Final = 30


def voice_sample() -> str:
    """Return how the coach announces a stretch: the same sentences for every voice, so that they compare."""
    amount = lines.text("amount", duration=lines.duration(_HOLD_S))
    return " ".join((lines.text("sample.name"), lines.text("side.left.leg"), amount))
