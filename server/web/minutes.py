"""How much time a person has, as a form says it."""

from __future__ import annotations

from server.errors import BadInput, Fault
from server.quoting import quoted

#: Whoever has more than this is in no hurry.
MOST_MINUTES = 180


def minutes_of(written: str) -> int:
    """Return the minutes that a form says; 0 if it says none.

    :raises BadInput: if it is not a number of minutes.
    """
    if not written:
        return 0
    plain = written.isascii() and written.isdigit() and len(written) <= len(str(MOST_MINUTES))
    if plain and 1 <= int(written) <= MOST_MINUTES:
        return int(written)
    message = f"{quoted(written)}: write whole minutes, from 1 to {MOST_MINUTES}"
    raise BadInput(faults=[Fault(("minutes",), message)])
