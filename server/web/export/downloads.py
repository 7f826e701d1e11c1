"""A routine as an audio file for any player."""

from __future__ import annotations

import re

from flask import Blueprint, Response, send_file

from server.feed import AUDIO_TYPE
from server.web.being_made import PATIENCE_S
from server.web.context import current_person, services

blueprint = Blueprint("downloads", __name__)

#: Characters that some file system does not allow in a name.
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')


@blueprint.get("/routines/<routine_id>/download")
def download(routine_id: str) -> Response:
    """Send the track of a routine with a person's own doses, or while it is made, a page that asks again."""
    routine = services().library.routine(routine_id)
    digest = services().downloads.digest(current_person().id, routine, PATIENCE_S)
    response = send_file(
        services().studio.audio(digest).to_send(),
        mimetype=AUDIO_TYPE,
        as_attachment=True,
        download_name=file_name(routine.name),
        etag=digest,
    )
    response.cache_control.private = True
    return response


def file_name(routine_name: str) -> str:
    """Return a file name that every system accepts."""
    name = _NOT_IN_NAMES.sub("-", routine_name).strip(" .-")
    return f"{name or 'Soleus'}.m4a"
