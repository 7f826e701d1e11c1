from __future__ import annotations

from server.suggestions import suggestion

STRETCHES = {
    "gastroc": "Runner's calf stretch gastrocnemius",
    "soleus": "Bent-knee calf stretch soleus",
    "pf-stretch": "Plantar fascia stretch arch",
    "towel-calf": "Towel calf stretch calf",
}


def test_a_word_is_suggested_by_its_spelling() -> None:
    assert suggestion("soleuss", STRETCHES) == '; did you mean "soleus"?'


def test_what_means_the_same_comes_before_what_is_spelled_like_it() -> None:
    said = suggestion("calf-stretch", STRETCHES, STRETCHES)
    assert said.startswith('; did you mean "gastroc" or "soleus" or "towel-calf"')


def test_without_anything_near_all_words_are_listed() -> None:
    assert suggestion("xyz", ["a", "b"]) == "; write one of a, b"
    assert suggestion("xyz", []) == ""
