"""Every error that Soleus raises on purpose, each with the HTTP status that it answers."""

from __future__ import annotations


class SoleusError(Exception):
    """Base of all errors that are meant for a person to read."""

    #: The HTTP status of the page that tells about this error.
    status = 500


class BadInput(SoleusError, ValueError):
    """Something that a person typed or sent cannot be taken; the message says what would be right."""

    status = 400


class NotFound(SoleusError, LookupError):
    """There is no such routine, workout, track or voice."""

    status = 404
