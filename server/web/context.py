"""What a request belongs to: the running services, the device and the person it acts for."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app, g

from server.services import Services
from server.store import Device, Person

_EXTENSION = "soleus"


def attach(app: Flask, services: Services) -> None:
    """Let the pages of an application use these services."""
    app.extensions[_EXTENSION] = services


def services_of(app: Flask) -> Services:
    """Return the services of an application."""
    return cast(Services, app.extensions[_EXTENSION])


def services() -> Services:
    """Return the services of the application that answers."""
    return services_of(current_app)


def current_person() -> Person:
    """Return the person for whom this request's device acts."""
    return cast(Person, g.person)


def current_device() -> Device | None:
    """Return this request's device; ``None`` where it is not paired."""
    return cast("Device | None", g.device)
