"""A line spoken as the coach would say it, to hear before anything is saved."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, make_response, render_template

from server.errors import BadInput
from server.services import Entry, checked_line
from server.voice import NoVoice, UnspeakablePhrase
from server.web import rate_limits
from server.web.being_made import PATIENCE_S
from server.web.context import current_person, services
from server.web.htmx import wants_fragment
from server.web.said import sound_address


def preview_response(
    text: str, page: Callable[[str, str], str], tried: Callable[[], Entry | None] = lambda: None
) -> Response:
    """Return an answer with the sound of a line, or with the reason why it cannot be spoken.

    :param page: returns the whole page with the address of the sound and the reason, one of them empty;
        used for browsers without scripts.
    :param tried: returns a pronunciation that is heard before it is kept, or raises ``BadInput``.
    :raises TooManyRequests: after too many lines in a minute.
    """
    try:
        sound, fault = _speak(text, tried()), ""
    except (BadInput, NoVoice, UnspeakablePhrase) as error:
        sound, fault = "", str(error)
    if wants_fragment():
        body = render_template("partials/preview.html", sound=sound, fault=fault)
    else:
        body = page(sound, fault)
    return make_response(body, 422 if fault else 200)


def _speak(text: str, tried: Entry | None) -> str:
    """Let a line be spoken with the voice of the current person, and return the address of the sound."""
    line = checked_line(text)
    rate_limits.count(rate_limits.PREVIEWS, str(current_person().id))
    return sound_address(services().preview.speak(current_person().id, line, PATIENCE_S, tried))
