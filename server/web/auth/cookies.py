"""The cookie by which a device is recognised: an unguessable token, under a name of this server alone.

Its name holds a digest of the server's key, as browsers share cookies between all ports of a host: two
servers there would otherwise unpair each other's devices. Over https it has another name, for browsers
refuse to replace an https cookie over http.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from typing import cast

from flask import current_app, request
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature, Signer
from werkzeug.wrappers import Response

from server.digests import digest_of

#: The name in releases up to 0.1.0, for a session that Flask signed.
OLD_NAME = "soleus"
#: The longest that browsers keep a cookie.
MAX_AGE_S = 400 * 86_400
#: Random bytes of a token.
_TOKEN_BYTES = 24
_NAME_DIGITS = 8


def names() -> tuple[str, ...]:
    """Return the names under which the cookie may come, that of the present protocol first."""
    plain = f"soleus-{digest_of(b'cookie name' + _key(), _NAME_DIGITS)}"
    # "__Host-": no other host may set it, and it travels by https alone.
    return (f"__Host-{plain}", plain) if request.is_secure else (plain,)


def sent() -> Iterator[tuple[str, str]]:
    """Yield the names and values that came with this request, the best first, that of old releases last."""
    for name in (*names(), OLD_NAME):
        if value := request.cookies.get(name):
            yield name, value


def give(response: Response, token: str) -> None:
    """Send a device its token, to be kept for as long as browsers keep anything."""
    response.set_cookie(
        names()[0], token, max_age=MAX_AGE_S, secure=request.is_secure, httponly=True, samesite="Lax"
    )


def forget(response: Response, *forgotten: str) -> None:
    """Let the browser forget what it has under some names."""
    for name in forgotten:
        response.delete_cookie(name, secure=request.is_secure, httponly=True, samesite="Lax")


def new_token(purpose: str = "") -> str:
    """Return a token that is signed together with what it was given for, such as the hash of a code.

    So it cannot be made up, and nothing need be stored until it has come back.
    """
    return _signer().sign(f"{secrets.token_urlsafe(_TOKEN_BYTES)}.{purpose}").decode()


def purpose_of(token: str) -> str | None:
    """Return what a token was given for; ``None`` if it was not made here."""
    try:
        return _signer().unsign(token).decode().partition(".")[2]
    except (BadSignature, UnicodeError):
        return None


def old_device_id(value: str) -> str | None:
    """Return the device that a cookie of an old release names; ``None`` if it was not made here.

    The date that is signed with it does not matter.
    """
    serializer = SecureCookieSessionInterface().get_signing_serializer(current_app)
    try:
        document = serializer.loads(value) if serializer else None
    except BadSignature:
        return None
    device_id = document.get("device") if isinstance(document, dict) else None
    return device_id if isinstance(device_id, str) else None


def _signer() -> Signer:
    return Signer(_key(), salt=b"soleus device", key_derivation="hmac", digest_method=hashlib.sha256)


def _key() -> bytes:
    return cast(bytes, current_app.secret_key)
