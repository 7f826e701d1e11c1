"""What is wrong in a text, in the words of the pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from server.resources import shipped
from server.routine.parsing import Catalog, Faulty, build_exercise, build_routine, parse, read, read_catalog
from server.web.fault_words import fault_in_words, step_titles

#: What belongs into files alone: lines, keys with a colon, quotes of code, advice to edit lines.
OF_FILES = re.compile(r"\.yaml|:\d+:|`|\"|\b[a-z]+_[a-z]+\b|delete the line|write it here|\bkeys?\b")
STEP = "name: A\nsteps:\n  - exercise: "


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return read_catalog(sorted((Path(str(shipped("routines"))) / "exercises").glob("*.yaml")), read)


def told(text: str, catalog: Catalog) -> list[str]:
    source = parse(Path("mine.yaml"), text.encode())
    with pytest.raises(Faulty) as caught:
        build_routine(source, catalog)
    return [fault_in_words(fault, step_titles(source.data)) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name: ''\nsteps:\n  - exercise: soleus\n", "A routine needs a name."),
        ("name: A\nsteps: []\n", "A routine needs a step."),
        ("name: A\n", "A routine needs a step."),
        (f"{STEP}soleus\n    rest: soon\n", "Step 1, Rest: “soon” is not a length of time."),
        (f"{STEP}soleus\n    seconds: {{min: 20}}\n", "Step 1, Time: Say how much."),
        (f"{STEP}gastrok\n", "Step 1: There is no exercise “gastrok”. Remove this step and add another."),
        (
            f"{STEP}soleus\n    seconds: 500\n",
            "Write a number from 15 to 60, or change its limits under More.",
        ),
        (f"{STEP}soleus\n  - exercise: soleus\n", "Step 2: Two steps are called “soleus”."),
        (f"{STEP}soleus\n    secs: 3\n", "Step 1: “secs” is not known here."),
        (f"{STEP}heel-raise-two\n    breaths: 3\n", "This exercise has no breaths. Leave this empty."),
        (
            f"{STEP}soleus\n    seconds: 9\n    breaths: 3\n",
            "Step 1, Breaths: Give seconds or breaths, not both.",
        ),
        (f"{STEP}soleus\n  - pause: 0\n", "Pause: 0 is below the lowest pause, 1."),
        (
            "name: A\nsteps:\n  - rounds: 2\n    steps: []\n  - rest: 3\n    sides: each\n    steps:\n"
            "      - exercise: soleus\n",
            "Block, Rest: A rest stands between rounds. Say how many, or leave it empty.",
        ),
        (
            f"{STEP}soleus\npresets:\n  - name: X\n    doses: {{soleus: {{seconds: 9000}}}}\n",
            "Preset 1, Time: 9000 is above the highest hold, 1800.",
        ),
        (f"{STEP}soleus\n  - wall\n", "“wall” is not understood here."),
        (f"{STEP}soleus\npresets: {{a: b}}\n", "This is not a list."),
    ],
)
def test_a_fault_of_a_routine_is_told_in_words(catalog: Catalog, text: str, words: str) -> None:
    found = told(text, catalog)
    assert any(words in each for each in found), found
    assert not any(OF_FILES.search(each) for each in found), found


def test_a_fault_of_an_exercise_is_told_in_words() -> None:
    text = 'name: ""\nkind: reps\nsides: both\ninstruction: "{side} up"\nsafety: ""\nreps: 3\n'
    source = parse(Path("exercises") / "wall.yaml", text.encode())
    with pytest.raises(Faulty) as caught:
        build_exercise(source)
    found = [fault_in_words(fault) for fault in caught.value.faults]
    assert "An exercise needs a name." in found
    assert "An exercise needs a word on safety." in found
    assert not any(OF_FILES.search(each) for each in found), found
    assert fault_in_words(caught.value.faults[0], step_titles({})).startswith("Exercise “wall”")
