"""Find a voice by what a person calls it."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

from server.errors import NotFound
from server.quoting import quoted
from server.voice.model import Voice

#: How many voices an error message suggests.
_SUGGESTIONS: Final = 4
#: A name as similar as this (of 1) was meant, whatever its language; below it, English voices come first.
_CLOSE: Final = 0.75


def find_voice(voices: Sequence[Voice], name: str | None) -> Voice:
    """Return the voice with this id, name or language; the first one for ``None``.

    :raises NotFound: if there is no such voice; the message suggests the nearest ones.
    """
    if name is None:
        return voices[0]
    sought = name.strip().casefold()
    for names in zip(*(_names(voice) for voice in voices), strict=True):
        for voice, known in zip(voices, names, strict=True):
            if known == sought:
                return voice
    nearest = ", ".join(f"{voice.id} ({voice.name})" for voice in _nearest(voices, sought))
    raise NotFound(f"There is no voice {quoted(name)} on this machine. The nearest are: {nearest}.")


def _names(voice: Voice) -> tuple[str, str, str, str]:
    """Return what a voice may be called, in order of precedence; ``fr`` is short for ``roa/fr``."""
    voice_id = voice.id.casefold()
    return voice_id, voice.name.casefold(), voice.language.casefold(), voice_id.rpartition("/")[2]


def _nearest(voices: Sequence[Voice], sought: str) -> list[Voice]:
    def nearness(voice: Voice) -> tuple[bool, float]:
        similarity = _similarity(voice, sought)
        language = voice.language.casefold().partition("-")[0]
        likely = similarity >= _CLOSE or language in ("en", sought.partition("-")[0])
        return likely, similarity

    return sorted(voices, key=nearness, reverse=True)[:_SUGGESTIONS]


def _similarity(voice: Voice, sought: str) -> float:
    return max(SequenceMatcher(None, name, sought).ratio() for name in _names(voice))
