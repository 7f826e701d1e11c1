"""The one digest that names contents and keys."""

from __future__ import annotations

import hashlib


def digest_of(content: bytes | str, hex_digits: int = 32) -> str:
    """Return the first hexadecimal digits of a content's SHA-256, a text's in UTF-8.

    With the default of 32 digits, 128 bits, two different contents never share a digest by chance.
    """
    data = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(data).hexdigest()[:hex_digits]
