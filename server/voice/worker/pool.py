"""The workers that speak, and who may have one next."""

from __future__ import annotations

import heapq
import os
import threading
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Final, TypeVar

from server.errors import SoleusError
from server.voice.model import Engine, Speech, Voice
from server.voice.worker.main import engine_class
from server.voice.worker.process import NoVoice, SpeakingProcess, WorkerLost, WorkerRefused

#: The engine that Soleus speaks with unless told otherwise.
PYTTSX3 = "server.voice.engines.pyttsx3_engine:Pyttsx3Engine"
#: More characters than any sentence needs.
LONGEST_TEXT: Final = 1000
#: Seconds for one phrase, about a hundred times what the longest takes on a slow machine.
PHRASE_LIMIT_S: Final = 10.0
#: Workers at most: with a second one, speaking keeps up with encoding.
_WORKERS = 2
#: Unicode's categories of control characters and of halves of characters.
_UNSPOKEN = ("Cc", "Cs")
#: Turns, the first to be served first.
_HEALTH, _URGENT, _BACKGROUND = range(3)

Answer = TypeVar("Answer")


class UnspeakablePhrase(SoleusError):
    """The engine cannot speak a phrase; the message names it."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(f"“{_shortened(text)}” cannot be spoken: {reason}.")
        self.text = text


class VoiceStopped(SoleusError):
    """Soleus is being stopped and speaks no more."""

    status = 503

    def __init__(self) -> None:
        super().__init__("Soleus is being stopped; try again when it runs.")


class SpeakingPool:
    """A few workers, started when they are first needed; urgent callers are served before the others.

    Safe to use from many threads.
    """

    def __init__(
        self, engine: str = PYTTSX3, workers: int | None = None, limit_s: float = PHRASE_LIMIT_S
    ) -> None:
        """Prepare the pool without starting anything.

        :param engine: ``module:Class`` of an :class:`~server.voice.model.Engine`.
        :param workers: how many processes at most; by default as many as cores, up to two.
        :param limit_s: seconds for one phrase, after which its worker is killed.
        """
        size = workers or min(_WORKERS, os.cpu_count() or 1)
        self._limit_s = limit_s
        self._all = [SpeakingProcess(engine) for _ in range(size)]
        self._free = list(self._all)
        self._queue: list[tuple[int, int]] = []
        self._tickets = count()
        self._turn = threading.Condition()
        self._closed = False
        self.engine: type[Engine] = engine_class(engine)

    def speak(self, text: str, voice: str, rate: int, urgent: bool = True) -> Speech:
        """Speak a phrase with a voice's id at a rate in words a minute.

        :raises UnspeakablePhrase: after a second crash or hang, or when the engine refuses.
        :raises NoVoice: when the engine does not start.
        """
        words = _checked(text)
        turn = _URGENT if urgent else _BACKGROUND
        try:
            return self._twice(turn, lambda worker: worker.speak(words, voice, rate, self._limit_s))
        except (WorkerLost, WorkerRefused) as error:
            raise UnspeakablePhrase(text, str(error)) from error

    def voices(self) -> Sequence[Voice]:
        """Return the voices of this machine, the default first.

        :raises NoVoice: when the engine does not start or has no voices.
        """
        try:
            voices = self._twice(_URGENT, lambda worker: worker.voices(self._limit_s))
        except (WorkerLost, WorkerRefused) as error:
            raise NoVoice(f"The voice does not answer: {error}.") from error
        if not voices:
            raise NoVoice("There is no voice on this machine.")
        return voices

    def answers(self, timeout_s: float) -> bool:
        """Return whether a worker answers in this time, started if there is none."""
        try:
            with self._worker(_HEALTH, timeout_s) as worker:
                worker.greet(timeout_s)
        except (TimeoutError, WorkerLost, WorkerRefused, SoleusError):
            return False
        return True

    def close(self) -> None:
        """End all workers; who is waiting or speaking gets ``VoiceStopped``."""
        with self._turn:
            self._closed = True
            self._turn.notify_all()
        for worker in self._all:
            worker.close()

    def _twice(self, turn: int, ask: Callable[[SpeakingProcess], Answer]) -> Answer:
        """Ask a worker, and once more (it starts anew) if it was lost."""
        with self._worker(turn) as worker:
            try:
                return ask(worker)
            except WorkerLost:
                if self._closed:
                    raise VoiceStopped from None
                return ask(worker)

    @contextmanager
    def _worker(self, turn: int, timeout_s: float | None = None) -> Iterator[SpeakingProcess]:
        worker = self._take(turn, timeout_s)
        try:
            yield worker
        finally:
            with self._turn:
                self._free.append(worker)
                self._turn.notify_all()
            if self._closed:
                worker.close()

    def _take(self, turn: int, timeout_s: float | None) -> SpeakingProcess:
        """Wait for a free worker, first come first served within a turn; prefer one that runs already."""
        with self._turn:
            place = (turn, next(self._tickets))
            heapq.heappush(self._queue, place)
            try:
                if not self._turn.wait_for(lambda: self._may_go(place), timeout_s):
                    raise TimeoutError("no worker was free in time")
            finally:
                self._queue.remove(place)
                heapq.heapify(self._queue)
                self._turn.notify_all()
            if self._closed:
                raise VoiceStopped
            self._free.sort(key=lambda worker: worker.started)
            return self._free.pop()

    def _may_go(self, place: tuple[int, int]) -> bool:
        return self._closed or (bool(self._free) and self._queue[0] == place)


def _checked(text: str) -> str:
    """Return the words with single spaces; raises ``UnspeakablePhrase``."""
    words = " ".join(text.split())
    if not words:
        raise UnspeakablePhrase(text, "there are no words in it")
    if len(words) > LONGEST_TEXT:
        raise UnspeakablePhrase(text, f"{len(words)} characters are more than {LONGEST_TEXT}")
    if any(unicodedata.category(sign) in _UNSPOKEN for sign in words):
        raise UnspeakablePhrase(text, "there are control characters in it")
    return words


def _shortened(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"
