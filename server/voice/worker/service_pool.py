"""Services in the network that speak, asked by threads of this process.

Processes guard against what a speech library does to the one that it runs in: it prints, hangs, crashes and
keeps memory. A service does all that on its own machine; what comes here are bytes through a socket, and what
can go wrong is that they are late or make no sense. So a thread is enough: it costs nothing at the start, and
the key of a service stays where it is known. The pool is the one that processes have, with the same order,
errors and end.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, InvalidStateError
from contextlib import suppress
from typing import TYPE_CHECKING, Final, TypeVar, cast

from server.quoting import quoted
from server.voice.model import ServiceEngine, ServiceFailed, ServiceRefused, Speech, Voice
from server.voice.worker.main import engine_class
from server.voice.worker.pool import IDLE_S, Pool
from server.voice.worker.process import WorkerLost, WorkerRefused

if TYPE_CHECKING:
    from server.speech_services import SpeechService

_log = logging.getLogger(__name__)

WYOMING: Final = "server.voice.engines.wyoming_engine:WyomingEngine"
OPENAI: Final = "server.voice.engines.openai_engine:OpenAIEngine"
#: Seconds between one try and the next to have a phrase spoken: a service that is started again is soon back.
_PAUSES_S: Final = (0.2, 0.8)
#: Seconds in which a service must say which voices it has: whoever wants to choose one waits for it.
_VOICES_LIMIT_S: Final = 3.0
#: Seconds for which a service that failed is left alone.
REST_S: Final = 15.0

Answer = TypeVar("Answer")


class Breaker:
    """Whether a service is worth asking: not for a while after it failed, and then by one at a time.

    Safe to use from many threads.
    """

    def __init__(self, rest_s: float) -> None:
        """Begin with a service that is worth asking.

        :param rest_s: seconds for which it is not, after it failed.
        """
        self._rest_s = rest_s
        self._lock = threading.Lock()
        #: Why it failed the last time; empty if it did not.
        self._reason = ""
        self._again_s = 0.0

    @property
    def has_failed(self) -> bool:
        """Whether the service failed the last time that it was asked."""
        return bool(self._reason)

    def check(self) -> None:
        """Let the caller ask the service.

        :raises WorkerLost: with the reason why it failed, if it is not worth asking.
        """
        with self._lock:
            if not self._reason:
                return
            if time.monotonic() < self._again_s:
                raise WorkerLost(self._reason)
            self._again_s = time.monotonic() + self._rest_s  # the others wait for how it goes with this one

    def worked(self) -> None:
        """Note that the service answered."""
        with self._lock:
            self._reason = ""

    def failed(self, reason: str) -> None:
        """Note why it failed."""
        with self._lock:
            if reason != self._reason:
                _log.warning("%s; it is left alone for %g seconds", reason, self._rest_s)
            self._reason, self._again_s = reason, time.monotonic() + self._rest_s


class SpeakingService:
    """A service, as one of those sees it who ask it a phrase at a time; a worker of a pool."""

    #: There is nothing to start.
    started = True

    def __init__(self, engine: ServiceEngine, called: str, breaker: Breaker) -> None:
        """Prepare without asking anything.

        :param called: what a person reads of the service.
        :param breaker: shared by all who ask this service.
        """
        self._engine = engine
        self._called = called
        self._breaker = breaker
        self._closing = threading.Event()
        self._answer: Future[object] = Future()

    def speak(self, text: str, voice: str, rate: int, limit_s: float) -> Speech:
        """Speak a phrase, if need be at a later try.

        :param limit_s: seconds that it may take, with all tries.
        :raises WorkerLost: if the service fails, or failed a moment ago.
        :raises WorkerRefused: if it refuses.
        """
        return self._ask(lambda: self._engine.speak(text, voice, rate), limit_s, iter(_PAUSES_S))

    def voices(self, limit_s: float) -> Sequence[Voice]:
        """Return the service's voices; raises as :meth:`speak`."""
        return self._ask(self._engine.voices, min(limit_s, _VOICES_LIMIT_S), iter(()))

    def rest(self) -> None:
        """Keep nothing, as nothing runs."""

    def close(self) -> None:
        """Wait no longer for an answer."""
        self._closing.set()
        self._answer.cancel()

    def _ask(self, request: Callable[[], Answer], limit_s: float, pauses_s: Iterator[float]) -> Answer:
        self._breaker.check()
        end_s = time.monotonic() + limit_s
        while True:
            try:
                answer = self._within(request, end_s - time.monotonic())
            except CancelledError:
                raise WorkerLost("the voice is being stopped") from None
            except TimeoutError as error:
                raise self._lost("does not answer in time") from error
            except (ServiceFailed, OSError) as error:
                pause_s = next(pauses_s, limit_s)
                if time.monotonic() + pause_s >= end_s:
                    raise self._lost(_told(error)) from error
                self._closing.wait(pause_s)
            except Exception as error:
                self._breaker.worked()  # it answered, and will answer the next one
                reason = str(error) if isinstance(error, ServiceRefused) else f"cannot be asked: {error!r}"
                raise WorkerRefused(f"{self._called} {reason}") from error
            else:
                self._breaker.worked()
                return answer

    def _within(self, request: Callable[[], Answer], limit_s: float) -> Answer:
        """Return the answer to a request, which a thread waits for that nobody has to wait for.

        :raises TimeoutError: if there is none by then; the engine's own limit ends the thread a little later.
        :raises CancelledError: if this is closed.
        """
        answer: Future[Answer] = Future()
        self._answer = cast("Future[object]", answer)
        if self._closing.is_set():
            raise CancelledError

        def run() -> None:
            with suppress(InvalidStateError):  # nobody waits for it any more
                try:
                    answer.set_result(request())
                except Exception as error:
                    answer.set_exception(error)

        threading.Thread(target=run, name=self._called, daemon=True).start()
        try:
            return answer.result(max(0.0, limit_s))
        finally:
            answer.cancel()

    def _lost(self, reason: str) -> WorkerLost:
        told = f"{self._called} {reason}"
        self._breaker.failed(told)
        return WorkerLost(told)


class ServicePool(Pool):
    """Asks a service in the network for a few phrases at a time."""

    def __init__(self, name: str, service: SpeechService, workers: int, rest_s: float = REST_S) -> None:
        """Prepare without asking anything.

        :param name: the service's, in the settings.
        :param workers: how many phrases it is asked for at a time, at most.
        :param rest_s: seconds for which it is left alone after it failed.
        """
        make = cast(
            "Callable[[str, SpeechService], ServiceEngine]",
            engine_class(WYOMING if service.is_wyoming else OPENAI),
        )
        engine, self._breaker = make(name, service), Breaker(rest_s)
        called = f"the service {quoted(name)}"
        asking = [SpeakingService(engine, called, self._breaker) for _ in range(workers)]
        super().__init__(engine, asking, service.limit_s, IDLE_S)

    def is_local(self, voice: str) -> bool:
        """Tell that its voices are not of this machine."""
        del voice
        return False

    @property
    def fault(self) -> str:
        """That the service does not answer, if it did not when it was asked last."""
        return "does not answer" if self._breaker.has_failed else ""


def _told(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"cannot be reached: {error.strerror or error}"
    return str(error)
