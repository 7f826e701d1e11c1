"""Ids for new files, which are the files' names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from server.routine.schema import LONGEST_ID, LONGEST_ID_FROM_NAME

#: Characters of "-2" or of a longer number, such as "-99999".
_ROOM_FOR_NUMBER = 6


def id_of(name: str) -> str:
    """Return an id for a name: "My café run" is ``my-cafe-run``; empty if the name has no letters for one."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return "-".join(re.findall("[a-z0-9]+", plain))[:LONGEST_ID_FROM_NAME].strip("-")


def free_id(wanted: str, taken: Container[str]) -> str:
    """Return an id that is not taken: the wanted one, or else one with a number."""
    number, file_id = 1, wanted
    while file_id in taken:
        number += 1
        file_id = f"{wanted[: LONGEST_ID - _ROOM_FOR_NUMBER].strip('-')}-{number}"
    return file_id
