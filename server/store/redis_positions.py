"""Where players say they are, in Redis: known to all processes at once, without a write to the database."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from typing import Any, Final

from server.errors import SoleusError, needs_extra
from server.workout import Report

log = logging.getLogger(__name__)

#: Seconds for a connection and for an answer: what is asked is a hint, which nobody waits for.
_CONNECT_S, _ANSWER_S = 2.0, 0.5
#: Of Redis: version 2 asks for a password in plainer words than version 3.
_PROTOCOL: Final = 2
#: Seconds for which a position is kept: longer than anybody trains.
_KEPT_S: Final = 6 * 3600


class RedisUnusable(SoleusError):
    """Redis cannot be used as it is set."""

    status = 503


class RedisPositions:
    """The last report of each workout. While Redis does not answer, nothing is known and nothing fails.

    :param url: such as ``redis://host:6379/0``.
    :raises RedisUnusable: if the extra ``scale`` is not installed, or Redis cannot be used, in one line.
    """

    def __init__(self, url: str) -> None:
        try:
            import redis
        except ImportError as error:
            raise RedisUnusable(needs_extra("redis_url", "scale")) from error
        self._error = redis.RedisError
        self._fails = False
        try:
            self._redis: Any = redis.Redis.from_url(
                url, socket_connect_timeout=_CONNECT_S, socket_timeout=_ANSWER_S, protocol=_PROTOCOL
            )
            self._redis.ping()
            _warn_of_forgetting(self._redis)
        except (redis.RedisError, ValueError) as error:
            reason = " ".join(str(error).split())
            raise RedisUnusable(f"redis_url: Redis cannot be used: {reason}") from error

    def keep(self, workout_id: str, report: Report) -> None:
        """Keep a report in place of an earlier one."""
        try:
            self._redis.set(_name(workout_id), json.dumps(asdict(report)), ex=_KEPT_S)
            self._fails = False
        except self._error as error:
            self._complain(error)

    def last(self, workout_id: str) -> Report | None:
        """Return the last report; ``None`` if there is none, or none can be asked for."""
        try:
            kept = self._redis.get(_name(workout_id))
        except self._error as error:
            self._complain(error)
            return None
        return Report(**json.loads(kept)) if kept else None

    def close(self) -> None:
        """Close all connections."""
        self._redis.close()

    def _complain(self, error: Exception) -> None:
        if not self._fails:
            log.warning("Redis does not answer; it is asked again: %s", error)
        self._fails = True


def _warn_of_forgetting(client: Any) -> None:
    """Say so if Redis forgets everything when it is restarted; some services do not let one ask."""
    import redis

    try:
        settings = client.config_get("save", "appendonly")
    except redis.RedisError:
        return
    if not settings.get("save") and settings.get("appendonly") == "no":
        log.warning(
            "redis_url: this Redis keeps nothing on its disk: when it is restarted, where running workouts "
            "are is forgotten for some seconds. Set appendonly to yes to keep it."
        )


def _name(workout_id: str) -> str:
    return f"soleus:position:{workout_id}"
