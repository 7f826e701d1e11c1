"""Who asks: the device of every request, the person it acts for, and whether the page is that person's."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any

from flask import Flask, Response, current_app, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.errors import SoleusError
from server.store import Device, Person
from server.web.auth import cookies
from server.web.context import current_device, services
from server.web.errors import error_response
from server.web.htmx import redirect_to, wants_fragment
from server.web.urls import https_address

log = logging.getLogger(__name__)

#: Endpoints that answer anybody.
_PUBLIC = frozenset(
    {"static", "health.alive", "health.ready", "health.health", "metrics.metrics", "offline.manifest"}
)
#: Addresses that hold a key of their own, as podcast apps have no cookie; the feeds check it themselves.
_FEEDS = "/feeds/"
#: Prefix of the endpoints for a device that is not paired yet.
_FOR_UNPAIRED = "pairing."
#: Prefix of the endpoints for a device whose person is not known yet.
_FOR_UNNAMED = "people."
#: Pages that are the same whoever this device acts for.
_NOBODYS = frozenset({"pairing", "people", "devices"})
#: What the address of a form says about the person whose page it is on.
_WHOSE_PAGE = "person"
#: A cookie that is in use is sent again when it is older than this.
RENEWAL_MS = 86_400_000
#: When a device was last seen is kept again when it is older than this.
SEEN_MS = 3_600_000
_LONGEST_BROWSER_IN_LOG = 80


def init(app: Flask) -> None:
    """Register the authentication of every request."""
    app.before_request(_authenticate)
    app.after_request(_send_cookie)
    app.url_defaults(_say_whose_page)
    app.context_processor(lambda: {"person": g.get("person")})


def act_for(person: Person) -> bool:
    """Let this request's device act for a person from now on; False if it keeps no cookies."""
    device = current_device()
    if device is not None:
        services().store.give_device(device.id, person.id)
        return True
    token = _waiting_token()
    if token:
        services().store.add_device(token, browser(), person.id)
    return bool(token)


def ask_to_pair(fault: str = "", status: int = 401) -> Response:
    """Return the page that asks for a code."""
    return make_response(
        render_template("auth/pair.html", fault=fault, https_address=https_address()), status
    )


def browser() -> str:
    """Return what the browser calls itself."""
    return request.headers.get("User-Agent", "")


def _authenticate() -> AnyResponse | None:
    """Find out which device asks and for whom; ask an unknown one to pair."""
    if request.endpoint in _PUBLIC or request.path.startswith(_FEEDS):
        return None
    endpoint = request.endpoint or ""
    g.device = _known_device()
    g.person = g.device.person if g.device else None
    if endpoint.startswith(_FOR_UNPAIRED):
        return None
    if g.device is None:
        if services().config.pairing:
            return _refuse_unpaired()
        g.person = services().pairing.only_person()
        if endpoint.startswith(_FOR_UNNAMED) and not _waiting_token():
            g.cookie = cookies.new_token()  # the device is kept once it sends this back with a person
    if g.person is None and not endpoint.startswith(_FOR_UNNAMED):
        return _ask_for_name()
    return _refuse_anothers_page()


def _known_device() -> Device | None:
    """Return the device whose token came with this request, and see to it that it keeps it."""
    for name, value in cookies.sent():
        device = services().store.device(value) or _newly_paired(value)
        if device is None and name == cookies.OLD_NAME:
            device = _adopted(value)
        if device is not None:
            _keep(device, name, value)
            return device
    return None


def _newly_paired(token: str) -> Device | None:
    """Pair a device that shows for the first time what it was given for a code."""
    code_hash = cookies.purpose_of(token)
    device = services().pairing.pair(code_hash, token, browser()) if code_hash else None
    if device:
        name = device.person.name if device.person else "nobody yet"
        log.info("device paired for %s: %s", name, browser()[:_LONGEST_BROWSER_IN_LOG] or "unnamed")
    return device


def _adopted(value: str) -> Device | None:
    """Take the cookie of an old release for a token from now on, if its device has none yet."""
    device_id = cookies.old_device_id(value)
    if device_id:
        services().store.adopt_device(device_id, value)
    return services().store.device(value) if device_id else None


def _keep(device: Device, name: str, token: str) -> None:
    """Have the cookie sent anew if it came under another name, or if it was last sent a while ago."""
    now_ms = services().clock()
    if not 0 <= now_ms - device.seen_ms < SEEN_MS:
        with suppress(SoleusError):  # nobody is turned away because this cannot be kept
            services().store.device_seen(device.id)
    if not 0 <= now_ms - device.cookie_ms < RENEWAL_MS:
        services().store.cookie_sent(device.id)
        g.cookie = token
    elif name != cookies.names()[0]:
        g.cookie = token
    g.old_cookie = name == cookies.OLD_NAME


def _send_cookie(response: Response) -> Response:
    if token := g.get("cookie"):
        cookies.give(response, token)
    if g.get("old_cookie"):
        cookies.forget(response, cookies.OLD_NAME)
    return response


def _waiting_token() -> str:
    """Return a token that was made here for a device that needs no code, and has come back; else nothing."""
    return next((value for _, value in cookies.sent() if cookies.purpose_of(value) == ""), "")


def _refuse_unpaired() -> Response:
    """Answer 401; a script that sends JSON gets JSON, as it would take a page for success."""
    if wants_fragment():
        return redirect_to(url_for("pairing.form"), 401)
    return error_response(401) if _sends_json() else ask_to_pair()


def _ask_for_name() -> AnyResponse:
    address = url_for("people.index")
    if _sends_json():
        return error_response(409, "First choose who is training on this device.")
    return redirect_to(address) if wants_fragment() else redirect(address, 303)


def _say_whose_page(endpoint: str, values: dict[str, Any]) -> None:
    """Let the address of each form that changes something say whose page it is on."""
    person = g.get("person")
    if person is None or endpoint.partition(".")[0] in _NOBODYS or _can_be_read(endpoint):
        return
    values.setdefault(_WHOSE_PAGE, person.id)


def _can_be_read(endpoint: str) -> bool:
    return any("GET" in (rule.methods or ()) for rule in current_app.url_map.iter_rules(endpoint))


def _refuse_anothers_page() -> Response | None:
    """Refuse a form of a page that was shown while this device acted for somebody else."""
    whose = request.args.get(_WHOSE_PAGE)
    if request.method in ("GET", "HEAD") or whose is None or g.person is None or whose == str(g.person.id):
        return None
    return error_response(
        409,
        f"This page is another person’s: meanwhile this device is used by {g.person.name}. Nothing was "
        "changed. Reload the page.",
    )


def _sends_json() -> bool:
    return request.mimetype == "application/json"
