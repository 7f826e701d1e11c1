"""The rows of the page of voices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from server.voice import KnownEngine, Voice
from server.web.voice_words import about_voice, engine_name, voice_name

#: Voices of one engine that are shown at once; the others are folded.
_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """A voice as the page shows it."""

    #: Empty for a service that has told of no voices.
    id: str
    name: str
    #: Such as "Piper, English, medium quality".
    told: str
    #: Why it cannot be heard; empty if it can.
    fault: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class EngineRows:
    """The voices of an engine or a service."""

    name: str
    is_service: bool
    rows: Sequence[VoiceRow]
    #: Those that are folded.
    more: Sequence[VoiceRow]


def engine_rows(engines: Sequence[KnownEngine], chosen: Voice | None) -> tuple[EngineRows, ...]:
    """Return the voices to choose from: those that may speak a language of the coach, and the chosen one.

    :param engines: that of the default first.
    :param chosen: the voice of a person; None if there is none.
    """
    found = (_rows(engine, chosen) for engine in engines)
    return tuple(each for each in found if each.rows)


def _rows(engine: KnownEngine, chosen: Voice | None) -> EngineRows:
    offered = [voice for voice in engine.voices if voice in engine.offered or voice == chosen]
    rows = [
        VoiceRow(
            voice.id, voice_name(voice, engine), about_voice(voice, engine), engine.fault, voice == chosen
        )
        for voice in offered
    ]
    if engine.fault and not engine.voices:
        rows = [VoiceRow("", engine_name(engine), "", engine.fault, False)]
    return EngineRows(engine_name(engine), bool(engine.service), rows[:_SHOWN], rows[_SHOWN:])
