"""Workouts that a phone begins on a real server."""

from __future__ import annotations

import re

from tests.helpers.running import Phone, until


def begun(phone: Phone, routine: str) -> tuple[str, str]:
    """Begin a routine, and return the paths of the workout and its track once they are ready."""
    status, headers, page = phone.post("/workouts", {"routine": routine})
    assert status == 303, page
    workout = headers["location"].partition("?")[0]
    until(lambda: track_of(phone, workout))
    return workout, f"/tracks/{track_of(phone, workout)}.m4a"


def track_of(phone: Phone, workout: str) -> str:
    """Return the digest of a workout's track; empty while it is being made."""
    found = re.search(r'data-track="([0-9a-f]+)"', phone.get(workout)[2])
    return found[1] if found else ""
