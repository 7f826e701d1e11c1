"""Watch the process that answers, and end it when it answers no more: the server then starts another."""

from __future__ import annotations

import http.client
import logging
import multiprocessing
import time
from collections.abc import Callable

from server.addresses import host_for_itself

log = logging.getLogger(__name__)

#: Seconds between two questions, and until the first answer.
_EVERY_S, _FIRST_EVERY_S = 3.0, 0.05
#: Seconds that an answer may take, and how many in a row may fail to come: 3 + 2 * 5 s until it is noticed.
_ANSWER_TIMEOUT_S, _MOST_MISSES = 5.0, 2


def watch(host: str, port: int, begun: Callable[[], None], ending: Callable[[], bool]) -> None:
    """Ask again and again whether the process that answers still does, until the server is told to stop.

    A process that has not answered yet is left alone, however long its start takes.

    :param begun: called once, as soon as there is a first answer.
    :param ending: whether the server was told to stop: downloads may finish, and nobody else is let in.
    """
    every_s, misses = _FIRST_EVERY_S, 0
    answered: int | None = None
    while not ending():
        if _answers(host, port):
            if every_s == _FIRST_EVERY_S:
                every_s = _EVERY_S
                begun()
            answered, misses = _answering(), 0
        elif answered is not None and answered == _answering():
            misses += 1
        if misses == _MOST_MISSES and not ending():
            log.error("the server answers no more: restarting it")
            _end(answered)
            answered, misses = None, 0
        if not misses:
            time.sleep(every_s)


def _answers(host: str, port: int) -> bool:
    """Tell whether there is any answer, whatever it says."""
    connection = http.client.HTTPConnection(host_for_itself(host), port, timeout=_ANSWER_TIMEOUT_S)
    try:
        connection.request("GET", "/livez", headers={"Connection": "close"})
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _answering() -> int | None:
    """Return the id of the process that answers; ``None`` while there is none."""
    return next((child.pid for child in multiprocessing.active_children()), None)


def _end(process: int | None) -> None:
    """Kill it: one that has stopped would not hear anything milder."""
    for child in multiprocessing.active_children():
        if child.pid == process:
            child.kill()
