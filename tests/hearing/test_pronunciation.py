"""What is spoken is written for the ear: no word that the voice misreads."""

import re

import pytest

from server.resources import shipped
from server.routine.library.library import Library
from server.routine.model import Exercise
from server.voice.pronunciation import Pronunciations
from tests.helpers.ears import dictionary_says
from tests.helpers.phonemes import phonemes, same
from tests.helpers.phrases import phrases, vocabulary

#: Words that the dictionary lacks or says otherwise, in the pronunciation in which they were found good.
SAID = {
    "alfredson's": "ɐlfɹˈɛdsənz",
    "around": "ɚɹˈaʊnd",
    "comfortable": "kˈʌmftəbəl",
    "fascia": "fˈæʃiə",
    "fasciitis": "fˌæsɪˈaɪɾɪs",
    "flexor": "flˈɛksɚ",
    "glute": "ɡlˈuːt",
    "knee's": "nˈiːz",
    "pinches": "pˈɪntʃᵻz",
    "plantar": "plˈæntɚ",
    "shins": "ʃˈɪnz",
    "step's": "stˈɛps",
    "tingles": "tˈɪŋɡəlz",
    "uncross": "ʌŋkɹˈɔs",
    "wobbles": "wˈɑːbəlz",
}
#: Words that are said in two ways, by their meaning, and the one that is meant where a routine uses them.
TWO_WAYS = {
    "close": "klˈoʊs",
    "closer": "klˈoʊsɚ",
    "lead": "lˈiːd",
    "live": "lˈaɪv",
    "minute": "mˈɪnɪt",
    "read": "ɹˈiːd",
    "row": "ɹˈoʊ",
    "tear": "tˈɛɹ",
    "use": "jˈuːz",
    "wind": "wˈaɪnd",
    "wound": "wˈuːnd",
}
#: What an engine spells out, skips or names: capitals in a row, figures with hyphens, signs.
UNSPEAKABLE = re.compile(r"[A-Z]{2}|\d-|[^A-Za-z0-9 ,.:'’-]")

LEXICON = Pronunciations().lexicon("en")
EXERCISES = {exercise.id: exercise for exercise in Library(shipped("routines")).exercises()}


def well_said(word: str) -> bool:
    ipa = phonemes(LEXICON.said(word, takes_ipa=False))
    return SAID.get(word) == ipa or any(same(ipa, known) for known in dictionary_says(word))


def test_every_word_is_said_as_the_dictionary_has_it() -> None:
    assert len(vocabulary()) > 200
    doubtful = {word: phonemes(word) for word in vocabulary() if not well_said(word)}
    assert doubtful == {}, "Say it with another word, or add it to SAID if it sounds right."


@pytest.mark.parametrize("word", ["peroneal", "gastroc", "soleus", "tibialis", "JOSPT", "3-2-3"])
def test_a_word_that_nobody_vouched_for_is_doubtful(word: str) -> None:
    assert not well_said(word)


def test_a_misread_word_is_noticed() -> None:
    assert same("kˈæf", "K AE F")
    assert not same("kˈɔːlf", "K AE F")
    assert not same("klˈoʊzɚ", "K L OW S ER")


def test_words_with_two_pronunciations_are_said_as_they_are_meant() -> None:
    for phrase in phrases():
        for word in re.findall(r"[a-z]+", phrase.lower()):
            if word in TWO_WAYS:
                assert TWO_WAYS[word] in phonemes(phrase), phrase


@pytest.mark.parametrize("phrase", ["Pull 3-2-3.", "See JOSPT.", "Bend 90°.", "Up & down.", "Half/half."])
def test_what_an_engine_spells_out_is_noticed(phrase: str) -> None:
    assert UNSPEAKABLE.search(phrase)


def test_no_phrase_holds_what_an_engine_spells_out() -> None:
    assert [phrase for phrase in phrases() if UNSPEAKABLE.search(phrase)] == []


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_a_sided_exercise_names_no_side_that_would_be_wrong_on_the_other(exercise: Exercise) -> None:
    if exercise.sides == "both":
        return
    texts = (
        exercise.name,
        exercise.instruction,
        *exercise.form_cues,
        exercise.red_flag,
        exercise.end_cue,
        exercise.safety_cue,
        *exercise.tempo_words,
    )
    assert not re.search(r"\b(left|right)\b", " ".join(texts), re.IGNORECASE)
