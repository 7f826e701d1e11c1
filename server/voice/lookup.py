"""Finding a voice by what a person calls it."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from server.errors import NotFound
from server.voice.model import Voice

#: How many voices an error message names.
_NAMED = 4
#: A name as like as this (of 1) was meant, whatever its language; else an English voice is of more use.
_CLOSE = 0.75


def choose(voices: Sequence[Voice], wanted: str | None) -> Voice:
    """Return the voice with this id, name or language, or the first one where none is wanted.

    :raises NotFound: when there is no such voice; the message names the nearest ones.
    """
    if wanted is None:
        return voices[0]
    sought = wanted.strip().casefold()
    for names in zip(*(_names(voice) for voice in voices), strict=True):
        for voice, name in zip(voices, names, strict=True):
            if name == sought:
                return voice
    nearest = ", ".join(f"{voice.id} ({voice.name})" for voice in _nearest(voices, sought))
    raise NotFound(f"There is no voice “{wanted[:60]}” on this machine. The nearest are: {nearest}.")


def _names(voice: Voice) -> tuple[str, str, str, str]:
    """Return what a voice may be called, in the order in which it counts; ``fr`` is short for ``roa/fr``."""
    voice_id = voice.id.casefold()
    return voice_id, voice.name.casefold(), voice.language.casefold(), voice_id.rpartition("/")[2]


def _nearest(voices: Sequence[Voice], sought: str) -> list[Voice]:
    def nearness(voice: Voice) -> tuple[bool, float]:
        likeness = _likeness(voice, sought)
        spoken = voice.language.casefold().partition("-")[0]
        meant = likeness >= _CLOSE or spoken in ("en", sought.partition("-")[0])
        return meant, likeness

    return sorted(voices, key=nearness, reverse=True)[:_NAMED]


def _likeness(voice: Voice, sought: str) -> float:
    return max(SequenceMatcher(None, name, sought).ratio() for name in _names(voice))
