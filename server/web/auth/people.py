"""The people who use this server, and which of them this device acts for."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server.errors import BadInput, NotFound
from server.store import About, Person
from server.web.auth.authentication import act_for
from server.web.auth.avoided import avoided_line
from server.web.context import services
from server.web.voice_words import voice_line

log = logging.getLogger(__name__)
blueprint = Blueprint("people", __name__, url_prefix="/people")

#: How many people, or devices, a page lists; the others are found by how a name begins.
LISTED = 50


@blueprint.get("")
def index() -> str:
    """Show the people; too many for a list are found by how their names begin."""
    return _page(named=request.args.get("named", ""))


@blueprint.post("")
def add() -> Response:
    """Add a person, and let this device act for them."""
    try:
        person = services().store.add_person(request.form.get("name", ""))
    except BadInput as error:
        return make_response(_page(str(error)), 422)
    log.info("person added: %s", person.name)
    return _acting_for(person, url_for("welcome.sore"))


@blueprint.post("/<person_id>/choose")
def choose(person_id: str) -> Response:
    """Let this device act for a person."""
    return _acting_for(_person(person_id))


@blueprint.post("/<person_id>/name")
def rename(person_id: str) -> Response:
    """Rename a person."""
    person = _person(person_id)
    try:
        services().store.rename_person(person.id, request.form.get("name", ""))
    except BadInput as error:
        return make_response(_page(str(error)), 422)
    return redirect(url_for("people.index"), 303)


def _acting_for(person: Person, address: str = "/") -> Response:
    """Go on as a person; a device that keeps no cookies is told where that leads."""
    return redirect(address if act_for(person) else url_for("pairing.done"), 303)


def _person(written: str) -> Person:
    """Return the person of an address.

    :raises NotFound: if there is no person with this number, or it is more than a database can hold.
    """
    if not (written.isascii() and written.isdigit() and len(written) < 10):
        raise NotFound("There is no such person on this server.")
    return services().store.person(int(written))


def about_line(about: About) -> str:
    """Return what somebody has said of themselves: "left foot sore, 15 min on most days"."""
    foot = {
        "left": "left foot sore",
        "right": "right foot sore",
        "both": "both feet sore",
        "none": "no foot sore",
    }
    time = {None: "", 0: "as long as it takes"}.get(about.minutes, f"{about.minutes} min on most days")
    return ", ".join(filter(None, (foot.get(about.sore or ""), time))) or "not said yet"


def search(named: str, found: Sequence[object]) -> dict[str, str | bool]:
    """Return what a template needs to have a name asked for where a list has no room for all.

    :param named: how the names begin that were asked for.
    :param found: what was found, one more than is listed if there are more.
    """
    told = "No name begins so." if named and not found else ""
    if len(found) > LISTED:
        told = "There are more than this page has room for."
    return {"named": named, "some": bool(named or told), "told": told}


def _page(fault: str = "", named: str = "") -> str:
    person, preferences = g.get("person"), services().preferences
    found = services().store.people(LISTED + 1, named)
    people = found[:LISTED] if person in found[:LISTED] or person is None else (person, *found[: LISTED - 1])
    about = about_line(services().store.about(person.id)) if person else ""
    avoided = avoided_line(preferences.avoided(person.id)) if person else ""
    voice = voice_line(preferences.settings(person.id)) if person else ""
    shown = {"about": about, "avoided": avoided, "voice": voice, **search(named, found)}
    return render_template("auth/people.html", people=people, fault=fault, **shown)
