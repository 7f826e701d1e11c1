"""Names in other apps: which are a rest, how they can be spoken, and which exercise of Soleus they may be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from server.quoting import quoted
from server.routine.model import Exercise
from server.routine.schema import LONGEST_NAME, MOST_NAME_WORDS

#: What has no name that could be spoken.
_UNNAMED = "Exercise"
#: What both apps call a rest in the languages they speak, and what else people write.
_RESTS = frozenset(
    {"rest", "resting", "break", "pause", "recover", "recovery", "breather", "relax"}
    | {"erholung", "ruhe", "repos", "récupération", "riposo", "recupero", "pausa", "descanso", "reposo"}
    | {"intervalo", "отдых", "перерыв", "пауза", "dinlenme", "mola", "odpoczynek", "przerwa"}
    | {"rust", "pauze", "休息"}
)
#: Words that may stand beside them and change nothing.
_BESIDE_REST = frozenset(
    {"short", "long", "quick", "little", "small", "big", "longer", "time", "period", "interval", "between"}
    | {"sets", "set", "rounds", "round", "exercises", "s", "sec", "secs", "second", "seconds", "min", "mins"}
    | {"minute", "minutes", "now", "a", "and"}
)
#: Names of what is a pause although its name says what it is for.
_PURPOSES = frozenset(
    {"get ready", "ready", "prepare", "preparation", "prepare yourself", "get set", "set up", "setup"}
    | {"switch", "switch side", "switch leg", "change", "change side", "change leg", "transition"}
    | {"water", "water break", "drink", "drink water", "drink some water"}
)
#: Other names of shipped exercises, in the form that :func:`_key` gives; nothing that only resembles one.
_ALIASES: Mapping[str, str] = {
    **dict.fromkeys(
        ("calf raise", "heel raise", "standing calf raise", "two leg calf raise"), "heel-raise-two"
    ),
    **dict.fromkeys(("bent knee calf raise", "soleus raise"), "bent-heel-raise"),
    **dict.fromkeys(("calf stretch", "wall calf stretch", "gastrocnemius stretch"), "gastroc"),
    "soleus stretch": "soleus",
    **dict.fromkeys(("quad stretch", "quadricep stretch"), "quad"),
    **dict.fromkeys(("hamstring stretch", "hamstring"), "hamstring"),
    **dict.fromkeys(
        ("hip flexor stretch", "kneeling hip flexor stretch", "half kneeling hip flexor stretch"),
        "hip-flexor",
    ),
    **dict.fromkeys(("bridge", "hip bridge"), "bridge"),
    **dict.fromkeys(("butt kicker", "heel flick"), "butt-kicks"),
    "high knee run": "high-knees",
    "lunge": "lunge",
    **dict.fromkeys(("march", "marching", "march in place", "marching in place"), "march"),
    **dict.fromkeys(("forward leg swing", "leg swing front"), "swing-front"),
    **dict.fromkeys(("lateral leg swing", "leg swing side"), "swing-side"),
    **dict.fromkeys(("pogo", "pogo jump"), "pogo"),
    **dict.fromkeys(("walk", "walking"), "walk"),
    **dict.fromkeys(("brisk walking", "fast walk"), "brisk-walk"),
    **dict.fromkeys(("running", "jog", "jogging"), "run"),
    "butterfly": "butterfly",
    **dict.fromkeys(("figure four", "figure 4", "figure four stretch", "figure 4 stretch"), "figure-four"),
    **dict.fromkeys(("tibialis raise", "tib raise"), "toe-raise"),
    **dict.fromkeys(("towel scrunch", "toe curl"), "towel-curl"),
    **dict.fromkeys(
        ("one leg stand", "single leg stand", "single leg balance", "one leg balance"), "balance"
    ),
    **dict.fromkeys(("heel drop", "eccentric heel drop"), "eccentric-drop"),
    **dict.fromkeys(("ankle alphabet", "foot alphabet"), "ankle-alphabet"),
}
_DIGITS = re.compile(r"\d+")
#: What may stand in a name without being seen.
_WHITESPACE = "\t\r\n"
#: Small words that make no difference.
_SMALL = frozenset({"the", "a", "an", "your", "my"})
#: Endings before the "es" of a plural.
_HISSING = ("ch", "sh", "x", "ss")


def pause_words(written: str) -> str | None:
    """Return what a pause says it is for, empty for a plain rest; ``None`` if the name is no pause's."""
    words = _words(_DIGITS.sub(" ", written))
    if any(word in _RESTS for word in words) and all(word in _RESTS | _BESIDE_REST for word in words):
        return ""
    return printable(written) if " ".join(map(_singular, words)) in _PURPOSES else None


def spoken_name(written: str) -> tuple[str, str]:
    """Return a name that can be shown and spoken, and a note if it is not the one that was written."""
    name = printable(written)
    damaged = any(not each.isprintable() and each not in _WHITESPACE for each in written)
    if not any(character.isalnum() for character in name):
        shown = quoted(name) if name else "an exercise without a name"
        return _UNNAMED, f"The name of {shown} cannot be spoken; it is called {quoted(_UNNAMED)} here."
    short = " ".join(name.split()[:MOST_NAME_WORDS])[:LONGEST_NAME].strip()
    if short != name:
        return short, f"The name {quoted(name)} is too long to be spoken; it is called {quoted(short)} here."
    if damaged:
        return name, f"Letters of {quoted(name)} are missing in the file; correct the name in the editor."
    return name, ""


def printable(written: str) -> str:
    """Return a text in one line, without characters that neither a page nor a voice can use."""
    shown = (each for each in written if each not in "{}" and (each.isprintable() or each.isspace()))
    return " ".join("".join(shown).split())


def matching(name: str, exercises: Iterable[Exercise]) -> str:
    """Return the id of the exercise that a name stands for; empty if there is none."""
    key = _key(name)
    known = {exercise.id: exercise for exercise in exercises if not exercise.phases}
    for exercise in known.values():
        if key in (_key(exercise.name), _key(exercise.id)):
            return exercise.id
    alias = _ALIASES.get(key, "")
    return alias if alias in known else ""


def _key(name: str) -> str:
    """Return a name without case, plural, punctuation and small words."""
    words = (word for word in _words(name.replace("'s", "").replace("’s", "")) if word not in _SMALL)
    return " ".join(map(_singular, words))


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", name.casefold())


def _singular(word: str) -> str:
    if word.endswith("es") and word[:-2].endswith(_HISSING):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
