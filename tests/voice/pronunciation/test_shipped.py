"""The shipped entries: each is needed, and each is right in both of its forms."""

from __future__ import annotations

import pytest

from server.voice.pronunciation import Entry, shipped_entries
from tests.helpers.phonemes import alike, phonemes

ENTRIES = shipped_entries("en")


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry.word for entry in ENTRIES])
def test_espeak_says_the_word_wrong_and_its_respelling_right(entry: Entry) -> None:
    assert not alike(phonemes(entry.word), entry.ipa)
    assert alike(phonemes(entry.say), entry.ipa), phonemes(entry.say)


@pytest.mark.parametrize("word", ["soleus", "gastrocnemius", "Achilles", "tendinopathy", "Alfredson's"])
def test_what_is_said_right_has_no_entry(word: str) -> None:
    assert word not in {entry.word for entry in ENTRIES}


def test_piper_takes_the_ipa_where_the_word_is_and_nowhere_else() -> None:
    piper_engine = pytest.importorskip("server.voice.engines.piper_engine")
    pytest.importorskip("piper")
    voice = piper_engine._load(piper_engine._joe())

    def said(text: str) -> list[str]:
        return ["".join(each) for each in voice.phonemize(piper_engine._with_phonemes(text, "en-us"))]

    assert said("Roll the sacroiliac, slowly.") == ["ɹˈoʊl ðə sækɹˈɔɪliʲˌæk, slˈoʊli."]
    assert said("Roll the [[ˌsækroʊˈɪliˌæk]], slowly.") == ["ɹˈoʊl ðə sˌækɹoʊˈɪliˌæk, slˈoʊli."]
    for entry in ENTRIES:
        assert not alike(said(entry.word)[0], entry.ipa)
        taken = {sign for sign in said(f"[[{entry.ipa}]]")[0] if sign in voice.config.phoneme_id_map}
        assert taken == set(said(f"[[{entry.ipa}]]")[0]), entry
