"""The paired devices: list them, add another, remove one."""

from __future__ import annotations

import logging

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server.errors import NotFound
from server.web import formatting
from server.web.auth import cookies
from server.web.context import current_device, services
from server.web.qr import qr_svg

log = logging.getLogger(__name__)
blueprint = Blueprint("devices", __name__, url_prefix="/devices")


@blueprint.get("")
def index() -> str:
    """Show all paired devices."""
    now_ms = services().clock()
    rows = [
        (device, formatting.browser_name(device.browser), formatting.ago(device.paired_ms, now_ms))
        for device in services().store.devices()
    ]
    return render_template("auth/devices.html", rows=rows, own=_own_id())


@blueprint.get("/<device_id>/remove")
def ask(device_id: str) -> str:
    """Ask whether a device is meant to be removed, and what it may know."""
    found = next((each for each in services().store.devices() if each.id == device_id), None)
    if found is None:
        raise NotFound("There is no such device. It may have been removed already.")
    return render_template(
        "auth/remove_device.html",
        device=found,
        browser=formatting.browser_name(found.browser),
        paired=formatting.ago(found.paired_ms, services().clock()),
        own=_own_id(),
        with_feeds=[each for each in services().store.people() if services().store.feed_token(each.id)],
    )


@blueprint.post("/<device_id>/remove")
def remove(device_id: str) -> Response:
    """Lock a device out, such as a lost phone or a guest's tablet; this one only if that is confirmed."""
    own = device_id == _own_id()
    if own and "sure" not in request.form:
        return redirect(url_for(".ask", device_id=device_id), 303)
    for person in services().store.people():
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
        render_template("auth/device.html", invitation=invitation, qr=qr_svg(invitation.link))
    )


def _own_id() -> str:
    device = current_device()
    return device.id if device else ""
