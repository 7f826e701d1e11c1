"""Words and how they are said, found in a phrase: pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from server.characters import unusable_character
from server.errors import Fault

#: Characters of a word or phrase that has an entry, and of what is said instead.
LONGEST_WORD: Final = 60
LONGEST_SAID: Final = 80
#: Two and more brackets would be phonemes to Piper, here or behind a service, whoever typed them.
_DOUBLE_BRACKETS: Final = re.compile(r"([\[\]])\1+")
_WORD: Final = re.compile(r"\w+")
_BRACKET: Final = re.compile(r"[\[\]]")
#: What is not a letter, an accent or a mark of stress and length in IPA: categories of Unicode, and signs.
_IPA_CATEGORIES: Final = frozenset({"Ll", "Lo", "Lm", "Mn", "Sk"})
_IPA_SIGNS: Final = frozenset(" .")
#: What people type for signs that their keyboards lack.
_AS_TYPED: Final = str.maketrans({"'": "ˈ", "’": "ˈ", ":": "ː", "g": "ɡ"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A word, or a phrase of several words, and how it is said."""

    word: str
    #: A respelling, for engines that read letters; empty if they say it right.
    say: str = ""
    #: In the International Phonetic Alphabet, for engines that take it; empty if they read the respelling.
    ipa: str = ""


class Lexicon:
    """The entries of one language."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Take the entries; of two for the same word the later one counts."""
        self._entries = {same_word(entry.word): entry for entry in entries}
        #: By the first of their words; those that begin with a sign are under "".
        self._beginnings: dict[str, list[str]] = {}
        for word in self._entries:
            first = _WORD.match(word)
            self._beginnings.setdefault(first[0] if first else "", []).append(word)

    def with_entry(self, entry: Entry) -> Lexicon:
        """Return the same entries with one more, which counts."""
        return Lexicon((*self._entries.values(), entry))

    def said(self, text: str, *, takes_ipa: bool) -> str:
        """Return what an engine is given so that it says a text as the entries have it.

        A text without any of the words stays the same, but for double brackets.

        :param takes_ipa: whether the engine takes IPA between double brackets: ``the [[ˈfæʃiə]]``.
        """
        written = _DOUBLE_BRACKETS.sub(r"\1", text)
        return self._replaced(written, lambda entry: _for_engine(entry, takes_ipa=takes_ipa))

    def respelled(self, text: str) -> str:
        """Return a text with every word that has an entry written as it is said, without IPA."""
        return self._replaced(text, lambda entry: entry.say or " ")

    def _replaced(self, text: str, said: Callable[[Entry], str]) -> str:
        composed = unicodedata.normalize("NFC", text)
        pattern = self._pattern(composed)
        if pattern is None:
            return text
        changed = pattern.sub(lambda match: self._said(match[0], said), composed)
        return text if changed == composed else changed

    def _pattern(self, text: str) -> re.Pattern[str] | None:
        """Return what finds the entries that a text may have; ``None`` if it has none, as most texts."""
        beginnings = {"", *_WORD.findall(text.casefold())}
        words = [word for each in beginnings for word in self._beginnings.get(each, ())]
        longest_first = sorted(words, key=lambda word: (-len(word), word))
        return re.compile("|".join(map(_whole, longest_first)), re.IGNORECASE) if words else None

    def _said(self, found: str, said: Callable[[Entry], str]) -> str:
        entry = self._entries.get(same_word(found))
        return found if entry is None else said(entry) or found


def same_word(word: str) -> str:
    """Return what is the same for all ways to write a word in large and small letters."""
    return unicodedata.normalize("NFC", " ".join(word.split()).casefold())


def neat(text: str) -> str:
    """Return a text that somebody typed with single spaces and composed letters."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def neat_ipa(text: str) -> str:
    """Return typed IPA without what stands around it, and with the signs that keyboards lack."""
    return neat(text).strip("/[] ").lower().translate(_AS_TYPED)


def entry_faults(entry: Entry) -> Iterator[Fault]:
    """Yield what is wrong with an entry: the path is the field, ``word``, ``say`` or ``ipa``."""
    for name, text, longest in (
        ("word", entry.word, LONGEST_WORD),
        ("say", entry.say, LONGEST_SAID),
        ("ipa", entry.ipa, LONGEST_SAID),
    ):
        fault = _text_fault(text, longest)
        if fault:
            yield Fault((name,), fault)
    if not entry.word:
        yield Fault(("word",), "write the word that is said wrong")
    if entry.say and not any(character.isalnum() or character in "[]" for character in entry.say):
        yield Fault(("say",), "there are no letters here to read; write the word as it sounds")
    if not (entry.say or entry.ipa):
        yield Fault(("say",), "write the word as it sounds, such as fashia for fascia")
    foreign = "".join(dict.fromkeys(character for character in entry.ipa if not _is_ipa(character)))
    if foreign and not _BRACKET.search(foreign):
        yield Fault(("ipa",), f"“{foreign}” is not a sign of the phonetic alphabet; write such as ˈfæʃiə")


def _text_fault(text: str, longest: int) -> str:
    if not text:
        return ""
    if len(text) > longest:
        return f"{len(text)} characters are too many; write at most {longest}"
    if _BRACKET.search(text):
        return "brackets are not read; leave out [ and ]"
    return unusable_character(text)


def _is_ipa(character: str) -> bool:
    return character in _IPA_SIGNS or unicodedata.category(character) in _IPA_CATEGORIES


def _for_engine(entry: Entry, *, takes_ipa: bool) -> str:
    return f"[[{entry.ipa}]]" if takes_ipa and entry.ipa else entry.say


def _whole(word: str) -> str:
    """Return a pattern for a word that is no part of another, such as "soleus’s"."""
    before = r"(?<!\w)(?<!\w['’])" if re.match(r"\w", word) else ""
    after = r"(?!\w|['’]\w)" if re.search(r"\w\Z", word) else ""
    return before + r"\s+".join(map(re.escape, word.split())) + after
