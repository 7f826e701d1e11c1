"""Another device: a fresh pairing code on the screen of one that is paired already."""

from __future__ import annotations

from flask import Blueprint, render_template

from server.invitation import invite
from server.parts import parts
from server.web.qr import qr_svg

blueprint = Blueprint("devices", __name__, url_prefix="/devices")


@blueprint.post("")
def add() -> str:
    """Show a new code, to be scanned or typed on the other device."""
    invitation = invite(parts().config, parts().store)
    return render_template("device.html", invitation=invitation, qr=qr_svg(invitation.link))
