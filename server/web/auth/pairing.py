"""Pairing: a code becomes a cookie, and the device is paired when that cookie has come back."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as AnyResponse

from server.web import rate_limits
from server.web.auth import cookies
from server.web.auth.authentication import ask_to_pair
from server.web.context import current_device, services
from server.web.urls import https_address

blueprint = Blueprint("pairing", __name__)

#: Characters that are read of a typed code.
LONGEST_CODE = 100
_WRONG = "This code is wrong or has expired. Run `soleus pair` on the server for a new one."
_USED = (
    "This code has paired another device already. Run `soleus pair` on the server for a new one, or tap "
    "“Add a device” on a device that is paired."
)
_TOO_LATE = (
    "Meanwhile this code has expired or paired another device. Run `soleus pair` on the server for a new one."
)
_TOO_MANY = "This code is wrong, like many others before it. Wait a minute, then try the right one."


@blueprint.get("/pair")
def form() -> Response:
    """Ask for the code."""
    return ask_to_pair(status=200)


@blueprint.post("/pair")
def by_code() -> AnyResponse:
    """Give a device its cookie for a code that was typed."""
    return _pair(request.form.get("code", "")[:LONGEST_CODE])


@blueprint.get("/pair/<code>")
def by_link(code: str) -> AnyResponse:
    """Give a device its cookie for the link of the QR code."""
    if request.method == "HEAD":  # who only looks where a link leads
        return form()
    return _pair(code[:LONGEST_CODE])


@blueprint.get("/pair/done")
def done() -> AnyResponse:
    """Go on if the cookie has come back, which has paired the device; else say why it has not.

    Who has not been welcomed yet is welcomed first.
    """
    came_back = any(cookies.purpose_of(value) is not None for _, value in cookies.sent())
    device = current_device()
    if device is not None and device.person is not None and services().welcome.is_due(device.person):
        return redirect(url_for("welcome.name"), 303)
    if device is not None or (came_back and not services().config.pairing):
        return redirect("/", 303)
    if came_back:
        return ask_to_pair(_TOO_LATE)
    shown = {"host": request.host, "https_address": https_address()}
    return make_response(render_template("auth/cookie_lost.html", **shown), 401)


def _pair(typed: str) -> AnyResponse:
    """Give a device a token for a code. Nothing is stored: it is paired when it shows the token."""
    if current_device() is not None:
        return redirect("/", 303)
    code = services().store.pairing_code(typed)
    if code is None:
        return _refuse(typed)
    if not code.devices_left:
        return ask_to_pair(_USED)
    response = redirect(url_for(".done"), 303)
    cookies.give(response, cookies.new_token(code.hash))
    return response


def _refuse(typed: str) -> Response:
    """Refuse a wrong code; the right one was found before anything was counted."""
    if not typed:
        return ask_to_pair()
    try:
        rate_limits.count_wrong_key("pair", request.remote_addr or "")
    except TooManyRequests as refused:
        response = ask_to_pair(_TOO_MANY, 429)
        response.headers["Retry-After"] = str(refused.retry_after)
        return response
    return ask_to_pair(_WRONG)
