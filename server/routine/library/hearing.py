"""Spoken texts of a file that a voice may say wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from server.errors import ValuePath
from server.routine.parsing import FileFault, Source
from server.routine.schema import hard_to_say

#: Keys of files whose texts the coach speaks.
_SPOKEN = frozenset(
    {
        *("name", "instruction", "form_cue", "safety_cue", "red_flag", "end_cue", "tempo_words"),
        *("say", "opening", "needs"),
    }
)


def hard_words(source: Source, respelled: Callable[[str], str]) -> Iterator[FileFault]:
    """Yield what a voice may say wrong in a file, and what to write instead.

    :param respelled: as for ``hard_to_say``.
    """
    for path, text in _spoken(source.data, ()):
        for message in hard_to_say(text, respelled=respelled):
            yield source.fault(path, message)


def _spoken(value: Any, path: ValuePath) -> Iterator[tuple[ValuePath, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "name" or path[:1] != ("presets",):  # that of a preset is shown, not spoken
                yield from _spoken(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _spoken(inner, (*path, index))
    elif isinstance(value, str) and _key(path) in _SPOKEN:
        yield path, value


def _key(path: ValuePath) -> str:
    """Return the last key of a path that is a word."""
    return next((key for key in reversed(path) if isinstance(key, str)), "")
