"""Which voice speaks unless another is chosen, and which one a person means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import chain
from typing import Final

from server.coach.lines import LANGUAGES
from server.errors import NotFound
from server.quoting import quoted
from server.voice.model import Voice

#: How many voices an error message suggests.
_SUGGESTIONS: Final = 4
#: A name as similar as this (of 1) was meant, whatever its language; below it, the coach's comes first.
_CLOSE: Final = 0.75
#: Piper's words for how good a voice is, the best first; what is not among them comes last.
_QUALITIES: Final = ("high", "medium", "low", "x_low")


def best_first(engines: Iterable[Sequence[Voice]]) -> list[Voice]:
    """Return the voices of all engines, first the one that speaks unless another is chosen.

    It is the best of the first engine that has a voice for a language of the coach. Voices of other languages
    come behind all others, so that one of them is the default only where there is nothing else.

    :param engines: the voices of each engine, as it orders them; of equal ones, its first stays first.
    """
    ordered = chain.from_iterable(sorted(voices, key=_rank) for voices in engines)
    return sorted(ordered, key=is_foreign)


def is_foreign(voice: Voice) -> bool:
    """Tell whether a voice is known to be for a language in which the coach has no sentences."""
    return bool(voice.language) and voice.language_code not in LANGUAGES


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


def _rank(voice: Voice) -> tuple[bool, int]:
    """Return what orders the voices of an engine: a language that is known first, then the quality."""
    known = voice.quality in _QUALITIES
    return not voice.language, _QUALITIES.index(voice.quality) if known else len(_QUALITIES)


def _names(voice: Voice) -> tuple[str, str, str, str]:
    """Return what a voice may be called, in order of precedence; ``fr`` is short for ``roa/fr``."""
    voice_id = voice.id.casefold()
    return voice_id, voice.name.casefold(), voice.language.casefold(), voice_id.rpartition("/")[2]


def _nearest(voices: Sequence[Voice], sought: str) -> list[Voice]:
    def nearness(voice: Voice) -> tuple[bool, float]:
        similarity = _similarity(voice, sought)
        likely = similarity >= _CLOSE or voice.language_code in (*LANGUAGES, sought.partition("-")[0])
        return likely, similarity

    return sorted(voices, key=nearness, reverse=True)[:_SUGGESTIONS]


def _similarity(voice: Voice, sought: str) -> float:
    return max(SequenceMatcher(None, name, sought).ratio() for name in _names(voice))
