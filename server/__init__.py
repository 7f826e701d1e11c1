"""Soleus: a voice-guided stretching coach for runners, on one's own machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Unpack

    from flask import Flask

    from server.config import Config
    from server.services import Overrides


def create_app(config: Config | None = None, **overrides: Unpack[Overrides]) -> Flask:
    """Build the web application.

    :param config: the settings; by default read from the environment and the settings file.
    :param overrides: a clock, a voice or a library in place of the usual, as for
        :func:`server.services.open_services`.
    :raises SoleusError: if a setting, the data folder or the database cannot be used.
    """
    # Imported here, because the processes that speak import this package too, and start faster without Flask.
    from server.application import build
    from server.config import load

    return build(config or load(), **overrides)
