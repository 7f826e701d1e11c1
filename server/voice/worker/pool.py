"""The workers that speak, a phrase at a time each."""

from __future__ import annotations

import os
import threading
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final, Protocol, TypeVar

from server.errors import SoleusError
from server.jobs import Priority, ThreadScheduler
from server.quoting import quoted
from server.voice.installed import folder_state, installed_voice
from server.voice.model import Engine, EngineIdentity, EngineVersion, Speech, Voice
from server.voice.worker.main import Way, engine_class
from server.voice.worker.process import FORKS, NoVoice, SpeakingProcess, WorkerLost, WorkerRefused

#: The engine that Soleus speaks with unless told otherwise.
PYTTSX3: Final = "server.voice.engines.pyttsx3_engine:Pyttsx3Engine"
#: Characters of a phrase: more than any sentence needs.
LONGEST_TEXT: Final = 1000
#: Seconds for one phrase, about a hundred times what the longest takes on a slow machine.
PHRASE_LIMIT_S: Final = 10.0
#: Seconds without a phrase after which all workers are ended, as each takes 12 MB. The next phrase starts one
#: again, in 160 ms.
IDLE_S: Final = 5.0
#: Workers at most: with a second one, speaking keeps up with encoding.
_MOST_WORKERS: Final = 2
#: Unicode's categories of control characters and of surrogates, which are halves of characters.
_UNSPEAKABLE_CATEGORIES: Final = ("Cc", "Cs")

Answer = TypeVar("Answer")


class UnspeakablePhrase(SoleusError):
    """The engine cannot speak a phrase; the message names it."""

    status = 503

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(f"{quoted(text)} cannot be spoken: {reason}.")
        self.text = text
        self.reason = reason


class VoiceStopped(SoleusError):
    """Soleus is being stopped and does not speak any more."""

    status = 503

    def __init__(self) -> None:
        super().__init__("Soleus is shutting down; try again when it is running again.")


class Worker(Protocol):
    """What speaks a phrase at a time for a pool."""

    @property
    def started(self) -> bool:
        """Whether it speaks sooner than one that has to be started."""
        ...

    def speak(self, text: str, voice: str, rate: int, limit_s: float) -> Speech:
        """Speak a phrase within some seconds; raises ``WorkerLost``, ``WorkerRefused`` or ``NoVoice``."""
        ...

    def voices(self, limit_s: float) -> Sequence[Voice]:
        """Return the engine's voices; raises as ``speak``."""
        ...

    def rest(self) -> None:
        """Let go of what it takes, until it is needed again."""
        ...

    def close(self) -> None:
        """End it, and what it is being asked; another thread calls this."""
        ...


