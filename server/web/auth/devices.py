"""The paired devices: list them, name one, add another, remove one."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server.errors import BadInput, NotFound
from server.store import PairedDevice
from server.web import formatting
from server.web.auth import cookies
from server.web.auth.people import LISTED, search
from server.web.context import current_device, services
from server.web.device_names import device_name
from server.web.qr import qr_svg

log = logging.getLogger(__name__)
blueprint = Blueprint("devices", __name__, url_prefix="/devices")


@dataclass(frozen=True, slots=True)
class DeviceCard:
    """A device as pages show it."""

    id: str
    name: str
    #: What people called it; empty if they did not.
    label: str
    #: "Chrome on Android"
    browser: str
    #: The name of who uses it; empty if nobody does yet.
    person: str
    #: "today", "3 days ago"
    paired: str
    seen: str
    #: Whether it is the device that asks.
    own: bool


@blueprint.get("")
def index() -> str:
    """Show the paired devices, those of this person first; too many for a list are found by a name."""
    named = request.args.get("named", "")
    device = current_device()
    own = device.person.id if device and device.person else None
    found = services().store.devices(LISTED + 1, named, own)
    cards = [_card(each) for each in found[:LISTED]]
    return render_template("auth/devices.html", devices=cards, **search(named, found))


@blueprint.get("/<device_id>")
def page(device_id: str) -> str:
    """Show a device, to be renamed or removed."""
    return render_template("auth/device.html", device=_card(_device(device_id)))


@blueprint.post("/<device_id>/name")
def rename(device_id: str) -> Response:
    """Keep what people call a device; nothing leaves that to Soleus."""
    typed = request.form.get("name", "")
    try:
        services().store.name_device(device_id, typed)
    except BadInput as error:
        shown = {"device": _card(_device(device_id)), "fault": str(error), "typed": typed}
        return make_response(render_template("auth/device.html", **shown), 422)
    return redirect(url_for(".index"), 303)


@blueprint.get("/<device_id>/remove")
def ask(device_id: str) -> str:
    """Ask whether a device is meant to be removed, and what it may know."""
    with_feeds = services().store.feed_owners(device_id, LISTED)
    return render_template("auth/remove_device.html", device=_card(_device(device_id)), with_feeds=with_feeds)


@blueprint.post("/<device_id>/remove")
def remove(device_id: str) -> Response:
    """Lock a device out, such as a lost phone or a guest's tablet; this one only if that is confirmed."""
    own = device_id == _own_id()
    if own and "sure" not in request.form:
        return redirect(url_for(".ask", device_id=device_id), 303)
    for person in services().store.feed_owners(device_id, LISTED):
        if str(person.id) in request.form.getlist("feed"):
            services().store.new_feed(person.id)
            log.info("new feed address for %s", person.name)
    services().store.remove_device(device_id)
    log.info("device removed")
    response = redirect("/" if own else url_for(".index"), 303)
    if own:
        cookies.forget(response, *cookies.names())
    return response


@blueprint.post("")
def add() -> Response:
    """Show a new code, to be scanned or typed on the other device."""
    invitation = services().pairing.invite()
    return make_response(
        render_template("auth/new_device.html", invitation=invitation, qr=qr_svg(invitation.link))
    )


def _device(device_id: str) -> PairedDevice:
    """Return a device.

    :raises NotFound: if there is none with this id.
    """
    found = services().store.paired_device(device_id)
    if found is None:
        raise NotFound("There is no such device. It may have been removed already.")
    return found


def _card(device: PairedDevice) -> DeviceCard:
    now_ms = services().clock()
    return DeviceCard(
        id=device.id,
        name=device_name(device),
        label=device.label,
        browser=formatting.browser_name(device.browser),
        person=device.person or "",
        paired=formatting.ago(device.paired_ms, now_ms),
        seen=formatting.ago(device.seen_ms, now_ms),
        own=device.id == _own_id(),
    )


def _own_id() -> str:
    device = current_device()
    return device.id if device else ""
