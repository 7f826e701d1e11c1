"""Change one word in a file of pronunciations; what is not changed stays as it was, to the letter."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from server.routine.editing import patch_text, to_yaml
from server.voice.pronunciation.document import parse_pronunciations
from server.voice.pronunciation.lexicon import Entry, same_word


def changed_text(file: Path, content: bytes, language: str, word: str, entry: Entry | None) -> str:
    """Return the text of a file in which a word is said otherwise; empty if no word is left.

    :param content: the file as it is; empty if there is none.
    :param word: the one whose entry is replaced; it need not be there.
    :param entry: takes its place; ``None`` to remove it.
    :raises Faulty: if the file has faults.
    :raises CannotKeep: if it is written in a way that cannot be changed without damage.
    """
    data = parse_pronunciations(file, content).data
    words: dict[str, Any] = dict(data.get(language, {}))
    places = [
        each
        for each in words
        if same_word(each) in {same_word(word), same_word(entry.word if entry else word)}
    ]
    made: dict[str, Any] = {}
    for each, value in words.items():
        if each not in places:
            made[each] = value
        elif entry is not None and entry.word not in made:
            made[entry.word] = _value(entry)
    if entry is not None:
        made[entry.word] = _value(entry)
    document = {key: value for key, value in {**data, language: made}.items() if value}
    if not document:
        return ""
    return patch_text(content, document, ()) if data else to_yaml(document)


def _value(entry: Entry) -> str | Mapping[str, str]:
    """Return an entry as a person would write it."""
    if not entry.ipa:
        return entry.say
    return {"say": entry.say, "ipa": entry.ipa} if entry.say else {"ipa": entry.ipa}