class Pool:
    """A few workers of one engine, which phrases wait for, the most urgent first.

    Safe to use from many threads.
    """

    def __init__(
        self, engine: EngineIdentity, workers: Sequence[Worker], limit_s: float, idle_s: float
    ) -> None:
        """Take over workers that have not been started.

        :param limit_s: seconds for one phrase.
        :param idle_s: seconds without a phrase after which the workers rest.
        """
        #: How many phrases are spoken at a time, at most.
        self.size = len(workers)
        self.engine = engine
        self._limit_s, self._idle_s = limit_s, idle_s
        self._workers = workers
        self._free = list(workers)
        self._lock = threading.Lock()
        self._rest = threading.Timer(idle_s, self._end_idle)
        # A thread for each worker: a job that has begun finds one free.
        self._scheduler = ThreadScheduler("voice", self.size)
        self._closed = False

    def speak(self, text: str, voice: str, rate: int, priority: Priority = Priority.URGENT) -> Speech:
        """Speak a phrase with a voice's id at a rate in words a minute.

        :raises UnspeakablePhrase: after a second crash or hang, or if the engine refuses.
        :raises NoVoice: if the engine does not start.
        :raises VoiceStopped: if the pool is closed.
        """
        words = _checked(text)
        try:
            return self._ask(lambda worker: worker.speak(words, voice, rate, self._limit_s), priority)
        except (WorkerLost, WorkerRefused) as error:
            raise UnspeakablePhrase(text, str(error)) from error

    def voices(self) -> Sequence[Voice]:
        """Return the voices of this machine, the default first.

        :raises NoVoice: if the engine does not start or has no voices.
        :raises VoiceStopped: if the pool is closed.
        """
        try:
            voices = self._ask(lambda worker: worker.voices(self._limit_s), Priority.URGENT)
        except (WorkerLost, WorkerRefused) as error:
            raise NoVoice(f"The voice does not answer: {error}.") from error
        if not voices:
            raise NoVoice("There is no voice on this machine.")
        return voices

    @property
    def incomplete(self) -> bool:
        """Whether voices may come that :meth:`voices` has not returned; an engine has all or none."""
        return False

    @property
    def voices_state(self) -> int:
        """Becomes another number when :meth:`voices` may return others; found out without waiting."""
        return 0

    def voice_of(self, text: str, voice: str) -> str:
        """Return the voice's id: an engine speaks all texts."""
        del text
        return voice

    def is_local(self, voice: str) -> bool:
        """Tell whether a voice's id is of an engine of this machine."""
        del voice
        return True

    @property
    def fault(self) -> str:
        """Why it does not speak, as far as that is known without asking it; empty for an engine."""
        return ""

    def faults(self) -> Mapping[str, str]:
        """Return the fault by the engine's name, if there is one."""
        return {self.engine.name: self.fault} if self.fault else {}

    def engine_of(self, voice: str) -> EngineVersion:
        """Return the engine of a voice's id."""
        del voice
        return EngineVersion(self.engine.name, self.engine.version, self.engine.takes_ipa)

    def close(self) -> None:
        """End all workers; callers that are waiting get ``VoiceStopped``."""
        self._closed = True
        self._rest.cancel()
        for worker in self._workers:
            worker.close()
        self._scheduler.close()

    def _ask(self, request: Callable[[Worker], Answer], priority: Priority) -> Answer:
        """Ask a worker, and once more if it was lost."""

        def ask(_: Priority) -> Answer:
            with self._free_worker() as worker:
                try:
                    return self._twice(lambda: request(worker))
                except WorkerLost:
                    if self._closed:
                        raise VoiceStopped from None
                    raise

        try:
            return self._scheduler.submit(object(), ask, priority).result()
        except CancelledError:
            raise VoiceStopped from None

    def _twice(self, request: Callable[[], Answer]) -> Answer:
        try:
            return request()
        except WorkerLost:
            if self._closed:
                raise
            return request()

    @contextmanager
    def _free_worker(self) -> Iterator[Worker]:
        """Borrow a worker, preferably one that runs already."""
        with self._lock:
            self._free.sort(key=lambda worker: worker.started)
            worker = self._free.pop()
        try:
            if self._closed:
                raise VoiceStopped
            yield worker
        finally:
            with self._lock:
                self._free.append(worker)
                self._rest.cancel()
                self._rest = threading.Timer(self._idle_s, self._end_idle)
                self._rest.daemon = True
                self._rest.start()
            if self._closed:
                worker.close()

    def _end_idle(self) -> None:
        """End the workers that nobody has borrowed; whoever wants one meanwhile waits a moment."""
        with self._lock:
            for worker in self._free:
                worker.rest()


class SpeakingPool(Pool):
    """Processes that speak, started when they are needed, ended when nothing has been spoken for a while."""

    _workers: Sequence[SpeakingProcess]

    def __init__(
        self,
        engine: str = PYTTSX3,
        workers: int | None = None,
        limit_s: float = PHRASE_LIMIT_S,
        forks: bool = FORKS,
        idle_s: float = IDLE_S,
        voices: Path | None = None,
    ) -> None:
        """Prepare the pool without starting anything.

        :param engine: ``module:Class`` of an :class:`~server.voice.model.Engine`.
        :param workers: how many processes at most; by default as many as there are cores, up to two.
        :param limit_s: seconds for one phrase, after which what speaks it is killed.
        :param forks: whether a worker of an engine that keeps state forks for each phrase, or is replaced
            after it.
        :param idle_s: seconds without a phrase after which the workers are ended.
        :param voices: the folder of installed voices, if there may be any.
        """
        self._voices_folder = voices
        size = workers or min(_MOST_WORKERS, os.cpu_count() or 1)
        found: type[Engine] = engine_class(engine)
        way: Way = "always" if not found.keeps_state else "fork" if forks else "once"
        super().__init__(found, [SpeakingProcess(engine, way, voices) for _ in range(size)], limit_s, idle_s)

    @property
    def voices_state(self) -> int:
        """Becomes another number when a voice was installed or removed."""
        return folder_state(self._voices_folder) if self._voices_folder else 0

    def engine_of(self, voice: str) -> EngineVersion:
        """Return the engine of a voice's id; an installed voice's version is its model's too."""
        engine = super().engine_of(voice)
        name = voice.removeprefix(self.engine.prefix)
        installed = installed_voice(self._voices_folder, name) if self._voices_folder else None
        return replace(engine, version=f"{engine.version}, model {installed.sha256}") if installed else engine


def _checked(text: str) -> str:
    """Return the words of a text with single spaces between them.

    :raises UnspeakablePhrase: if no engine should be asked to speak it.
    """
    words = " ".join(text.split())
    if not words:
        raise UnspeakablePhrase(text, "there are no words in it")
    if len(words) > LONGEST_TEXT:
        raise UnspeakablePhrase(text, f"it has {len(words)} characters, and {LONGEST_TEXT} is the limit")
    if any(unicodedata.category(character) in _UNSPEAKABLE_CATEGORIES for character in words):
        raise UnspeakablePhrase(text, "there are control characters in it")
    return words
