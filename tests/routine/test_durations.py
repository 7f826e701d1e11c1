from __future__ import annotations

import re

import pytest

from server.routine.durations import PATTERN, parse_seconds


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("90", 90),
        (" 90 ", 90),
        ("1:30", 90),
        ("0:05", 5),
        ("12:00", 720),
        ("90 s", 90),
        ("90s", 90),
        ("90 seconds", 90),
        ("1 min 30 s", 90),
        ("1min30s", 90),
        ("2 min", 120),
        ("1 minute", 60),
        ("1 MIN", 60),
        ("0", 0),
    ],
)
def test_a_length_of_time_is_read_as_people_write_it(written: str, seconds: int) -> None:
    assert parse_seconds(written) == seconds
    assert re.search(PATTERN, written.lower())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1.5 min", "1 min 30 s, or 1:30"),
        ("0.5 minutes", "0 min 30 s, or 0:30"),
        ("soon", "90, 1:30, 90 s or 1 min 30 s"),
        ("", "90, 1:30, 90 s or 1 min 30 s"),
        ("1:5", "90, 1:30, 90 s or 1 min 30 s"),
        ("1:75", "90, 1:30, 90 s or 1 min 30 s"),
        ("-5", "90, 1:30, 90 s or 1 min 30 s"),
        ("1:00:00", "90, 1:30, 90 s or 1 min 30 s"),
        ("30 s 1 min", "90, 1:30, 90 s or 1 min 30 s"),
        ("٣٠", "90, 1:30, 90 s or 1 min 30 s"),
        pytest.param("9" * 5000, "90, 1:30, 90 s or 1 min 30 s", id="giant"),
    ],
)
def test_another_text_is_refused_with_what_was_meant(written: str, meant: str) -> None:
    with pytest.raises(ValueError, match=f"is not a length of time; write {re.escape(meant)}$"):
        parse_seconds(written)
    assert not re.search(PATTERN, written)
