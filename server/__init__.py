"""Soleus: a voice-guided stretching coach for runners, on one's own machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from server.config import Config


def create_app(config: Config | None = None) -> Flask:
    """Build the web application.

    :param config: the settings; read from the environment and the settings file if nothing.
    :raises SoleusError: if a setting, the data folder or the database cannot be used.
    """
    # Here, and not above: the speaking processes import this package too, and start faster without Flask.
    from server.application import build
    from server.config import load

    return build(config or load())
