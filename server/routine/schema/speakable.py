"""Text that the ear cannot take: what a voice would say wrong, where what is meant is not certain."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping

from server.routine.schema.spoken import spoken_form

#: Signs that are part of a sentence.
_PUNCTUATION = frozenset(".,;:!?'\"’‘“”()-–—…/ ")
#: A voice of each language, and the scripts of the letters that it knows, as Unicode names them.
_VOICES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "de": ("a German", ("LATIN",)),
    "en": ("an English", ("LATIN",)),
    "es": ("a Spanish", ("LATIN",)),
    "fr": ("a French", ("LATIN",)),
    "it": ("an Italian", ("LATIN",)),
    "ja": ("a Japanese", ("LATIN", "HIRAGANA", "KATAKANA", "CJK")),
    "nl": ("a Dutch", ("LATIN",)),
    "pt": ("a Portuguese", ("LATIN",)),
    "ru": ("a Russian", ("LATIN", "CYRILLIC")),
}
#: Scripts that people call otherwise than Unicode does.
_SCRIPTS: Mapping[str, str] = {
    **dict.fromkeys(("Hiragana", "Katakana"), "Japanese"),
    "Cjk": "Chinese or Japanese",
    "Hangul": "Korean",
}
_SIDES: Mapping[str, str] = {"L": "left", "R": "right"}
_LETTER_FOR_SIDE = re.compile(r"(?<![\w/.'’-])([LR])(?![\w/'’-])")
_MARK_AFTER_NUMBER = re.compile(r"\d ?([\"'″′])(?!\w)")
_ROW_OF_NUMBERS = re.compile(r"(?<![\w.,-])\d+(?:[-–]\d+)+(?![\w-])")
#: Most characters that one message names.
_MOST_NAMED = 3
#: The other way out, where a word is said wrong wherever it stands.
_OR_ADD = ", or add it under “How words are said”"


def as_written(text: str) -> str:
    """Return a text as it is: no word in it has a pronunciation of its own."""
    return text


def hard_to_say(
    text: str, language: str = "en", respelled: Callable[[str], str] = as_written
) -> Iterator[str]:
    """Yield what a voice would say wrong, and what to write instead; what is certain is no matter.

    :param language: the two-letter code of the voice's language.
    :param respelled: returns a text with the words that have a pronunciation written as they are said.
    """
    said = respelled(spoken_form(text))
    for word in said.split():
        if "/" in word:
            yield f"“{word.strip('.,;:!?()')}” is read with the word “slash”; write it in words{_OR_ADD}"
    for row in _ROW_OF_NUMBERS.findall(said):
        yield f"“{row}” is read with the word “dash”; write commas or words"
    for letter in dict.fromkeys(_LETTER_FOR_SIDE.findall(said)):
        write = f"write {_SIDES[letter]}, or {{side}} in an instruction{_OR_ADD}"
        yield f"“{letter}” is read as a letter; {write}"
    for mark in dict.fromkeys(_MARK_AFTER_NUMBER.findall(said)):
        if not re.search(rf"(?:^|[\s(]){mark}", said):  # else it closes a quotation
            yield f"“{mark}” after a number is left out; write the unit in words"
    yield from _signs(said)
    yield from _letters(said, language)


def _signs(text: str) -> Iterator[str]:
    names: dict[str, str] = {}
    for cluster in _clusters(text):
        names.setdefault(cluster, unicodedata.name(cluster[0], "sign").lower())
    named = [f"“{cluster}”, {name}" for cluster, name in list(names.items())[:_MOST_NAMED]]
    if named:
        yield f"{'; '.join(named)}: signs are read by their names, or left out; write words{_OR_ADD}"


def _clusters(text: str) -> Iterator[str]:
    """Yield the signs of a text; an emoji that is joined from several is one."""
    cluster = ""
    for character in text:
        kind = unicodedata.category(character)
        joins = bool(cluster) and kind in ("Cf", "Mn", "Me", "Sk")
        is_sign = kind[0] == "S" or kind in ("Po", "Pc", "Pd", "No")
        if joins or (is_sign and cluster.endswith("\u200d")):
            cluster += character
            continue
        if cluster:
            yield cluster
        cluster = character if is_sign and character not in _PUNCTUATION else ""
    if cluster:
        yield cluster


def _letters(text: str, language: str) -> Iterator[str]:
    """Yield a message on the letters and figures of scripts that a voice does not know."""
    voice, known = _VOICES.get(language, ("", ()))
    foreign = dict.fromkeys(
        _script(character)
        for character in text
        if voice and unicodedata.category(character)[0] in "LN" and not _is_known(character, known)
    )
    if foreign:
        if "Japanese" in foreign:
            foreign.pop(_SCRIPTS["Cjk"], None)  # shared by both
        scripts = " and ".join(foreign)
        write = f"write it in Latin letters{_OR_ADD}"
        yield f"{voice} voice spells {scripts} letters by name, or leaves them out; {write}"


def _is_known(character: str, scripts: tuple[str, ...]) -> bool:
    name = unicodedata.name(character, "")
    return (
        character.isascii()
        or unicodedata.category(character) == "No"
        or any(each in name for each in scripts)
    )


def _script(character: str) -> str:
    script = re.split(r"[ -]", unicodedata.name(character, "unknown"))[0].capitalize()
    return _SCRIPTS.get(script, script)
