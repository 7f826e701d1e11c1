"""The form of the coach's settings, built from their table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from server.routine import Choices
from server.routine.choices import SETTINGS, SettingSpec
from server.voice import Voice

#: Voices of this language are offered: exercises are written in it.
_LANGUAGE = "en"
#: What people change most comes first.
_ORDER = (
    *("voice", "rate", "verbosity", "pace", "short_words"),
    *("tones", "time_calls", "side", "breath"),
)

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


def setting_inputs(
    choices: Choices, voices: Sequence[Voice], chosen_voice: Voice | None, pace_note: str = ""
) -> tuple[SettingInput, ...]:
    """Return the inputs of all settings, in their order on the page.

    Nothing is typed in any of them: one that could not be taken would keep back the others.

    :param voices: those of this machine, the default first; none where none answers.
    :param chosen_voice: the voice of the choices; None if this machine no longer has it.
    :param pace_note: what the chosen pace means for the length.
    """
    specs = [SETTINGS[name] for name in _ORDER]
    voice_options = _voice_options(choices.voice, voices, chosen_voice)
    return tuple(
        _input(spec, getattr(choices, spec.name), voice_options, pace_note if spec.name == "pace" else "")
        for spec in specs
    )


def _input(spec: SettingSpec, chosen: object, voice_options: Mapping[str, str], note: str) -> SettingInput:
    value = "" if chosen is None else str(chosen)
    if spec.name == "voice":
        return SettingInput(spec.name, spec.label, value, voice_options, "select")
    options = _options_with(spec, value)
    note = note or spec.notes.get(value, f"{value} {spec.unit}" if spec.unit else "")
    return SettingInput(spec.name, spec.label, value, options, _KINDS.get(len(options), "select"), note)


def _options_with(spec: SettingSpec, value: str) -> Mapping[str, str]:
    """Return what is offered; the chosen value takes the place of what it stands for, or is nearest to."""
    if value in spec.options:
        return spec.options
    replaced = spec.stands_for.get(value) or min(spec.options, key=lambda each: abs(int(each) - int(value)))
    return {value if each == replaced else each: words for each, words in spec.options.items()}


def _voice_options(
    chosen: str | None, voices: Sequence[Voice], chosen_voice: Voice | None
) -> Mapping[str, str]:
    """Return the voices to choose from: those of the language, and the one that is chosen.

    Where no voice answers, nobody knows whether the chosen one is on this machine.
    """
    offered = {voice.id: voice.name for voice in voices if voice.language.startswith(_LANGUAGE)}
    if chosen and chosen not in offered:
        missing = f"{chosen} (not on this machine)" if voices else chosen
        offered[chosen] = chosen_voice.name if chosen_voice else missing
    return {"": f"Default ({voices[0].name})" if voices else "Default", **offered}
