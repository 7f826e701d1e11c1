"""The form of the coach's settings, built from their table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from server.routine import Choices
from server.routine.choices import SETTINGS, SettingSpec

#: What people change most comes first; voices have a page of their own.
_ORDER = ("rate", "verbosity", "pace", "short_words", "tones", "time_calls", "side", "breath")

#: One of a few beside each other, on or off, or one of a list.
InputKind = Literal["segmented", "switch", "select"]
_KINDS: Mapping[int, InputKind] = {2: "switch", 3: "segmented"}


@dataclass(frozen=True, slots=True)
class SettingInput:
    """One setting as the form shows it."""

    name: str
    label: str
    value: str
    #: What can be chosen, with the words for it; of a switch, off comes first.
    options: Mapping[str, str]
    kind: InputKind
    #: What the chosen value means.
    note: str = ""


def setting_inputs(choices: Choices, pace_note: str = "") -> tuple[SettingInput, ...]:
    """Return the inputs of all settings but the voice, in their order on the page.

    Nothing is typed in any of them: one that could not be taken would keep back the others.

    :param pace_note: what the chosen pace means for the length.
    """
    specs = [SETTINGS[name] for name in _ORDER]
    return tuple(
        _input(spec, str(getattr(choices, spec.name)), pace_note if spec.name == "pace" else "")
        for spec in specs
    )


def _input(spec: SettingSpec, value: str, note: str) -> SettingInput:
    options = _options_with(spec, value)
    note = note or spec.notes.get(value, f"{value} {spec.unit}" if spec.unit else "")
    return SettingInput(spec.name, spec.label, value, options, _KINDS.get(len(options), "select"), note)


def _options_with(spec: SettingSpec, value: str) -> Mapping[str, str]:
    """Return what is offered; the chosen value takes the place of what it stands for, or is nearest to."""
    if value in spec.options:
        return spec.options
    replaced = spec.stands_for.get(value) or min(spec.options, key=lambda each: abs(int(each) - int(value)))
    return {value if each == replaced else each: words for each, words in spec.options.items()}
