"""The paired devices: all of them, another one, and one less."""

from __future__ import annotations

import logging

from flask import Blueprint, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from server.services.pairing import invite
from server.services.services import parts
from server.web import formatting
from server.web.export.qr import qr_svg

log = logging.getLogger(__name__)
blueprint = Blueprint("devices", __name__, url_prefix="/devices")


@blueprint.get("")
def index() -> str:
    """Show all paired devices."""
    now_ms = parts().clock()
    rows = [
        (device, formatting.browser(device.browser), formatting.ago(device.paired_ms, now_ms))
        for device in parts().store.devices()
    ]
    return render_template("auth/devices.html", rows=rows, own=g.device.id if g.device else "")


@blueprint.post("/<device_id>/remove")
def remove(device_id: str) -> Response:
    """Lock a device out: a lost phone, a guest's tablet."""
    parts().store.remove_device(device_id)
    log.info("device removed")
    return redirect(url_for(".index"), 303)


@blueprint.post("")
def add() -> str:
    """Show a new code, to be scanned or typed on the other device."""
    invitation = invite(parts().config, parts().store)
    return render_template("auth/device.html", invitation=invitation, qr=qr_svg(invitation.link))
