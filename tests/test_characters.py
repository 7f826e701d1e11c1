from __future__ import annotations

import pytest

from server.characters import unusable_character


@pytest.mark.parametrize(
    "text",
    ["Anna", "👩‍⚕️ Ana", "می‌خواهم", "Ćevapčići", "❤️", "日本語"],
    ids=["plain", "joined emoji", "half-space", "accents", "variation selector", "other script"],
)
def test_ordinary_names_can_be_used(text: str) -> None:
    assert unusable_character(text) == ""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ab\u202ecd", "character 3 is invisible, a right-to-left override (U+202E); delete it"),
        ("\u2066x", "character 1 is invisible, a left-to-right isolate (U+2066); delete it"),
        ("a\u2028b", "character 2 is invisible, a line separator (U+2028); delete it"),
        ("\u200b\u200d", "there is nothing to see in this text; write something"),
        ("a\x07", "character 2 is invisible, a control character (U+0007); delete it"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_place(text: str, message: str) -> None:
    assert unusable_character(text) == message
