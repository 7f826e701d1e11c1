from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from server.coach import lines
from server.coach.lines.english import LINES
from server.routine.model import Limb

COACH = Path(lines.__file__).parent.parent


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "zero"), (13, "thirteen"), (21, "twenty-one"), (40, "forty"), (100, "one hundred"), (121, "121")],
)
def test_numbers_up_to_120_are_words(value: int, said: str) -> None:
    assert lines.number(value) == said


def test_every_number_up_to_120_has_a_word_of_its_own() -> None:
    said = [lines.number(value) for value in range(121)]
    assert len(set(said)) == 121
    assert not any(re.search("[0-9]", word) for word in said)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1, "one second"),
        (45, "forty-five seconds"),
        (60, "one minute"),
        (75, "seventy-five seconds"),
        (90, "one and a half minutes"),
        (120, "two minutes"),
        (150, "two and a half minutes"),
        (135, "two minutes and fifteen seconds"),
        (1800, "thirty minutes"),
    ],
)
def test_lengths_are_said_as_people_say_them(seconds: int, said: str) -> None:
    assert lines.duration(seconds) == said


def test_a_sentence_has_a_capital_and_a_full_stop() -> None:
    assert lines.sentence("heel down") == "Heel down."
    assert lines.sentence(" Ready? ") == "Ready?"


@pytest.mark.parametrize("limb", get_args(Limb))
@pytest.mark.parametrize("key", ["side.left", "side.right", "switch.left", "switch.right", "alternate"])
def test_every_limb_has_whole_sentences(key: str, limb: str) -> None:
    assert f"{key}.{limb}" in LINES


def test_every_sentence_of_the_catalogue_is_said_somewhere() -> None:
    code = "\n".join(file.read_text("utf-8") for file in COACH.rglob("*.py") if file.name != "english.py")
    families = (
        "side.",
        "switch.",
        "alternate.",
        "end.",
        "way.take.",
        "count.hold",
        "count.set",
        "count.block",
        "count.round",
        "times",
        "sets",
        "list.",
    )
    unused = [key for key in LINES if f'"{key}"' not in code and not key.startswith(families)]
    assert unused == []


def test_no_sentence_is_put_together_outside_of_the_catalogue() -> None:
    """Spoken words in the coach's code would be missing from another language."""
    modules = list(COACH.glob("*.py"))
    spoken = re.compile(r'(?:speech|ScriptCue)\([^)]*f?"[A-Z][a-z]+ ')
    assert [file.name for file in modules if spoken.search(file.read_text("utf-8"))] == []
