"""The JSON of another app from an untrusted source: bounded, and every value of the right type."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from server.errors import BadInput
from server.quoting import quoted

#: Bytes of a file of another app; a backup with a hundred timers has about 200 KB.
LARGEST_FOREIGN = 1024 * 1024
#: Groups inside groups; a backup of a timer with a group needs about ten.
_MOST_NESTED = 40
#: Timers in one file.
MOST_TIMERS = 100
#: Entries of one list in a timer.
MOST_ENTRIES = 1000
_NUMBER_LIMIT = 10**12


def read_json(content: bytes, name: str) -> dict[str, Any] | None:
    """Return the object that a file holds; ``None`` if it is no JSON.

    :param name: of the file, for messages.
    :raises BadInput: if it is too large, nested too deeply, cut off, or a list.
    """
    if len(content) > LARGEST_FOREIGN:
        raise BadInput(f"{shown(name)} is too large; the limit is {LARGEST_FOREIGN // 1024 // 1024} MB.")
    text = _text(content).strip()
    if not text.startswith(("{", "[")):
        return None
    try:
        document = json.loads(text, strict=False)
    except RecursionError as error:
        raise BadInput(f"{shown(name)} is nested too deeply.") from error
    except ValueError as error:
        if not name.lower().endswith(".json"):
            return None  # it may be YAML that begins with a brace
        raise BadInput(f"{shown(name)} is damaged or cut off; send it again from the other app.") from error
    if _too_deep(document):
        raise BadInput(f"{shown(name)} is nested too deeply.")
    return document if isinstance(document, dict) else {}


def shown(name: str) -> str:
    """Return a file's name as a message begins with it."""
    return quoted(name) if name else "This file"


class Group:
    """An object of the JSON, whose values are asked for by key and type.

    :param what: what it is, as a message begins with it, such as "The backup".
    """

    def __init__(self, values: Mapping[str, Any], what: str) -> None:
        self._values = values
        #: What it is; whoever knows more of it may say it better.
        self.what = what

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text.

        :param default: what it is where it is not said; None if it must be.
        :raises BadInput: if it is missing or no text.
        """
        value = self._value(key, default)
        if not isinstance(value, str):
            raise self._wrong(key, "a text")
        return value

    def number(self, key: str, default: int | None = None) -> int:
        """Return a whole number of bounded size.

        :param default: what it is where it is not said; None if it must be.
        :raises BadInput: if it is missing or no whole number.
        """
        value = self._value(key, default)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _NUMBER_LIMIT:
            raise self._wrong(key, "a whole number")
        return value

    def groups(self, key: str, *, most: int = MOST_ENTRIES) -> list[Group]:
        """Return a list of objects; empty where it is not said.

        :raises BadInput: if it is no list of objects, or too long.
        """
        value = self._values.get(key) or []
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self._wrong(key, "a list")
        if len(value) > most:
            raise BadInput(
                f"{self.what} has {len(value)} entries in {key}; at most {most} can be taken over."
            )
        return [Group(each, self.what) for each in value]

    def group(self, key: str) -> Group | None:
        """Return an object; None where it is not said.

        :raises BadInput: if it is something else.
        """
        value = self._values.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self._wrong(key, "a group")
        return Group(value, self.what)

    def _value(self, key: str, default: object) -> object:
        value = self._values.get(key)
        return default if value is None else value

    def _wrong(self, key: str, wanted: str) -> BadInput:
        """Return the error of a value that is not what it must be."""
        found = "is missing" if self._values.get(key) is None else f"is not {wanted}"
        return BadInput(f"{self.what}: {key} {found}. Is this file as the other app wrote it?")


def _text(content: bytes) -> str:
    """Decode a file; one app writes its backups as Latin-1."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _too_deep(value: Any, left: int = _MOST_NESTED) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return not left or any(_too_deep(each, left - 1) for each in inner)
