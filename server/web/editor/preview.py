"""A line, spoken as the coach would: heard before anything is saved."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, current_app, make_response, request, url_for
from flask.blueprints import BlueprintSetupState
from itsdangerous import BadSignature, URLSafeSerializer
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from server.coach.model import Cue, CueKind, Segment, Timeline
from server.coach.words import sentence
from server.errors import BadInput, NotFound
from server.routine.choices.changes import from_document
from server.services.services import parts
from server.track.assembly import assemble
from server.web.auth.pairing import current_person

blueprint = Blueprint("hearing", __name__, url_prefix="/said")

#: Characters of a line, as in a file.
LONGEST_LINE = 200
#: Lines that one person may hear.
HEARINGS = RateLimitItemPerMinute(30)
_LIMITER = "soleus-hearings"
#: Milliseconds of quiet before and after the words: earbuds wake, and the decoder ends.
_BEFORE_MS, _AFTER_MS = 300, 300
_A_DAY_S = 86_400


@blueprint.record_once
def _set_up(state: BlueprintSetupState) -> None:
    state.app.extensions[_LIMITER] = MovingWindowRateLimiter(MemoryStorage())


def hear(text: str) -> str:
    """Speak a line with the voice of whoever asks, and return the address of the sound.

    :raises BadInput: if there is nothing to be spoken, or too much.
    :raises UnspeakablePhrase: if the engine cannot speak it.
    :raises TooManyRequests: after many lines in a minute.
    """
    text = " ".join(text.split())
    if len(text) > LONGEST_LINE:
        raise BadInput(
            f"{len(text)} characters are too many to be spoken in one line; write at most {LONGEST_LINE}."
        )
    if not text.isprintable() or not any(character.isalnum() for character in text):
        raise BadInput("There is nothing here that can be spoken; write words.")
    limiter: MovingWindowRateLimiter = current_app.extensions[_LIMITER]
    if not limiter.hit(HEARINGS, str(current_person().id)):
        raise TooManyRequests(retry_after=60)
    settings = from_document(None, parts().store.settings(current_person().id))
    voice = parts().clips.voice(settings.voice)
    line = sentence(text)
    parts().clips.clips([line], voice.id, settings.rate)
    return url_for("hearing.sound", line=_signer().dumps([line, voice.id, settings.rate]))


@blueprint.get("/<line>.m4a")
def sound(line: str) -> Response:
    """Send a line's sound; only lines that somebody was allowed to hear have an address."""
    try:
        text, voice, rate = _signer().loads(line)
    except BadSignature:
        raise NotFound("There is no such sound.") from None
    content = _spoken(text, voice, rate)
    response = make_response(content)
    response.mimetype = "audio/mp4"
    response.cache_control.private = True
    response.cache_control.max_age = _A_DAY_S
    response.make_conditional(request, accept_ranges=True, complete_length=len(content))
    return response


def _spoken(text: str, voice: str, rate: int) -> bytes:
    clip = parts().clips.clips([text], voice, rate)[text]
    end_ms = _BEFORE_MS + clip.length_ms
    cue = Cue(_BEFORE_MS, end_ms, "speech", "instruction", text, 0)
    whole = Segment("setup", "", "", text, "both", 1, 1, 0, end_ms + _AFTER_MS)
    timeline = Timeline("", text, whole.end_ms, (whole,), (cue,))

    def packets(kind: CueKind, text: str, offset: int) -> tuple[bytes, ...]:  # noqa: ARG001 - only speech
        return parts().clips.packets(clip, offset)

    return assemble(timeline, packets)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(cast(bytes, current_app.secret_key), salt="a line to be heard")
