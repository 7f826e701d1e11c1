from __future__ import annotations

from dataclasses import replace

import pytest

from server.routine.choices.settings import SETTINGS
from server.routine.model import Choices
from server.voice.model import Voice
from server.web.routines.settings_form import SettingInput, setting_inputs

VOICES = (
    Voice("low", "Low Voice", "en-GB"),
    Voice("hoch", "Hohe Stimme", "de-DE"),
    Voice("high", "High Voice", "en-US"),
)


def inputs(choices: Choices, chosen_voice: Voice | None = VOICES[0]) -> dict[str, SettingInput]:
    return {each.name: each for each in setting_inputs(choices, VOICES, chosen_voice)}


def test_every_setting_has_an_input_with_its_label_and_value() -> None:
    shown = inputs(replace(Choices(), pace=150, rate=200))
    assert {name: each.label for name, each in shown.items()} == {
        name: spec.label for name, spec in SETTINGS.items()
    }
    assert shown["pace"].value == "150"
    assert shown["pace"].options == SETTINGS["pace"].options
    assert (shown["rate"].value, shown["rate"].numbers) == ("200", SETTINGS["rate"].numbers)
    assert shown["rate"].options == {}


def test_left_first_is_shown_as_both_which_it_is() -> None:
    assert inputs(Choices(side="left-first"))["side"].value == "both"
    assert inputs(Choices(side="right-first"))["side"].value == "right-first"


@pytest.mark.parametrize(
    ("chosen", "found", "offered"),
    [
        (None, VOICES[0], {}),
        ("high", VOICES[2], {}),
        ("hoch", VOICES[1], {"hoch": "Hohe Stimme"}),
        ("gone", None, {"gone": "gone (not on this machine)"}),
    ],
)
def test_english_voices_are_offered_and_the_chosen_one(
    chosen: str | None, found: Voice | None, offered: dict[str, str]
) -> None:
    voice = inputs(Choices(voice=chosen), found)["voice"]
    assert voice.value == (chosen or "")
    assert voice.options == {
        "": "Default (Low Voice)",
        "low": "Low Voice",
        "high": "High Voice",
        **offered,
    }
