"""Take routines along without the page: one as a file, or all of them as a podcast."""

from __future__ import annotations

import logging
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server.errors import SoleusError
from server.routine import Routine
from server.track import BeingMade
from server.web.context import current_person, services
from server.web.htmx import wants_fragment
from server.web.qr import qr_svg
from server.web.urls import phone_address

log = logging.getLogger(__name__)
blueprint = Blueprint("take_along", __name__, url_prefix="/take-along")


@blueprint.get("")
def page() -> str:
    """Show the ways to take routines along, first the one that is named."""
    named = request.args.get("routine", "")
    routine = services().library.routine(named) if named else None
    link = _on_phone("downloads.download", routine_id=routine.id) if routine else ""
    return render_template(
        "export/take_along.html",
        routine=routine,
        routines=services().library.routines(),
        link=link,
        link_qr=qr_svg(link) if link else "",
        **(_file(routine) if routine else {}),
        **_feed(),
    )


@blueprint.get("/file")
def file() -> str:
    """Show how far the file of a routine is, or the way to it."""
    routine = services().library.routine(request.args.get("routine", ""))
    return render_template("export/partials/file.html", routine=routine, **_file(routine))


@blueprint.get("/episodes")
def episodes() -> str:
    """Show how many episodes are ready."""
    return render_template(
        "export/partials/episodes.html", episodes=services().episodes.count(current_person())
    )


@blueprint.post("/address")
def new_address() -> Response:
    """Give the feed a new address; the one before stops working."""
    services().store.new_feed(current_person().id)
    log.info("new feed address for %s", current_person().name)
    return _changed()


@blueprint.post("/address/revoke")
def revoke_address() -> Response:
    """Withdraw the feed's address."""
    services().store.revoke_feed(current_person().id)
    log.info("feed address withdrawn from %s", current_person().name)
    return _changed()


def _changed() -> Response:
    if wants_fragment():
        return make_response(render_template("export/partials/feed.html", **_feed()))
    return redirect(url_for(".page", _anchor="feed"), 303)


def _file(routine: Routine) -> dict[str, object]:
    """Return what is shown of the file of a routine; it is made as soon as somebody sees where it will be."""
    try:
        services().downloads.digest(current_person().id, routine)
    except BeingMade as making:
        return {"making": making}
    except SoleusError as error:
        return {"fault": str(error)}
    return {}


def _feed() -> dict[str, object]:
    """Return what the feed's section shows; where there is a feed, begin to make its episodes."""
    owner = current_person()
    token = services().store.feed_token(owner.id)
    if not token:
        return {"feed": ""}
    services().episodes.refresh(owner)
    address = _on_phone("feeds.feed", token=token)
    return {"feed": address, "feed_qr": qr_svg(address), "episodes": services().episodes.count(owner)}


def _on_phone(endpoint: str, **values: Any) -> str:
    return phone_address() + url_for(endpoint, **values)
