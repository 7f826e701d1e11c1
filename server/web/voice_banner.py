"""What pages say when nothing can be spoken."""

from __future__ import annotations

from flask import Flask, g

from server.web.context import services


def init(app: Flask) -> None:
    """Let templates ask why nothing can be spoken; whole pages do."""
    app.context_processor(lambda: {"voice_fault": voice_fault})


def voice_fault() -> str:
    """Return why nothing can be spoken, for a person to read; empty if the voice works, or for a stranger."""
    return services().speech.watch.fault() if g.get("person") else ""
