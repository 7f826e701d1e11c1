"""Words that have an entry, found in a phrase."""

from __future__ import annotations

import pytest

from server.voice.pronunciation import Entry, Lexicon, entry_faults, neat_ipa

LEXICON = Lexicon(
    [
        Entry("fascia", "fashia", "ˈfæʃiə"),
        Entry("plantar fascia", "planter fashia"),
        Entry("psoas", ipa="ˈsoʊəs"),
        Entry("Café", "kaffay"),
        Entry("L/R", "left and right"),
    ]
)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Fascia stretch.", "fashia stretch."),
        ("FASCIA, fascia", "fashia, fashia"),
        ("The plantar  fascia stretch", "The planter fashia stretch"),
        ("fascial fascias fascia's fascia’s", "fascial fascias fascia's fascia’s"),
        ("“fascia” (fascia) 'fascia' heel-fascia", "“fashia” (fashia) 'fashia' heel-fashia"),
        ("psoas", "psoas"),
        ("CAFÉ cafe\u0301 cafeteria", "kaffay kaffay cafeteria"),
        ("Turn L/R.", "Turn left and right."),
        ("Nothing of it.", "Nothing of it."),
        ("", ""),
    ],
)
def test_whole_words_are_said_as_their_entries_have_it(written: str, said: str) -> None:
    assert LEXICON.said(written, takes_ipa=False) == said


def test_ipa_is_for_engines_that_take_it_and_the_respelling_for_where_there_is_none() -> None:
    said = LEXICON.said("Fascia, psoas, plantar fascia.", takes_ipa=True)
    assert said == "[[ˈfæʃiə]], [[ˈsoʊəs]], planter fashia."


@pytest.mark.parametrize("takes_ipa", [True, False])
def test_brackets_that_somebody_typed_are_no_phonemes(takes_ipa: bool) -> None:
    assert LEXICON.said("a [[b]] [[[c]] [d]", takes_ipa=takes_ipa) == "a [b] [c] [d]"


def test_text_with_decomposed_letters_and_without_entries_stays_as_it_is() -> None:
    assert LEXICON.said("re\u0301sume\u0301", takes_ipa=False) == "re\u0301sume\u0301"


def test_the_last_entry_for_a_word_counts() -> None:
    assert LEXICON.with_entry(Entry("FASCIA", "fay-sha")).said("Fascia", takes_ipa=True) == "fay-sha"


def test_what_has_an_entry_is_no_more_to_be_complained_about() -> None:
    assert LEXICON.respelled("L/R psoas").split() == ["left", "and", "right"]


@pytest.mark.parametrize("typed", ["/ˈfæʃiə/", "[ˈfæʃiə]", " 'fæʃiə "])
def test_ipa_is_taken_as_people_copy_it(typed: str) -> None:
    assert neat_ipa(typed) == "ˈfæʃiə"


@pytest.mark.parametrize(
    ("entry", "field", "message"),
    [
        (Entry("", "x"), "word", "write the word"),
        (Entry("x" * 61, "x"), "word", "61 characters are too many"),
        (Entry("x"), "say", "write the word as it sounds"),
        (Entry("x", "..."), "say", "there are no letters"),
        (Entry("x", "a[b"), "say", "brackets"),
        (Entry("x\x00", "a"), "word", "invisible"),
        (Entry("x", "a", "a]"), "ipa", "brackets"),
        (Entry("x", "a", "f1%"), "ipa", "“1%” is not a sign"),
    ],
)
def test_an_entry_that_cannot_be_used_is_refused(entry: Entry, field: str, message: str) -> None:
    (fault,) = entry_faults(entry)
    assert fault.path == (field,)
    assert message in fault.message
