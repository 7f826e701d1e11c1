"""The paired devices: list them, add another, remove one."""

from __future__ import annotations

import logging

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from server.web import formatting
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
    device = current_device()
    return render_template("auth/devices.html", rows=rows, own=device.id if device else "")


@blueprint.post("/<device_id>/remove")
def remove(device_id: str) -> Response:
    """Lock a device out, such as a lost phone or a guest's tablet."""
    services().store.remove_device(device_id)
    log.info("device removed")
    return redirect(url_for(".index"), 303)


@blueprint.post("")
def add() -> str:
    """Show a new code, to be scanned or typed on the other device."""
    invitation = services().pairing.invite()
    return render_template("auth/device.html", invitation=invitation, qr=qr_svg(invitation.link))
