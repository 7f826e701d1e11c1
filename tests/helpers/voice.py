"""What makes voices for tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from server.voice.clips import ClipStore
from server.voice.model import Speech
from server.voice.worker.pool import SpeakingPool

#: Makes a pool; arguments as for ``make`` in the fixture ``make_pool``.
MakePool: TypeAlias = Callable[..., SpeakingPool]
#: Makes a clip store; arguments as for ``make`` in the fixture ``make_store``.
MakeStore: TypeAlias = Callable[..., ClipStore]


def seconds(speech: Speech) -> float:
    """Return how long a speech lasts."""
    return len(speech.pcm) / 2 / speech.sample_rate
