"""Kinds of text in a routine file: shown, spoken, and how much of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints


def _one_line(text: str) -> str:
    """Join the lines of a folded text; refuse characters that neither a page nor a voice can use."""
    joined = " ".join(text.split())
    if not joined.isprintable():
        raise ValueError("there is an invisible character in this text; write it anew")
    return joined


def _speakable(text: str) -> str:
    if text and not any(character.isalnum() for character in text):
        raise ValueError("nothing in this text can be spoken; write words")
    return text


def at_most_words(most: int) -> AfterValidator:
    """Limit how long a coach talks."""

    def check(text: str) -> str:
        words = len(text.split())
        if words > most:
            raise ValueError(f"{words} words are too many to be spoken; write at most {most}")
        return text

    return AfterValidator(check)


_Trimmed = StringConstraints(strip_whitespace=True)
#: Longer texts, such as a purpose or a safety note.
Text = Annotated[str, _Trimmed, Field(max_length=600), AfterValidator(_one_line)]
#: A name, a muscle, a place.
Label = Annotated[str, _Trimmed, Field(max_length=120), AfterValidator(_one_line)]
#: Said aloud in one breath.
Spoken = Annotated[
    str, _Trimmed, Field(max_length=200), AfterValidator(_one_line), AfterValidator(_speakable)
]
#: A word of a tempo; an empty one is not spoken.
TempoWord = Annotated[
    str, _Trimmed, Field(max_length=30), AfterValidator(_one_line), AfterValidator(_speakable)
]
