"""Languages, as engines write them."""

from __future__ import annotations


def tag(language: str) -> str:
    """Return a language in the usual form of BCP 47: ``en_us`` and ``en-us`` become ``en-US``."""
    first, *rest = language.replace("_", "-").split("-")
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part for part in rest)])
