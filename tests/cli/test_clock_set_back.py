"""A real server that is stopped, and started again after the machine's clock was set back an hour."""

from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path

import pytest

from tests.helpers.clips import share_clips
from tests.helpers.running import Phone, serving, until

#: Python runs this in each process at its start: its wall clock is an hour behind.
SET_BACK = """
import time
_right_ns = time.time_ns
time.time_ns = lambda: _right_ns() - 3600 * 10**9
"""


def position_ms(phone: Phone, workout: str) -> int:
    found = re.search(r'data-position="(\d+)"', phone.get(f"{workout}/now")[2])
    assert found
    return int(found[1])


def test_followers_see_a_workout_go_on(tmp_path: Path, spoken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = share_clips(tmp_path / "data", spoken)
    with serving(data) as running:
        phone = Phone(running.port)
        phone.pair(running.link())
        workout = phone.post("/workouts", {"routine": "desk-break"})[1]["location"]
        until(lambda: 'data-state="ready"' in phone.get(f"{workout}/now")[2])
        now_ms = time.time_ns() // 1_000_000
        event = {"kind": "play", "position_ms": 60_000, "at": now_ms, "id": "one"}
        assert phone.post(f"{workout}/events?sent={now_ms}", json=json.dumps([event]))[0] == 200
    (tmp_path / "set-back").mkdir()
    (tmp_path / "set-back" / "sitecustomize.py").write_text(SET_BACK, "utf-8")
    known = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(tmp_path / "set-back"), known))))
    with serving(data) as running:
        phone.port = running.port
        first_ms = position_ms(phone, workout)
        assert first_ms >= 60_000
        until(lambda: position_ms(phone, workout) > first_ms)
