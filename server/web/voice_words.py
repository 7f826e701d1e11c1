"""Voices and engines in the words of the pages."""

from __future__ import annotations

from typing import Final

from server.coach import LANGUAGES
from server.routine import Choices
from server.voice import KnownEngine, Voice
from server.web.context import services

#: What people call the engines of this machine.
_ENGINES: Final = {
    "piper": "Piper",
    "pyttsx3-espeak": "espeak",
    "pyttsx3-darwin": "macOS",
    "pyttsx3-win32": "Windows",
    "recordings": "recorded",
}
#: What Piper says of how good a voice is.
_QUALITIES: Final = {"x_low": "very low"}


def engine_name(engine: KnownEngine) -> str:
    """Return what a person calls an engine, or a service: its name in the settings."""
    return engine.service or _ENGINES.get(engine.name, engine.name)


def voice_name(voice: Voice, engine: KnownEngine) -> str:
    """Return a voice's name where its engine stands beside it: that of a service ends with the service's."""
    return voice.name.removesuffix(f", {engine.service}")


def about_voice(voice: Voice, engine: KnownEngine) -> str:
    """Return what is known of a voice: "Piper, English, medium quality"."""
    quality = f"{_QUALITIES.get(voice.quality, voice.quality)} quality" if voice.quality else ""
    language = LANGUAGES.get(voice.language_code, voice.language)
    return ", ".join(filter(None, (engine_name(engine), language, quality)))


def voice_line(choices: Choices) -> str:
    """Return who speaks for a person: "Joe, Piper"; or why nobody does."""
    voice = services().preferences.chosen_voice(choices)
    if voice is None:
        return missing_voice(choices) or "none answers at present"
    engine = next((each for each in services().speech.watch.engines() if voice in each.voices), None)
    # It may have been removed since.
    return f"{voice_name(voice, engine)}, {engine_name(engine)}" if engine else voice.name


def missing_voice(choices: Choices) -> str:
    """Return a sentence about the voice that was chosen, if it is not there and others are; else nothing."""
    name, preferences = choices.voice, services().preferences
    if not name or preferences.chosen_voice(choices) or not preferences.voices():
        return ""
    for engine in services().speech.watch.engines():
        if engine.service and name.startswith(f"{engine.name}/"):
            return f"The voice {name} is not there: {engine.service} does not offer it at present."
    return f"The voice {name} is not on this machine."
