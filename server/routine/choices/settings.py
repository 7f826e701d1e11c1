"""Settings of the coach that hold for every routine, each stated once: its values, its label and its help."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypedDict, TypeVar, get_args

from server.errors import BadInput, Fault
from server.quoting import quoted
from server.routine.model import Pace, ShortWords, SideChoice, TimeCalls, Tones, Verbosity
from server.suggestions import suggestion

#: Words a minute: slower than this espeak drawls, faster it swallows the short words.
SLOWEST_RATE, FASTEST_RATE = 80, 260
_MOST_DIGITS = 9
#: Seconds of one breath.
SHORTEST_BREATH, LONGEST_BREATH = 2, 12
#: No engine names a voice longer than this (some are registry paths).
LONGEST_VOICE = 200

_Word = TypeVar("_Word", bound=str)
_PACES: Mapping[float, Pace] = {
    factor: pace for pace in get_args(Pace) for factor in (pace / 100, float(pace))
}


class Settings(TypedDict, total=False):
    """The part of Choices that is not about doses: ``replace(choices, **settings)``."""

    pace: Pace
    side: SideChoice
    verbosity: Verbosity
    voice: str | None
    rate: int
    tones: Tones
    time_calls: TimeCalls
    breath: int
    short_words: ShortWords


@dataclass(frozen=True, slots=True)
class NumberRange:
    """The numbers that a setting may be."""

    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class SettingSpec:
    """One setting: how it is written, shown and explained."""

    #: In ``Choices``, in forms and on the command line.
    name: str
    #: Beside its field in the form.
    label: str
    #: What the command line says it does.
    help: str
    #: What the command line says may be written.
    metavar: str
    #: Reads what was written, without the space around it.
    parse: Callable[[str], Settings]
    #: What the form offers, in its order, with the words for it; empty for the voices of a machine.
    options: Mapping[str, str] = field(default_factory=dict)
    #: Values that are not offered by themselves, each with the option in whose place the form shows it; of
    #: a number, that is the nearest one.
    stands_for: Mapping[str, str] = field(default_factory=dict)
    #: What some of the options mean, beside the label.
    notes: Mapping[str, str] = field(default_factory=dict)
    #: Of a number, shown with it beside the label.
    unit: str = ""
    #: Only for a number.
    numbers: NumberRange | None = None


def parse_settings(written: Mapping[str, str]) -> Settings:
    """Read the settings among the fields of a form or a command line; other fields are left alone.

    :raises BadInput: with a fault for each setting that cannot be accepted.
    """
    settings = Settings()
    faults: list[Fault] = []
    for name in sorted(SETTINGS.keys() & written.keys()):
        try:
            settings.update(SETTINGS[name].parse(written[name].strip()))
        except BadInput as error:
            faults.extend(error.faults)
    if faults:
        raise BadInput(faults=faults)
    return settings


def _parse_pace(value: str) -> Settings:
    try:
        return {"pace": _PACES[float(value.lower().removeprefix("x").removesuffix("%"))]}
    except (ValueError, KeyError):
        raise _refused("pace", f"{quoted(value)} is not a pace; write 0.5, 1, 1.5 or 2") from None


def _parse_side(value: str) -> Settings:
    return {"side": _one_of("side", value, get_args(SideChoice))}


def _parse_verbosity(value: str) -> Settings:
    return {"verbosity": _one_of("verbosity", value, get_args(Verbosity))}


def _parse_voice(value: str) -> Settings:
    if len(value) > LONGEST_VOICE or not value.isprintable():
        raise _refused("voice", "that is not the name of a voice; `soleus voices` lists them")
    return {"voice": value or None}


def _parse_rate(value: str) -> Settings:
    if _is_between(value, SLOWEST_RATE, FASTEST_RATE):
        return {"rate": int(value)}
    limits = f"a number from {SLOWEST_RATE} to {FASTEST_RATE}"
    raise _refused("rate", f"{quoted(value)} is not a speaking rate; write words a minute, {limits}")


def _parse_tones(value: str) -> Settings:
    return {"tones": _one_of("tones", value, get_args(Tones))}


def _parse_time_calls(value: str) -> Settings:
    return {"time_calls": _one_of("time_calls", value, get_args(TimeCalls))}


def _parse_short_words(value: str) -> Settings:
    return {"short_words": _one_of("short_words", value, get_args(ShortWords))}


def _parse_breath(value: str) -> Settings:
    if _is_between(value, SHORTEST_BREATH, LONGEST_BREATH):
        return {"breath": int(value)}
    limits = f"seconds, a number from {SHORTEST_BREATH} to {LONGEST_BREATH}"
    raise _refused("breath", f"{quoted(value)} is not the length of a breath; write {limits}")


def _is_between(value: str, lowest: int, highest: int) -> bool:
    plain = value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS
    return plain and lowest <= int(value) <= highest


def _one_of(name: str, value: str, words: tuple[_Word, ...]) -> _Word:
    for word in words:
        if word == value.lower():
            return word
    raise _refused(name, f"{quoted(value)} is not known{suggestion(value, words)}")


def _refused(name: str, message: str) -> BadInput:
    return BadInput(faults=[Fault((name,), message)])


def _words(kind: object) -> str:
    """Return the words of a ``Literal`` as the command line shows them."""
    return "|".join(get_args(kind))


_ALL = (
    SettingSpec(
        name="pace",
        label="Time to change position",
        help="Time to get into position, as a multiple of the usual time.",
        metavar="|".join(f"{pace / 100:g}" for pace in get_args(Pace)),
        parse=_parse_pace,
        options={"50": "Half", "100": "Usual", "150": "Longer"},
        stands_for={"200": "150"},
    ),
    SettingSpec(
        name="side",
        label="Sides",
        help="Which side to do, or which to do first.",
        metavar=_words(SideChoice),
        parse=_parse_side,
        # Without left-first, which is what "both" does.
        options={
            "both": "Both, left first",
            "right-first": "Both, right first",
            "left": "Left only",
            "right": "Right only",
        },
        stands_for={"left-first": "both"},
    ),
    SettingSpec(
        name="verbosity",
        label="How much it says",
        help="How much the coach says.",
        metavar=_words(Verbosity),
        parse=_parse_verbosity,
        options={"full": "Everything", "brief": "Briefly", "minimal": "Sides only"},
        notes={"full": "what to do, and how", "brief": "name, side, seconds", "minimal": "name, side, tones"},
    ),
    SettingSpec(
        name="voice",
        label="Voice",
        help="Who speaks; see `soleus voices`.",
        metavar="ID",
        parse=_parse_voice,
    ),
    SettingSpec(
        name="rate",
        label="Speed",
        help=f"Speaking rate in words a minute, {SLOWEST_RATE} to {FASTEST_RATE}.",
        metavar="WORDS",
        parse=_parse_rate,
        options={"135": "Slower", "160": "Normal", "190": "Faster"},
        unit="words a minute",
        numbers=NumberRange(SLOWEST_RATE, FASTEST_RATE),
    ),
    SettingSpec(
        name="tones",
        label="Tones",
        help="Volume of the tones.",
        metavar=_words(Tones),
        parse=_parse_tones,
        options={"quiet": "Quiet", "normal": "Normal", "loud": "Loud"},
    ),
    SettingSpec(
        name="time_calls",
        label="How much time is left",
        help="When the coach says how much time is left: halfway and ten seconds before the end, "
        "every so many seconds, or never.",
        metavar=_words(TimeCalls),
        parse=_parse_time_calls,
        options={
            "usual": "Halfway and at ten seconds",
            "15": "Every 15 seconds",
            "30": "Every 30 seconds",
            "60": "Every minute",
            "none": "Never",
        },
    ),
    SettingSpec(
        name="breath",
        label="One breath",
        help=f"Length of one breath in seconds, {SHORTEST_BREATH} to {LONGEST_BREATH}.",
        metavar="SECONDS",
        parse=_parse_breath,
        options={str(seconds): f"{seconds} s" for seconds in range(SHORTEST_BREATH, LONGEST_BREATH + 1)},
        numbers=NumberRange(SHORTEST_BREATH, LONGEST_BREATH),
    ),
    SettingSpec(
        name="short_words",
        label="Short words once I know a stretch",
        help="Which exercises are introduced by name and side alone: those that a person knows, all, or "
        "none. The command line knows nobody.",
        metavar=_words(ShortWords),
        parse=_parse_short_words,
        options={"none": "Always everything", "known": "Name and side once I know it"},
        stands_for={"all": "known"},
    ),
)
#: By name, in the order of the command line's help and of the form.
SETTINGS: Mapping[str, SettingSpec] = {setting.name: setting for setting in _ALL}
