"""Settings of the coach that hold for every routine: pace, side, verbosity, voice, rate and tones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict, TypeVar, get_args

from server.errors import BadInput
from server.routine.model import Pace, SideChoice, Tones, Verbosity
from server.suggestions import suggestion

#: Words a minute: slower than this espeak drawls, faster it swallows the short words.
SLOWEST_RATE, FASTEST_RATE = 80, 260
#: No engine names a voice longer than this (some are registry paths).
LONGEST_VOICE = 200

_Word = TypeVar("_Word", bound=str)
_PACES: dict[float, Pace] = {1: 100, 1.5: 150, 2: 200, 100: 100, 150: 150, 200: 200}


class Settings(TypedDict, total=False):
    """The part of Choices that is no dose: ``replace(choices, **settings)``."""

    pace: Pace
    side: SideChoice
    verbosity: Verbosity
    voice: str | None
    rate: int
    tones: Tones


def parse_settings(written: Mapping[str, str]) -> Settings:
    """Read the settings among the fields of a form or a command line; other fields are left alone.

    Raises BadInput with a line for each setting that cannot be taken.
    """
    settings = Settings()
    faults = []
    for name in sorted(Settings.__annotations__.keys() & written.keys()):
        try:
            settings.update(_parsed(name, written[name].strip()))
        except BadInput as fault:
            faults.append(str(fault))
    if faults:
        raise BadInput("\n".join(faults))
    return settings


def _parsed(name: str, value: str) -> Settings:
    match name:
        case "pace":
            return {"pace": _pace(value)}
        case "side":
            return {"side": _one_of("side", value, get_args(SideChoice))}
        case "verbosity":
            return {"verbosity": _one_of("verbosity", value, get_args(Verbosity))}
        case "voice":
            return {"voice": _voice(value)}
        case "rate":
            return {"rate": _rate(value)}
        case _:
            return {"tones": _one_of("tones", value, get_args(Tones))}


def _pace(value: str) -> Pace:
    try:
        return _PACES[float(value.lower().removeprefix("x").removesuffix("%"))]
    except (ValueError, KeyError):
        raise BadInput(f'pace: "{value[:40]}" is not a pace; write 1, 1.5 or 2') from None


def _one_of(name: str, value: str, words: tuple[_Word, ...]) -> _Word:
    for word in words:
        if word == value.lower():
            return word
    raise BadInput(f'{name}: "{value[:40]}" is not known{suggestion(value, words)}')


def _voice(value: str) -> str | None:
    if len(value) > LONGEST_VOICE or not value.isprintable():
        raise BadInput("voice: that is no name of a voice; `soleus voices` lists them")
    return value or None


def _rate(value: str) -> int:
    if value.isascii() and value.isdigit() and len(value) < 10 and SLOWEST_RATE <= int(value) <= FASTEST_RATE:
        return int(value)
    raise BadInput(
        f'rate: "{value[:40]}" is not a speaking rate; '
        f"write words a minute, a number from {SLOWEST_RATE} to {FASTEST_RATE}"
    )
