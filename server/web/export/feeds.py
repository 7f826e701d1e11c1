"""Private podcast feeds, opened by the key in their address, as podcast apps have no device cookie."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, jsonify, make_response, request, url_for

from server.digests import digest_of
from server.errors import NotFound
from server.feed import AUDIO_TYPE, CHAPTERS_TYPE, FEED_TYPE, Item, Show, chapters_document, rss_document
from server.resources import DEFAULT_COVER, artwork, artwork_digest
from server.routine import Routine
from server.services import FIRST_NAME
from server.store import Episode, Person
from server.web import formatting, rate_limits
from server.web.being_made import PATIENCE_S
from server.web.context import current_person, services
from server.web.urls import own_address
from server.web.workouts import immutable, send_audio

blueprint = Blueprint("feeds", __name__, url_prefix="/feeds")

#: Seconds that an app may keep a picture without asking.
_DAY_S = 86_400
_CAUTION = "General exercises, not medical advice. Stop if it hurts, tingles or goes numb."


@blueprint.before_request
def _authenticate() -> None:
    """Find out whose feed the key opens.

    A key cannot be guessed; the limit only keeps the log short. A right key is never held up by somebody
    else's wrong ones.
    """
    owner = services().store.feed_owner((request.view_args or {})["token"])
    if owner is None:
        rate_limits.count_wrong_key("feed", request.remote_addr or "")
        raise NotFound("There is no such feed. Its address may have been withdrawn or replaced.")
    g.person = owner


@blueprint.after_request
def _let_players_in(response: Response) -> Response:
    """Let players on other sites play what the key opens; no cookie counts here."""
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@blueprint.get("/<token>.xml")
def feed(token: str) -> Response:
    """Send the feed: every routine with its owner's own doses."""
    owner = current_person()
    # So that the first refresh of an app shows changed doses.
    services().episodes.refresh(owner, PATIENCE_S)
    items = [_item(token, routine, episode) for routine, episode in services().episodes.published(owner)]
    written = rss_document(_show(token, owner), items)
    response = make_response(written)
    response.mimetype = FEED_TYPE
    response.set_etag(digest_of(written))
    response.make_conditional(request)
    return response


@blueprint.get("/<token>/<routine_id>.m4a")
def episode(token: str, routine_id: str) -> Response:  # noqa: ARG001 - checked before
    """Send the present audio of a routine, or a range of it.

    Apps remember this address for good, so it does not change with the doses; its ETag does.
    """
    return _checked_each_time(_sent(_present(routine_id)))


@blueprint.get("/<token>/<routine_id>.json")
def episode_chapters(token: str, routine_id: str) -> Response:  # noqa: ARG001 - checked before
    """Send the chapters of the present audio of a routine."""
    return _checked_each_time(_chapters(_present(routine_id)))


# What feeds of release 0.1.0 showed: an address for each version of an episode, which never changes.
@blueprint.get("/<token>/<routine_id>/<digest>.m4a")
def audio(token: str, routine_id: str, digest: str) -> Response:  # noqa: ARG001 - checked before
    """Send one version of an episode, or a range of it."""
    return _sent(_shown(routine_id, digest))


@blueprint.get("/<token>/<routine_id>/<digest>.json")
def chapters(token: str, routine_id: str, digest: str) -> Response:  # noqa: ARG001 - checked before
    """Send the chapters of one version of an episode."""
    return _chapters(_shown(routine_id, digest))


@blueprint.get("/<token>/<routine_id>.png")
def picture(token: str, routine_id: str) -> Response:  # noqa: ARG001 - checked before
    """Send a routine's cover."""
    response = make_response(artwork(routine_id))
    response.mimetype = "image/png"
    response.cache_control.private = True
    response.cache_control.max_age = _DAY_S
    response.set_etag(artwork_digest(routine_id))
    response.make_conditional(request)
    return response


def _sent(digest: str) -> Response:
    """Send the audio, or say where a storage sends it."""
    address = services().track_links.address(digest)
    if address:
        response = make_response("", 302, {"Location": address})
        response.cache_control.no_store = True
        return response
    response = send_audio(digest)
    response.mimetype = AUDIO_TYPE
    return response


def _present(routine_id: str) -> str:
    return services().episodes.present(current_person(), routine_id, PATIENCE_S).digest


def _chapters(digest: str) -> Response:
    response = jsonify(chapters_document(services().store.timeline(digest)))
    response.mimetype = CHAPTERS_TYPE
    return immutable(response, digest)


def _checked_each_time(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _shown(routine_id: str, digest: str) -> str:
    """Return the digest if this feed has ever shown it, so that a key opens only its owner's tracks."""
    return services().store.episode(current_person().id, routine_id, digest).digest


def _show(token: str, owner: Person) -> Show:
    own = owner.name == FIRST_NAME
    return Show(
        title="Soleus" if own else f"Soleus, {owner.name}",
        description="Your routines with your own hold times. After changing a dose, load the episode again.",
        author="Soleus",
        address=_absolute("feeds.feed", token=token),
        page=_absolute("home.index"),
        artwork=_absolute("feeds.picture", token=token, routine_id=DEFAULT_COVER),
    )


def _item(token: str, routine: Routine, episode: Episode) -> Item:
    duration_ms = services().store.timeline(episode.digest).duration_ms
    address = {"token": token, "routine_id": routine.id}
    return Item(
        guid=f"soleus:{current_person().id}:{routine.id}",
        title=routine.name,
        description=_description(routine, duration_ms),
        page=_absolute("routines.page", routine_id=routine.id),
        artwork=_absolute("feeds.picture", **address),
        audio=_absolute("feeds.episode", **address),
        length_bytes=episode.length_bytes,
        duration_ms=duration_ms,
        chapters=_absolute("feeds.episode_chapters", **address),
        published_ms=episode.published_ms,
    )


def _description(routine: Routine, duration_ms: int) -> str:
    often = f"How often: {routine.how_often.rstrip('.')}." if routine.how_often else ""
    length = f"With your hold times: {formatting.length(duration_ms)}."
    return "\n\n".join(filter(None, (routine.purpose, often, length, _CAUTION)))


def _absolute(endpoint: str, **values: Any) -> str:
    return own_address() + url_for(endpoint, **values)
