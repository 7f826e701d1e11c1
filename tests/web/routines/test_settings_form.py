from __future__ import annotations

from dataclasses import replace

import pytest

from server.routine.choices.settings import SETTINGS
from server.routine.model import Choices
from server.web.routines.settings_form import SettingInput, setting_inputs


def inputs(choices: Choices) -> dict[str, SettingInput]:
    return {each.name: each for each in setting_inputs(choices)}


def test_every_setting_but_the_voice_has_an_input_with_its_label_and_value() -> None:
    shown = inputs(replace(Choices(), pace=150))
    assert {name: each.label for name, each in shown.items()} == {
        name: spec.label for name, spec in SETTINGS.items() if name != "voice"
    }
    assert shown["pace"].value == "150"
    assert shown["pace"].options == SETTINGS["pace"].options


@pytest.mark.parametrize(
    ("choices", "name", "value", "words"),
    [
        (Choices(side="left-first"), "side", "left-first", "Both, left first"),
        (Choices(side="right-first"), "side", "right-first", "Both, right first"),
        (Choices(pace=200), "pace", "200", "Longer"),
        (Choices(short_words="all"), "short_words", "all", "Name and side once I know it"),
        (Choices(rate=160), "rate", "160", "Normal"),
        (Choices(rate=176), "rate", "176", "Faster"),
        (Choices(rate=80), "rate", "80", "Slower"),
    ],
)
def test_what_is_not_offered_takes_the_place_of_what_it_is_like(
    choices: Choices, name: str, value: str, words: str
) -> None:
    shown = inputs(choices)[name]
    assert (shown.value, shown.options[value]) == (value, words)
    assert len(shown.options) == len(SETTINGS[name].options)


def test_beside_a_setting_stands_what_it_means() -> None:
    notes = {each.name: each.note for each in setting_inputs(Choices(rate=176), "saves 9 s")}
    assert (notes["rate"], notes["pace"]) == ("176 words a minute", "saves 9 s")
    assert notes["verbosity"] == "what to do, and how"


def test_nothing_is_typed() -> None:
    kinds = {name: each.kind for name, each in inputs(Choices()).items()}
    assert kinds["rate"] == kinds["verbosity"] == kinds["pace"] == kinds["tones"] == "segmented"
    assert kinds["short_words"] == "switch"
    assert kinds["breath"] == kinds["side"] == kinds["time_calls"] == "select"
