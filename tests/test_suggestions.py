from __future__ import annotations

import pytest

from server.suggestions import suggestion

STRETCHES = {
    "gastroc": "Runner's calf stretch gastrocnemius",
    "soleus": "Bent-knee calf stretch soleus",
    "pf-stretch": "Plantar fascia stretch arch",
    "towel-calf": "Towel calf stretch calf",
}


def test_a_word_is_suggested_by_its_spelling() -> None:
    assert suggestion("soleuss", STRETCHES) == '; did you mean "soleus"?'


def test_a_typing_error_is_not_taken_for_another_meaning() -> None:
    assert suggestion("soleuss", STRETCHES, STRETCHES) == '; did you mean "soleus"?'


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("calf-stretch", '"towel-calf" or "gastroc" or "soleus"'),
        ("standing calf stretches", '"towel-calf" or "gastroc" or "soleus"'),
        ("fascia-stretch", '"pf-stretch"'),
        ("gastro-stretch", '"gastroc"'),
        ("bent-knee", '"soleus"'),
    ],
)
def test_what_shares_the_words_that_say_most_is_meant(written: str, meant: str) -> None:
    assert suggestion(written, STRETCHES, STRETCHES) == f"; did you mean {meant}?"


def test_without_anything_near_all_words_are_listed() -> None:
    assert suggestion("xyz", ["a", "b"]) == "; write one of a, b"
    assert suggestion("xyz", []) == ""
