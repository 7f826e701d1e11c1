"""Lengths and days as a person says them."""

from __future__ import annotations

import re
from datetime import datetime

_MINUTE_MS = 60_000
#: Days ago that still have a name or a number; before that, the date.
_RECENT_DAYS = 14


def beginning(text: str) -> tuple[str, str]:
    """Return the first sentence of a text, and the rest."""
    first, *rest = re.split(r"(?<=[.!?]) ", text.strip(), maxsplit=1)
    return first, "".join(rest)


def minutes(ms: int) -> str:
    """Return a length for a list: "14 min"; below a minute "1 min"."""
    return f"{max(1, round(ms / _MINUTE_MS))} min"


def length(ms: int) -> str:
    """Return a length to the second: "14 min 10 s"."""
    whole, seconds = divmod(round(ms / 1000), 60)
    return (
        " ".join(
            part for part in (f"{whole} min" if whole else "", f"{seconds} s" if seconds else "") if part
        )
        or "0 s"
    )


def left(ms: int) -> str:
    """Return what is left: rounded up to minutes, in the last one to seconds."""
    return f"{-(-ms // 1000)} s left" if ms < _MINUTE_MS else f"{-(-ms // _MINUTE_MS)} min left"


def counted(number: int, thing: str) -> str:
    """Return "1 hold" or "14 holds"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def ago(then_ms: int, now_ms: int) -> str:
    """Return how long ago a moment was, by the calendar of this machine: "today", "3 days ago"."""
    then, today = (datetime.fromtimestamp(ms / 1000).astimezone() for ms in (then_ms, now_ms))
    days = (today.date() - then.date()).days
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    return f"{days} days ago" if days < _RECENT_DAYS else f"on {then.day} {then:%B %Y}"


def browser(user_agent: str) -> str:
    """Return what a person calls a browser, from what it calls itself: "Firefox on Android"."""
    # More than one name fits most of them: the first that does is the right one.
    names = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "FxiOS": "Firefox", "CriOS": "Chrome"}
    names |= {"Chrome": "Chrome", "Safari": "Safari"}
    systems = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows"}
    systems |= {"Mac OS": "Mac", "CrOS": "Chromebook", "Linux": "Linux"}
    name = next((names[mark] for mark in names if mark in user_agent), "")
    system = next((systems[mark] for mark in systems if mark in user_agent), "")
    return " on ".join(part for part in (name, system) if part) or "Some device"
