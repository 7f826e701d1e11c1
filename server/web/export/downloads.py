"""A routine as an audio file for any player."""

from __future__ import annotations

import re

from flask import Blueprint, Response, send_file

from server.feed import AUDIO_TYPE
from server.web.context import current_person, services

blueprint = Blueprint("downloads", __name__)

#: Characters that some file system does not allow in a name.
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')


@blueprint.get("/routines/<routine_id>/download")
def download(routine_id: str) -> Response:
    """Send the track of a routine with a person's own doses.

    It is made while the browser waits: a fraction of a second if its words were spoken before, some seconds
    if not. A page that says "wait" would cost one more tap for the same wait.
    """
    routine = services().library.routine(routine_id)
    track = services().studio.track(
        routine, services().preferences.chosen(current_person().id, routine).choices
    )
    response = send_file(
        services().studio.audio(track.digest).to_send(),
        mimetype=AUDIO_TYPE,
        as_attachment=True,
        download_name=file_name(routine.name),
        etag=track.digest,
    )
    response.cache_control.private = True
    return response


def file_name(routine_name: str) -> str:
    """Return a file name that every system accepts."""
    name = _NOT_IN_NAMES.sub("-", routine_name).strip(" .-")
    return f"{name or 'Soleus'}.m4a"
