"""The form of the coach's settings, built from their table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from server.routine import Choices
from server.routine.choices import SETTINGS, NumberRange
from server.voice import Voice

#: Voices of this language are offered: exercises are written in it.
_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class SettingInput:
    """One setting as the form shows it."""

    name: str
    label: str
    value: str
    #: What can be chosen, with the words for it; empty for a number.
    options: Mapping[str, str] = field(default_factory=dict)
    numbers: NumberRange | None = None


def setting_inputs(
    choices: Choices, voices: Sequence[Voice], chosen_voice: Voice | None
) -> tuple[SettingInput, ...]:
    """Return the inputs of all settings, in the order of their table.

    :param voices: those of this machine, the default first; none where none answers.
    :param chosen_voice: the voice of the choices; None if this machine no longer has it.
    """
    offered = {name: spec.options for name, spec in SETTINGS.items()}
    offered["voice"] = _voice_options(choices.voice, voices, chosen_voice)
    shown = {name: _shown(getattr(choices, name), options) for name, options in offered.items()}
    return tuple(
        SettingInput(name, spec.label, shown[name], offered[name], spec.numbers)
        for name, spec in SETTINGS.items()
    )


def _shown(chosen: object, options: Mapping[str, str]) -> str:
    """Return what the input shows; the first option stands for a value that is not offered by itself."""
    value = "" if chosen is None else str(chosen)
    return next(iter(options)) if options and value not in options else value


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
