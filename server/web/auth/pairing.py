"""Pairing: who may come in, and for whom a device acts."""

from __future__ import annotations

import logging
from typing import cast

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.sessions import SecureCookieSessionInterface
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as AnyResponse

from server.services.services import parts
from server.store.values import Device, Person
from server.web.errors import error_response
from server.web.htmx import redirect_to, wants_fragment

log = logging.getLogger(__name__)
blueprint = Blueprint("doors", __name__)

#: Tries with a wrong code, from one address.
TRIES = RateLimitItemPerMinute(10)
#: Endpoints that do not care who asks.
_FOR_ANYONE = frozenset({"static", "health.health", "offline.manifest"})
#: Addresses that hold a key of their own, as podcast apps have no cookie; ``server.web.export.feeds`` checks
#: it.
_WITH_KEY = "/feeds/"
#: Endpoints that an unknown device reaches.
_OPEN = frozenset({"doors.pair", "doors.try_code", "doors.pair_by_link"})
#: Endpoints for a device that has not said who uses it.
_UNNAMED = "people."
#: The name of the first person, until they change it.
FIRST_NAME = "Me"


class DoorSessions(SecureCookieSessionInterface):
    """Flask's signed cookie, marked secure wherever it travels by https."""

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002 - flask's signature
        """Tell whether the browser may send the cookie by https only."""
        return request.is_secure


def init(app: Flask) -> None:
    """Stand at the door of every request."""
    app.session_interface = DoorSessions()
    app.config.update(
        SESSION_COOKIE_NAME="soleus",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=400 * 86_400,  # the longest that browsers keep a cookie
    )
    app.extensions["soleus-tries"] = MovingWindowRateLimiter(MemoryStorage())
    app.before_request(_ask)
    app.register_blueprint(blueprint)
    app.context_processor(lambda: {"person": g.get("person")})


def current_person() -> Person:
    """Return the person for whom this request's device acts."""
    return cast(Person, g.person)


def act_for(person: Person) -> None:
    """Let this request's device act for a person from now on."""
    device: Device | None = g.device
    if device is None:
        _enrol(person)
    else:
        parts().store.give_device(device.id, person.id)


@blueprint.get("/pair")
def pair() -> str:
    """Ask for the code."""
    return render_template("auth/pair.html", fault="")


@blueprint.post("/pair")
def try_code() -> AnyResponse:
    """Pair by a code that was typed."""
    return _pair_with(request.form.get("code", "")[:100])


@blueprint.get("/pair/<code>")
def pair_by_link(code: str) -> AnyResponse:
    """Pair by the link of the QR code."""
    return _pair_with(code[:100])


def _ask() -> AnyResponse | None:
    """Let a known device in, and ask every other to pair.

    Who sends JSON is a script: it is told so, as a page would look to it like success.
    """
    if request.endpoint in _FOR_ANYONE or request.path.startswith(_WITH_KEY):
        return None
    g.device = _known_device()
    g.person = g.device.person if g.device else None
    if request.endpoint in _OPEN:
        return None
    if g.device is None:
        if parts().config.pairing:
            return _unknown()
        g.person = parts().store.only_person(FIRST_NAME)
    if g.person is None and not (request.endpoint or "").startswith(_UNNAMED):
        return _unnamed()
    return None


def _known_device() -> Device | None:
    device_id = session.get("device")
    return parts().store.device(device_id) if device_id else None


def _unknown() -> Response:
    if wants_fragment():
        return redirect_to(url_for("doors.pair"), 401)
    if _is_json():
        return error_response(401)
    return make_response(render_template("auth/pair.html", fault=""), 401)


def _unnamed() -> AnyResponse:
    address = url_for("people.index")
    if _is_json():
        return error_response(409, "Say first who trains with this device.")
    return redirect_to(address) if wants_fragment() else redirect(address, 303)


def _is_json() -> bool:
    return request.mimetype == "application/json"


def _pair_with(code: str) -> AnyResponse:
    if g.device is None:
        tries: MovingWindowRateLimiter = current_app.extensions["soleus-tries"]
        address = request.remote_addr or ""
        if not tries.hit(TRIES, address):
            log.warning("too many pairing codes tried from %s", address)
            raise TooManyRequests(retry_after=60)
        if not parts().store.pairs(code):
            return _wrong(code)
        tries.clear(TRIES, address)
        _enrol(parts().store.only_person(FIRST_NAME))
    return redirect("/", 303)


def _wrong(code: str) -> Response:
    fault = "This code is wrong or too old. On the machine, `soleus pair` shows a new one." if code else ""
    return make_response(render_template("auth/pair.html", fault=fault), 401)


def _enrol(person: Person | None) -> None:
    browser = request.headers.get("User-Agent", "")
    session["device"] = parts().store.add_device(browser, person.id if person else None)
    session.permanent = True
    log.info("device paired for %s: %s", person.name if person else "nobody yet", browser[:80] or "unnamed")
