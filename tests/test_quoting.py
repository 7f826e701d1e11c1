from __future__ import annotations

import pytest

from server.quoting import LONGEST_QUOTE, quoted, shortened


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("calf", '"calf"'),
        ("a\x00b\u202ec", '"abc"'),
        ("می\u200cخواهم 👩\u200d⚕️", '"می\u200cخواهم 👩\u200d⚕️"'),
        (True, "true"),
        (1.5, "1.5"),
        ({"a": 1}, "a group of keys"),
        ([1], "a list"),
    ],
)
def test_a_value_is_repeated_as_it_was_typed(value: object, expected: str) -> None:
    assert quoted(value) == expected


def test_a_long_text_is_shortened() -> None:
    assert shortened("x" * LONGEST_QUOTE) == "x" * LONGEST_QUOTE
    assert shortened("x" * 100) == "x" * (LONGEST_QUOTE - 1) + "…"
    assert shortened("x" * 100, longest=5) == "xxxx…"
