"""Read a YAML file into plain values, and remember in which line each of them stands."""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from server.routine.parsing.diagnostics import Fault, Faulty
from server.routine.schema.documents import ID_PATTERN

#: The longest shipped file has about 2 KB; a routine of 60 steps with comments has about 10 KB.
LARGEST_FILE = 64 * 1024

#: The way to a value: keys and indexes from the top of the file.
Place = tuple[str | int, ...]
_TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: its values, their lines, and what was wrong with them as YAML."""

    path: Path
    data: dict[str, Any]
    #: The line in which the value at a place begins.
    values: dict[Place, int]
    #: The line in which the key of that value stands.
    keys: dict[Place, int]
    #: Values that are faulty already, and need no second complaint.
    spoilt: frozenset[Place]
    faults: tuple[Fault, ...]

    @property
    def id(self) -> str:
        """The id of the exercise or routine: the name of its file."""
        return self.path.stem

    def line(self, place: Place) -> int:
        """Return the line of the value at a place, or of the nearest thing around it."""
        while place and place not in self.values:
            place = place[:-1]
        return self.values.get(place, 1)

    def fault(self, place: Place, message: str) -> Fault:
        """Return a fault at the value's line."""
        return Fault(self.path, self.line(place), message)


def read(path: Path) -> Source:
    """Read a file; faults that leave some of it readable are in the result, others raise Faulty."""
    return parse(path, _content(path))


def parse(path: Path, content: bytes) -> Source:
    """Read what a file holds, or would hold if it were saved at this path; raises as :func:`read`."""
    text = _text(path, content)
    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except (YAMLError, ValueError, RecursionError) as error:
        raise Faulty([_syntax_fault(path, text, error)]) from error
    if not isinstance(node, MappingNode):
        found = "the file is empty" if node is None else "the file does not begin with a key"
        raise Faulty([Fault(path, 1, f'{found}; write lines such as "name: Calf stretch"')])
    reader = _Reader(path)
    data = reader.plain(node, ())
    if not re.fullmatch(ID_PATTERN, path.stem) or path.suffix != ".yaml":
        reader.faults.append(Fault(path, 1, _NAME_RULE))
    return Source(path, data, reader.values, reader.keys, frozenset(reader.spoilt), tuple(reader.faults))


_NAME_RULE = (
    "the file's name is the id: small letters, digits and hyphens, at most 63 of them, "
    "beginning with a letter or digit and ending in .yaml"
)


def _text(path: Path, content: bytes) -> str:
    if len(content) > LARGEST_FILE:
        raise Faulty([Fault(path, 1, f"the file is too large; keep it below {LARGEST_FILE // 1024} KB")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Faulty([Fault(path, line, "this is not UTF-8 text; save the file as UTF-8")]) from error


def _content(path: Path) -> bytes:
    """Return the file's bytes, at most one more than it may have."""
    try:
        if stat.S_ISREG(path.stat().st_mode):
            with path.open("rb") as file:
                return file.read(LARGEST_FILE + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Faulty([Fault(path, 1, f"the file cannot be read: {reason}")]) from error
    # A folder cannot be read, and a pipe would keep us waiting.
    raise Faulty([Fault(path, 1, "this is not a file; name a YAML file")])


def _syntax_fault(path: Path, text: str, error: Exception) -> Fault:
    if isinstance(error, RecursionError):
        return Fault(path, 1, "the file is nested too deeply; a routine needs four levels")
    if isinstance(error, ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return Fault(path, line, "there is a control character in this line; delete it")
    if not isinstance(error, MarkedYAMLError):
        return Fault(path, 1, f"this is not YAML: {error}")
    mark = error.problem_mark or error.context_mark
    return Fault(path, mark.line + 1 if mark else 1, f"this is not YAML: {_plain_words(error)}")


def _plain_words(error: MarkedYAMLError) -> str:
    problem = str(error.problem or error.context)
    if r"'\t'" in problem:
        return "a tab cannot indent; use spaces"
    if "mapping values are not allowed" in problem:
        return 'a second ": " in one line; put quotes round the text'
    if "another document" in problem:
        return "a second document begins here; write one in a file"
    began = f" ({error.context}, line {error.context_mark.line + 1})" if error.context_mark else ""
    return problem + began


class _Reader:
    """Turns YAML nodes into plain values; notes lines and faults on the way."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.values: dict[Place, int] = {}
        self.keys: dict[Place, int] = {}
        self.spoilt: set[Place] = set()
        self.faults: list[Fault] = []

    def plain(self, node: Node, place: Place) -> Any:
        self.values[place] = self._line(node, place)
        if node.anchor is not None:
            # Also what keeps a small file from standing for a gigantic one: no alias without an anchor.
            return self._spoil(place, "anchors and aliases (& and *) are not used here; write it out")
        if isinstance(node, MappingNode):
            return self._mapping(node, place)
        if isinstance(node, SequenceNode):
            return [self.plain(item, (*place, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, place) if isinstance(node, ScalarNode) else None

    def _line(self, node: Node, place: Place) -> int:
        """Return a value's line; the parser puts one that is left out before whatever comes next."""
        if isinstance(node, ScalarNode) and not node.value and place in self.keys:
            return self.keys[place]
        return int(node.start_mark.line) + 1

    def _mapping(self, node: MappingNode, place: Place) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, ScalarNode):
                self._fault(line, "a key is a single word; write it as word: value")
            elif key.value in data:
                first = self.keys[*place, key.value]
                self._fault(line, f"{key.value}: written twice, first in line {first}; keep one of them")
            else:
                self.keys[*place, key.value] = line
                data[key.value] = self.plain(value, (*place, key.value))
        return data

    def _scalar(self, node: ScalarNode, place: Place) -> Any:
        tag, text = str(node.tag).removeprefix(_TAG), node.value
        if tag in {"str", "timestamp"}:
            return text
        if tag == "null":
            return self._spoil(place, "nothing is written here; write a value or delete the line")
        if tag == "bool":
            return text.lower() == "true"
        if tag not in {"int", "float"}:
            return self._spoil(place, f"tags such as {node.tag} are not used here; delete it")
        try:
            return int(text) if tag == "int" else float(text)
        except ValueError:
            return text

    def _spoil(self, place: Place, message: str) -> None:
        self.spoilt.add(place)
        names = [f"{part}: " for part in place if isinstance(part, str)]
        self._fault(self.values[place], "".join(names[-1:]) + message)

    def _fault(self, line: int, message: str) -> None:
        self.faults.append(Fault(self.path, line, message))
