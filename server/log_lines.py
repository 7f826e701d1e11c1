"""What is logged, as lines for people or as JSON for programs."""

from __future__ import annotations

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Final, Literal

#: Names the request that a line belongs to; empty outside of requests.
request_id: Final[ContextVar[str]] = ContextVar("request_id", default="")


def log_lines(level: str, form: Literal["text", "json"] = "text") -> None:
    """Log to standard error, from a level on."""
    handler = logging.StreamHandler(sys.stderr)
    lines = logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S")
    handler.setFormatter(_JsonLines() if form == "json" else lines)
    logger = logging.getLogger("server")
    logger.handlers = [handler]
    logger.propagate = False
    logger.setLevel(level.upper())


class _JsonLines(logging.Formatter):
    """A JSON object in a line for each record."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told = {
            "time": at,
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request": request_id.get(),
            "error": self.formatException(record.exc_info) if record.exc_info else "",
        }
        return json.dumps({name: value for name, value in told.items() if value}, ensure_ascii=False)
