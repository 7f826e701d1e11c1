"""A recorded voice as a file for another Soleus, and such a file opened here."""

from __future__ import annotations

import io

from flask import Blueprint, redirect, request, send_file, url_for
from werkzeug.wrappers import Response

from server.errors import BadInput
from server.services import LARGEST_VOICE, pack_voice, unpack_voice
from server.web.context import current_person, services

blueprint = Blueprint("recorded_files", __name__, url_prefix="/voices/recorded")


@blueprint.get("/<voice_id>/file")
def file(voice_id: str) -> Response:
    """Send a voice to its owner as a zip."""
    recorded_voices = services().recorded_voices
    voice = recorded_voices.own(current_person().id, voice_id)
    content = io.BytesIO(pack_voice(recorded_voices, voice))
    response = send_file(content, "application/zip", as_attachment=True, download_name="soleus-voice.zip")
    response.cache_control.no_store = True
    return response


@blueprint.post("/open")
def open_file() -> Response:
    """Take over a voice from a file; it then belongs to whoever opened it."""
    uploaded = request.files.get("voice")
    if not uploaded or not uploaded.filename:
        raise BadInput("Choose the file of a voice, as another Soleus has given it.")
    shared = unpack_voice(uploaded.read(LARGEST_VOICE + 1))
    voice = services().recorded_voices.create_with(
        current_person().id, shared.name, shared.language, shared.takes
    )
    return redirect(url_for("recorded.page", voice_id=voice.id), 303)
