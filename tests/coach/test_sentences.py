"""Sentences short enough for one breath: those of any text, and all that the shipped files speak."""

from __future__ import annotations

import pytest

from server.coach.lines import MOST_WORDS, sentences, word_count
from server.coach.opening import needs_sentence
from server.resources import shipped
from server.routine.library.library import Library
from tests.helpers.coach import exercise, routine, step
from tests.helpers.phrases import phrases

LIBRARY = Library(shipped("routines"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Left foot up. Hold it!", ["Left foot up.", "Hold it!"]),
        ("Ready? Then go.", ["Ready?", "Then go."]),
        ("Ask Dr. Smith. About approx. five.", ["Ask Dr. Smith.", "About approx. five."]),
        (
            "Face the wall with one foot behind you, and keep the heel of that foot down.",
            ["Face the wall with one foot behind you.", "And keep the heel of that foot down."],
        ),
        (
            "Roll slowly along the outer side of the shin; then rest where it is tender.",
            ["Roll slowly along the outer side of the shin.", "Then rest where it is tender."],
        ),
        (
            "Keep the knee straight and lean in slowly until you feel it in the calf.",
            ["Keep the knee straight and lean in slowly.", "Until you feel it in the calf."],
        ),
        (
            "Step one foot far forward onto the mat and let the hips sink slowly.",
            ["Step one foot far forward onto the mat.", "And let the hips sink slowly."],
        ),
        (
            "If one small spot on your shin bone hurts, do not start, and see a clinician.",
            ["If one small spot on your shin bone hurts, do not start.", "And see a clinician."],
        ),
    ],
)
def test_a_text_is_spoken_in_sentences_of_one_breath(text: str, said: list[str]) -> None:
    assert list(sentences(text)) == said


@pytest.mark.parametrize(
    "text",
    [
        "Never lock the knee on that side and let the hip drop to the floor.",
        "Can you still feel the stretch in your calf, and is the heel down on the floor?",
        "Bring along a mat or a towel or a strap or something of that sort.",
    ],
)
def test_what_has_no_natural_joint_stays_whole(text: str) -> None:
    assert word_count(text) > MOST_WORDS
    assert list(sentences(text)) == [text]


def test_the_parts_of_a_long_sentence_have_all_of_its_words() -> None:
    text = ", and ".join(["Lift the heel as high as it goes"] * 5)
    parts = list(sentences(text))
    assert max(map(word_count, parts)) <= MOST_WORDS
    assert sum(map(word_count, parts)) == word_count(text)


def test_many_things_are_listed_in_several_sentences() -> None:
    needs = ("a wall or a tree", "room for ten long steps", "a mat")
    needed = needs_sentence(routine(step(exercise()), needs=needs))
    assert needed == "You need a wall or a tree. Also room for ten long steps and a mat."


def test_no_sentence_of_the_shipped_files_is_too_long_for_one_breath() -> None:
    texts = [
        text
        for exercise in LIBRARY.exercises()
        for text in (exercise.instruction, *exercise.form_cues, exercise.safety_cue, exercise.red_flag)
    ]
    assert [text for text in (*phrases(), *texts) if _longest(text) > MOST_WORDS] == []


def _longest(text: str) -> int:
    return max(map(word_count, text.replace("!", ".").replace("?", ".").split(". ")))
