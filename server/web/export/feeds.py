"""Private podcast feeds. The key in the address lets in, as podcast apps have no device cookie."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Blueprint, Response, current_app, g, jsonify, make_response, request, url_for
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from server.errors import NotFound
from server.feed.chapters import to_document
from server.feed.podcast import AUDIO_TYPE, CHAPTERS_TYPE, FEED_TYPE, Item, Show, write
from server.resources import DEFAULT_COVER, artwork, artwork_digest
from server.routine.model import Routine
from server.services.preferences import chosen_for_all
from server.services.services import parts
from server.store.values import Episode, Person
from server.web import formatting
from server.web.auth.pairing import FIRST_NAME, TRIES, current_person
from server.web.urls import own_address
from server.web.workouts import tracks

log = logging.getLogger(__name__)
blueprint = Blueprint("feeds", __name__, url_prefix="/feeds")

#: Seconds that a feed waits for changed doses to be made, so that the first refresh of an app shows them.
PATIENCE_S = 2.0
#: Seconds that an app may keep a picture without asking.
_DAY_S = 86_400
_CAUTION = "General exercises, not medical advice. Stop if it hurts, tingles or goes numb."


@blueprint.before_request
def _let_in() -> None:
    """Find out whose feed the key opens.

    A key cannot be guessed; the limit is for the log's sake. A right key is never held up by wrong ones of
    somebody behind the same router.
    """
    owner = parts().store.feed_owner((request.view_args or {})["token"])
    if owner is None:
        tries: MovingWindowRateLimiter = current_app.extensions["soleus-tries"]
        if not tries.hit(TRIES, "feed", request.remote_addr or ""):
            log.warning("too many wrong feed addresses from %s", request.remote_addr)
            raise TooManyRequests(retry_after=60)
        raise NotFound("There is no such feed. Its address may have been taken away or made anew.")
    g.person = owner


@blueprint.get("/<token>.xml")
def feed(token: str) -> Response:
    """Send the feed: every routine with its owner's own doses."""
    owner = current_person()
    routines = parts().library.routines()
    refresh(owner, routines, PATIENCE_S)
    shown = parts().store.newest_episodes(owner.id)
    items = [_item(token, routine, shown[routine.id]) for routine in routines if routine.id in shown]
    written = write(_show(token, owner), items)
    response = make_response(written)
    response.mimetype = FEED_TYPE
    response.set_etag(hashlib.sha256(written).hexdigest()[:32])
    response.make_conditional(request)
    return response


@blueprint.get("/<token>/<routine_id>/<digest>.m4a")
def sound(token: str, routine_id: str, digest: str) -> Response:  # noqa: ARG001 - the token has let in
    """Send an episode, or a part of it."""
    response = tracks.sound(_shown(routine_id, digest))
    response.mimetype = AUDIO_TYPE
    return response


@blueprint.get("/<token>/<routine_id>/<digest>.json")
def chapters(token: str, routine_id: str, digest: str) -> Response:  # noqa: ARG001 - the token has let in
    """Send an episode's chapters."""
    response = jsonify(to_document(parts().store.timeline(_shown(routine_id, digest))))
    response.mimetype = CHAPTERS_TYPE
    return tracks.unchanging(response, digest)


@blueprint.get("/<token>/<routine_id>.png")
def picture(token: str, routine_id: str) -> Response:  # noqa: ARG001 - the token has let in
    """Send a routine's cover."""
    response = make_response(artwork(routine_id))
    response.mimetype = "image/png"
    response.cache_control.private = True
    response.cache_control.max_age = _DAY_S
    response.set_etag(artwork_digest(routine_id))
    response.make_conditional(request)
    return response


def refresh(owner: Person, routines: Sequence[Routine], patience_s: float = 0.0) -> None:
    """Have all episodes of a person made that are not up to date."""
    choices = chosen_for_all(owner.id, tuple(routines))
    publish = partial(parts().store.publish, owner.id)
    wanted = [(routine, choices[routine.id]) for routine in routines]
    parts().publisher.refresh(owner.id, wanted, publish, patience_s)


def _shown(routine_id: str, digest: str) -> str:
    """Return the digest if this feed has ever shown it, so that a key opens nobody else's tracks."""
    return parts().store.episode(current_person().id, routine_id, digest).digest


def _show(token: str, owner: Person) -> Show:
    own = owner.name == FIRST_NAME
    return Show(
        title="Soleus" if own else f"Soleus, {owner.name}",
        description="Your routines with your own hold times; a changed dose is loaded anew.",
        author="Soleus",
        address=_absolute("feeds.feed", token=token),
        page=_absolute("home.index"),
        artwork=_absolute("feeds.picture", token=token, routine_id=DEFAULT_COVER),
    )


def _item(token: str, routine: Routine, episode: Episode) -> Item:
    duration_ms = parts().store.timeline(episode.digest).duration_ms
    address = {"token": token, "routine_id": routine.id}
    return Item(
        guid=f"soleus:{current_person().id}:{routine.id}",
        title=routine.name,
        description=_description(routine, duration_ms),
        page=_absolute("routines.page", routine_id=routine.id),
        artwork=_absolute("feeds.picture", **address),
        audio=_absolute("feeds.sound", digest=episode.digest, **address),
        length_bytes=episode.length_bytes,
        duration_ms=duration_ms,
        chapters=_absolute("feeds.chapters", digest=episode.digest, **address),
        published_ms=episode.published_ms,
    )


def _description(routine: Routine, duration_ms: int) -> str:
    often = f"How often: {routine.how_often.rstrip('.')}." if routine.how_often else ""
    length = f"With your hold times: {formatting.length(duration_ms)}."
    return "\n\n".join(filter(None, (routine.purpose, often, length, _CAUTION)))


def _absolute(endpoint: str, **values: Any) -> str:
    return own_address() + url_for(endpoint, **values)
