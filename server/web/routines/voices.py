"""The page of voices: those of all engines, each to be heard and to be chosen."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server.voice import is_installed
from server.web.context import current_person, services
from server.web.htmx import wants_fragment
from server.web.routines.voice_rows import engine_rows
from server.web.said import sound_address
from server.web.voice_words import missing_voice

blueprint = Blueprint("voices", __name__, url_prefix="/voices")


@blueprint.get("")
def page() -> str:
    """Show the voices that the coach can speak with; for htmx, which waits for the first, the list alone."""
    return _list() if wants_fragment() else render_template("routines/voices.html", **_context())


@blueprint.post("")
def use() -> Response:
    """Let a voice speak for a person, or the default one; answer once that is durable."""
    services().preferences.use_voice(current_person().id, request.form.get("voice", ""))
    return make_response(_list()) if wants_fragment() else redirect(url_for(".page"), 303)


def _list() -> str:
    return render_template("routines/partials/voices.html", **_context())


def _context() -> dict[str, Any]:
    """Return what the page shows."""
    preferences, preview = services().preferences, services().preview
    choices, voices = preferences.settings(current_person().id), preferences.voices()
    chosen = preferences.chosen_voice(choices)
    engines = engine_rows(services().speech.watch.engines(), chosen)
    here = [each for each in engines if not each.is_service]
    house = [each for each in engines if each.is_service]
    return {
        "sections": [("On your computer", here), ("In the house", house)],
        "sounds": {
            row.id: sound_address(preview.voice_sample(row.id, choices.rate))
            for engine in engines
            for row in (*engine.rows, *engine.more)
        },
        "has_voices": bool(voices),
        "ahead": services().ahead.progress(current_person().id),
        "default": voices[0] if voices and chosen != voices[0] else None,
        "missing_voice": missing_voice(choices),
        "has_piper": is_installed("piper"),
    }
