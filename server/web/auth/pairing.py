"""Pairing: which devices may use this server, and for whom each of them acts."""

from __future__ import annotations

import logging

from flask import (
    Blueprint,
    Flask,
    Response,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.sessions import SecureCookieSessionInterface
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as AnyResponse

from server.store import Device, Person
from server.web import rate_limits
from server.web.context import current_device, services
from server.web.errors import error_response
from server.web.htmx import redirect_to, wants_fragment

log = logging.getLogger(__name__)
blueprint = Blueprint("pairing", __name__)

#: Endpoints that answer anybody.
_PUBLIC = frozenset({"static", "health.alive", "health.health", "offline.manifest"})
#: Addresses that hold a key of their own, as podcast apps have no cookie; the feeds check it themselves.
_FEEDS = "/feeds/"
#: Endpoints for a device that is not paired yet.
_FOR_UNPAIRED = frozenset({"pairing.form", "pairing.by_code", "pairing.by_link"})
#: Prefix of the endpoints for a device whose person is not known yet.
_FOR_UNNAMED = "people."
_COOKIE_S = 400 * 86_400  # the longest that browsers keep a cookie
#: Characters that are read of a typed code.
LONGEST_CODE = 100
_LONGEST_BROWSER_IN_LOG = 80


class CookieSessions(SecureCookieSessionInterface):
    """Flask's signed cookie, marked secure wherever it travels by https."""

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002 - flask's signature
        """Tell whether the browser may send the cookie by https only."""
        return request.is_secure


def init(app: Flask) -> None:
    """Register the authentication of every request."""
    app.session_interface = CookieSessions()
    app.config.update(
        SESSION_COOKIE_NAME="soleus",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=_COOKIE_S,
    )
    app.before_request(_authenticate)
    app.register_blueprint(blueprint)
    app.context_processor(lambda: {"person": g.get("person")})


def act_for(person: Person) -> None:
    """Let this request's device act for a person from now on."""
    device = current_device()
    if device is None:
        _remember(services().pairing.add_device(_browser(), person))
    else:
        services().store.give_device(device.id, person.id)


@blueprint.get("/pair")
def form() -> str:
    """Ask for the code."""
    return render_template("auth/pair.html", fault="")


@blueprint.post("/pair")
def by_code() -> AnyResponse:
    """Pair by a code that was typed."""
    return _pair(request.form.get("code", "")[:LONGEST_CODE])


@blueprint.get("/pair/<code>")
def by_link(code: str) -> AnyResponse:
    """Pair by the link of the QR code."""
    return _pair(code[:LONGEST_CODE])


def _authenticate() -> AnyResponse | None:
    """Find out which device asks and for whom; ask an unknown one to pair."""
    if request.endpoint in _PUBLIC or request.path.startswith(_FEEDS):
        return None
    g.device = _known_device()
    g.person = g.device.person if g.device else None
    if request.endpoint in _FOR_UNPAIRED:
        return None
    if g.device is None:
        if services().config.pairing:
            return _ask_to_pair()
        g.person = services().pairing.only_person()
    if g.person is None and not (request.endpoint or "").startswith(_FOR_UNNAMED):
        return _ask_for_name()
    return None


def _known_device() -> Device | None:
    device_id = session.get("device")
    return services().store.device(device_id) if device_id else None


def _ask_to_pair() -> Response:
    """Answer 401; a script that sends JSON gets JSON, as it would take a page for success."""
    if wants_fragment():
        return redirect_to(url_for("pairing.form"), 401)
    if _sends_json():
        return error_response(401)
    return make_response(render_template("auth/pair.html", fault=""), 401)


def _ask_for_name() -> AnyResponse:
    address = url_for("people.index")
    if _sends_json():
        return error_response(409, "First choose who is training on this device.")
    return redirect_to(address) if wants_fragment() else redirect(address, 303)


def _sends_json() -> bool:
    return request.mimetype == "application/json"


def _pair(code: str) -> AnyResponse:
    if current_device() is None:
        address = request.remote_addr or ""
        try:
            rate_limits.count(rate_limits.WRONG_KEYS, address)
        except TooManyRequests:
            log.warning("too many pairing codes tried from %s", address)
            raise
        device = services().pairing.pair(code, _browser())
        if device is None:
            return _refuse(code)
        rate_limits.forget(rate_limits.WRONG_KEYS, address)
        _remember(device)
    return redirect("/", 303)


def _refuse(code: str) -> Response:
    fault = (
        "This code is wrong or has expired. Run `soleus pair` on the server for a new one." if code else ""
    )
    return make_response(render_template("auth/pair.html", fault=fault), 401)


def _remember(device: Device) -> None:
    session["device"] = device.id
    session.permanent = True
    name = device.person.name if device.person else "nobody yet"
    log.info("device paired for %s: %s", name, _browser()[:_LONGEST_BROWSER_IN_LOG] or "unnamed")


def _browser() -> str:
    """Return what the browser calls itself."""
    return request.headers.get("User-Agent", "")
