"""Addresses that settings may hold; what is wrong with one is told in words."""

from __future__ import annotations

import re

from pydantic_core import PydanticCustomError

from server.addresses import is_safe_source
from server.storage import KINDS


def public_address(address: str) -> str:
    """Refuse an address that no phone could open, or that is not a whole host's."""
    host = re.match(r"https?://[^\s/?#]+", address)
    if address and not host:
        raise PydanticCustomError("address", "Write all of an address, such as https://soleus.example.org")
    if host and address[host.end() :] not in ("", "/"):
        message = "It has a path, and Soleus needs a host of its own; write {host}"
        raise PydanticCustomError("address", message, {"host": host[0]})
    return address


def redis_address(address: str) -> str:
    """Refuse an address that is not of a Redis."""
    if address and not address.startswith(("redis://", "rediss://", "unix://")):
        raise PydanticCustomError("address", "Write redis:// and a host, such as redis://localhost:6379/0")
    return address


def storage_address(address: str) -> str:
    """Refuse an address that is of neither kind, or holds a key."""
    if address and not address.startswith(KINDS):
        message = "Write s3:// and a bucket, or file:/// and a folder"
        raise PydanticCustomError("address", message)
    if address.startswith("s3:") and ("@" in address or "?" in address):
        message = "Keys and the service's address belong in variables: AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL"
        raise PydanticCustomError("address", message)
    return address.rstrip("/")


def catalogue_address(address: str) -> str:
    """Refuse an address that what is downloaded could be changed on the way from."""
    if not is_safe_source(address):
        message = "Write an address that begins with https:// (or, on this machine itself, http://127.0.0.1)"
        raise PydanticCustomError("address", message)
    return address.rstrip("/")
