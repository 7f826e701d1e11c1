"""Kinds of text in a routine file: shown or spoken, and how long each may be."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from server.characters import unusable_character
from server.routine.schema.limits import (
    LONGEST_ID,
    LONGEST_LABEL,
    LONGEST_SPOKEN,
    LONGEST_TEMPO_WORD,
    LONGEST_TEXT,
    MOST_SAY_WORDS,
)

ID_PATTERN = rf"^[a-z0-9][a-z0-9-]{{0,{LONGEST_ID - 1}}}$"
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]


def _one_line(text: str) -> str:
    """Join the lines of a folded text.

    :raises ValueError: if it has characters that neither a page nor a voice can use.
    """
    joined = " ".join(text.split())
    fault = unusable_character(joined)
    if fault:
        raise ValueError(fault)
    return joined


def _speakable(text: str) -> str:
    if text and not any(character.isalnum() for character in text):
        raise ValueError("this text has no words to speak; write some")
    return text


def at_most_words(most: int) -> AfterValidator:
    """Return a validator that limits the words of a spoken text."""

    def check(text: str) -> str:
        words = len(text.split())
        if words > most:
            raise ValueError(f"{words} words are too many to be spoken; write at most {most}")
        return text

    return AfterValidator(check)


_Trimmed = StringConstraints(strip_whitespace=True)
#: A longer text, such as a purpose or a safety note.
Text = Annotated[str, _Trimmed, Field(max_length=LONGEST_TEXT), AfterValidator(_one_line)]
#: A name, a muscle, a part of the body.
Label = Annotated[str, _Trimmed, Field(max_length=LONGEST_LABEL), AfterValidator(_one_line)]
#: Spoken in one breath.
Spoken = Annotated[
    str, _Trimmed, Field(max_length=LONGEST_SPOKEN), AfterValidator(_one_line), AfterValidator(_speakable)
]
#: A sentence that is spoken besides the usual ones.
Said = Annotated[Spoken, at_most_words(MOST_SAY_WORDS)]
#: A word of a tempo; an empty one is not spoken.
TempoWord = Annotated[
    str,
    _Trimmed,
    Field(max_length=LONGEST_TEMPO_WORD),
    AfterValidator(_one_line),
    AfterValidator(_speakable),
]
