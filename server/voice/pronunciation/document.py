"""The file of pronunciations: a group for each language, and in it a line for each word.

en:
  fascia: fashia
  psoas: {say: sowus, ipa: ˈsoʊəs}
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

from server.errors import ValuePath
from server.quoting import quoted
from server.routine.parsing import Faulty, FileFault, Source, parse, read
from server.routine.schema import LARGEST_FILE
from server.voice.pronunciation.lexicon import Entry, entry_faults, neat, neat_ipa, same_word

#: Entries by the two-letter code of their language.
Entries: TypeAlias = Mapping[str, tuple[Entry, ...]]
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_FIELDS: Final = ("say", "ipa")
#: A line with more than a comment on it.
_CONTENT: Final = re.compile(rb"^\s*[^#\s]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Document:
    """What a file of pronunciations holds."""

    entries: Entries
    #: The plain values of the file, for whoever changes it.
    data: Mapping[str, Any]


_NOTHING: Final = Document({}, {})


def parse_pronunciations(file: Path, content: bytes) -> Document:
    """Read what a file holds, or would hold if it were saved.

    :raises Faulty: if anything in it cannot be used, with the line of each fault.
    """
    return _document(parse(file, content, "en: {fascia: fashia}")) if _CONTENT.search(content) else _NOTHING


def check_pronunciations(file: Path) -> tuple[FileFault, ...]:
    """Return every fault of a file of pronunciations; none if there is no such file."""
    try:
        read_pronunciations(file)
    except Faulty as faulty:
        return faulty.faults
    return ()


def read_pronunciations(file: Path) -> Document:
    """Read a file; nothing if there is none.

    :raises Faulty: as :func:`parse_pronunciations`.
    """
    if not file.exists():
        return _NOTHING
    if file.is_file() and file.stat().st_size <= LARGEST_FILE:
        return parse_pronunciations(file, file.read_bytes())
    return _document(read(file))  # which says what is wrong with it


def _document(source: Source) -> Document:
    faults = [*source.faults, *_faults(source)]
    if faults:
        raise Faulty(faults)
    return Document(
        {
            language: tuple(_entry(word, value) for word, value in words.items())
            for language, words in source.data.items()
        },
        source.data,
    )


def _faults(source: Source) -> Iterator[FileFault]:
    for language, words in source.data.items():
        path: ValuePath = (language,)
        if not _LANGUAGE.fullmatch(language):
            wrong = f"{quoted(language)} is no language; write two letters, such as en, and words below it"
            yield source.key_fault(path, wrong)
        elif path in source.invalid:
            continue
        elif not isinstance(words, dict):
            yield source.fault(path, "write the words below it, each in a line such as fascia: fashia")
        else:
            yield from _word_faults(source, path, words)


def _word_faults(source: Source, path: ValuePath, words: Mapping[str, Any]) -> Iterator[FileFault]:
    known: set[str] = set()
    for word, value in words.items():
        place = (*path, word)
        if same_word(word) in known:
            yield source.key_fault(place, f"{quoted(word)} is there twice; keep one of them")
        known.add(same_word(word))
        if place in source.invalid:
            continue
        wrong = _shape_fault(value)
        if wrong:
            yield source.fault(place, wrong)
            continue
        for fault in entry_faults(_entry(word, value)):
            where = place if fault.path == ("word",) or isinstance(value, str) else (*place, *fault.path)
            yield source.fault(where, fault.message)


def _shape_fault(value: Any) -> str:
    """Return why a value is no way to say a word; empty if it is one."""
    if isinstance(value, str):
        return ""
    if not isinstance(value, dict):
        return "write how it is said, in quotation marks if it looks like a number"
    unknown = next((key for key in value if key not in _FIELDS), None)
    if unknown is not None:
        return f"{quoted(unknown)} is not known here; write say and ipa"
    if not all(isinstance(each, str) for each in value.values()):
        return "write how it is said, in quotation marks if it looks like a number"
    return ""


def _entry(word: str, value: str | Mapping[str, str]) -> Entry:
    fields = {"say": value} if isinstance(value, str) else value
    return Entry(neat(word), neat(fields.get("say", "")), neat_ipa(fields.get("ipa", "")))
