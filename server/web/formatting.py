"""Durations, dates and devices in the words of the pages."""

from __future__ import annotations

import re
from datetime import datetime

from server.coach import for_side

_MINUTE_MS = 60_000
#: Up to this many days ago, a day is shown as "3 days ago"; an earlier one as a date.
_RECENT_DAYS = 14


def split_first_sentence(text: str) -> tuple[str, str]:
    """Return the first sentence of a text, and the rest."""
    first, *rest = re.split(r"(?<=[.!?]) ", text.strip(), maxsplit=1)
    return first, "".join(rest)


def sentence(words: str) -> str:
    """Return some words as a sentence: "A wall, a chair."; nothing for none."""
    return f"{words[0].upper()}{words[1:]}." if words else ""


def for_left(text: str) -> str:
    """Return a text of an exercise as the coach says it for the left side, such as "Left leg back."."""
    return for_side(text, "left")


def minutes(ms: int) -> str:
    """Return a duration in minutes, at least one: "14 min"."""
    return f"{whole_minutes(ms)} min"


def whole_minutes(ms: int) -> int:
    """Return a duration in minutes, at least one."""
    return max(1, round(ms / _MINUTE_MS))


def length(ms: int) -> str:
    """Return a duration to the second: "14 min 10 s"."""
    whole_minutes, seconds = divmod(round(ms / 1000), 60)
    if not whole_minutes:
        return f"{seconds} s"
    return f"{whole_minutes} min {seconds} s" if seconds else f"{whole_minutes} min"


def time_left(ms: int) -> str:
    """Return what is left: rounded up to minutes, in the last one to seconds."""
    return f"{-(-ms // 1000)} s left" if ms < _MINUTE_MS else f"{-(-ms // _MINUTE_MS)} min left"


def ago(then_ms: int, now_ms: int) -> str:
    """Return how long ago a moment was, by the calendar of the server: "today", "3 days ago"."""
    then, days = datetime.fromtimestamp(then_ms / 1000).astimezone(), days_ago(then_ms, now_ms)
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    return f"{days} days ago" if days < _RECENT_DAYS else f"on {then.day} {then:%B %Y}"


def days_ago(then_ms: int, now_ms: int) -> int:
    """Return how many days ago a moment was, by the calendar of the server."""
    then, today = (datetime.fromtimestamp(ms / 1000).astimezone().date() for ms in (then_ms, now_ms))
    return (today - then).days


def browser_name(user_agent: str) -> str:
    """Return the common name of a browser, from what it calls itself: "Firefox on Android"."""
    # Most browsers also name others: the first match is the right one.
    names = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "FxiOS": "Firefox", "CriOS": "Chrome"}
    names |= {"Chrome": "Chrome", "Safari": "Safari"}
    systems = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows"}
    systems |= {"Mac OS": "Mac", "CrOS": "Chromebook", "Linux": "Linux"}
    name = next((names[token] for token in names if token in user_agent), "")
    system = next((systems[token] for token in systems if token in user_agent), "")
    return " on ".join(part for part in (name, system) if part) or "Unknown device"
