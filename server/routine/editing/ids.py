"""Ids for new files, which are the files' names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

_LONGEST_ID = 48


def id_of(name: str) -> str:
    """Return an id for a name: "My café run" is ``my-cafe-run``; nothing if it has no letters for one."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return "-".join(re.findall("[a-z0-9]+", plain))[:_LONGEST_ID].strip("-")


def free_id(wanted: str, taken: Container[str]) -> str:
    """Return an id that nobody has: the wanted one, or else with a number."""
    number, file_id = 1, wanted
    while file_id in taken:
        number += 1
        file_id = f"{wanted[:56].strip('-')}-{number}"
    return file_id
