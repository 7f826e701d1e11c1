"""Read a YAML file into plain values, and remember the line of each of them."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from server.errors import ValuePath
from server.routine.parsing.diagnostics import Faulty, FileFault, label_of
from server.routine.schema import ID_PATTERN, LARGEST_FILE, LONGEST_ID

_TAG = "tag:yaml.org,2002:"
#: Keys and values of a file together, and levels, at most; the largest routine has a fraction of these.
_MOST_VALUES, _DEEPEST = 12_000, 30


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: its values, their lines, and what is wrong with them as YAML."""

    file: Path
    data: dict[str, Any]
    #: The line in which the value at a path begins.
    value_lines: dict[ValuePath, int]
    #: The line of the key that leads to that value.
    key_lines: dict[ValuePath, int]
    #: Values that already have a fault, and need no second one.
    invalid: frozenset[ValuePath]
    faults: tuple[FileFault, ...]
    #: Where in the file the values stand, if they are only a part of it.
    within: ValuePath = ()

    @property
    def id(self) -> str:
        """The id of the exercise or routine: the name of its file, or the key of a part of it."""
        return str(self.within[-1]) if self.within else self.file.stem

    def part(self, path: ValuePath) -> Source:
        """Return a group of the file as if it were a file of its own."""
        data: Any = self.data
        for key in path:
            data = data[key]

        def inside(lines: dict[ValuePath, int]) -> dict[ValuePath, int]:
            return {each[len(path) :]: line for each, line in lines.items() if each[: len(path)] == path}

        invalid = frozenset(each[len(path) :] for each in self.invalid if each[: len(path)] == path)
        return Source(
            self.file, data, inside(self.value_lines), inside(self.key_lines), invalid, (), within=path
        )

    def line(self, path: ValuePath) -> int:
        """Return the line of the value at a path, or of the nearest group around it."""
        while path and path not in self.value_lines:
            path = path[:-1]
        return self.value_lines.get(path, 1)

    def fault(self, path: ValuePath, message: str, label: str | None = None) -> FileFault:
        """Return a fault in the line of a value.

        :param label: what to print before the message; by default the value's key.
        """
        own = label_of(path) if label is None else label
        return FileFault((*self.within, *path), message, self.file, self.line(path), own)

    def key_fault(self, path: ValuePath, message: str, label: str = "") -> FileFault:
        """Return a fault in the line of a key."""
        return FileFault(
            (*self.within, *path), message, self.file, self.key_lines.get(path, self.line(path)), label
        )

    def broken(self, path: ValuePath, rules: Iterable[tuple[ValuePath, str]]) -> tuple[FileFault, ...]:
        """Return the faults of rules that were broken.

        :param path: of the group that they are about; each rule has the path from there, and a message.
        """
        places = [((*path, *inner), message) for inner, message in rules]
        return tuple(
            self.fault(place, message)
            for place, message in places
            if not any(place[:end] in self.invalid for end in range(len(place) + 1))
        )


def read(file: Path) -> Source:
    """Read a file; the result holds the faults that leave some of it readable.

    :raises Faulty: if none of it can be read.
    """
    return parse(file, _content(file))


def parse(file: Path, content: bytes, example: str = "name: Calf stretch") -> Source:
    """Read what a file holds, or would hold if it were saved; the result is that of :func:`read`.

    :param example: a line of such a file, for messages.
    :raises Faulty: if none of it can be read.
    """
    text = _text(file, content)
    try:
        reader_of_yaml = YAML(typ="safe", pure=True)
        reader_of_yaml.Composer = _BoundedComposer
        node = reader_of_yaml.compose(text)
    except (YAMLError, ValueError, RecursionError) as error:
        raise Faulty([_syntax_fault(file, text, error)]) from error
    if not isinstance(node, MappingNode):
        found = "the file is empty" if node is None else "the file does not begin with a key"
        raise Faulty([_file_fault(file, f'{found}; write lines such as "{example}"')])
    reader = _Reader(file)
    data = reader.plain(node, ())
    if not re.fullmatch(ID_PATTERN, file.stem) or file.suffix != ".yaml":
        reader.faults.append(_file_fault(file, _NAME_RULE))
    return Source(
        file, data, reader.value_lines, reader.key_lines, frozenset(reader.invalid), tuple(reader.faults)
    )


_NAME_RULE = (
    f"the file's name is the id: lowercase letters, digits and hyphens, at most {LONGEST_ID} of them, "
    "beginning with a letter or digit and ending in .yaml"
)


def _file_fault(file: Path, message: str, line: int = 1) -> FileFault:
    """Return a fault of the file as a whole."""
    return FileFault((), message, file, line)


def _text(file: Path, content: bytes) -> str:
    if len(content) > LARGEST_FILE:
        raise Faulty([_file_fault(file, f"the file is too large; keep it below {LARGEST_FILE // 1024} KB")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Faulty([_file_fault(file, "this is not UTF-8 text; save the file as UTF-8", line)]) from error


def _content(file: Path) -> bytes:
    """Return the file's bytes, at most one more than it may have."""
    try:
        if stat.S_ISREG(file.stat().st_mode):
            with file.open("rb") as opened:
                return opened.read(LARGEST_FILE + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Faulty([_file_fault(file, f"the file cannot be read: {reason}")]) from error
    if file.is_dir():
        raise Faulty([_file_fault(file, "there is no YAML file in this folder")])
    # Reading a pipe would block.
    raise Faulty([_file_fault(file, "this is not a file; name a YAML file")])


def _syntax_fault(file: Path, text: str, error: Exception) -> FileFault:
    if isinstance(error, RecursionError):
        return _file_fault(file, "the file is nested too deeply; a routine needs eight levels")
    if isinstance(error, _TooManyValues):
        return _file_fault(file, f"the file has more than {_MOST_VALUES:,} values; a routine needs far fewer")
    if isinstance(error, ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return _file_fault(file, "there is a control character in this line; delete it", line)
    if not isinstance(error, MarkedYAMLError):
        return _file_fault(file, f"this is not YAML: {error}")
    mark = error.problem_mark or error.context_mark
    line = mark.line if mark else 0
    written = text.splitlines()[line : line + 1]
    return _file_fault(file, f"this is not YAML: {_plain_words(error, ''.join(written))}", line + 1)


def _plain_words(error: MarkedYAMLError, written: str) -> str:
    """Return what is wrong, with advice.

    :param written: the line in which it is wrong.
    """
    problem = str(error.problem or error.context)
    if r"'\t'" in problem:
        return "lines cannot be indented by tabs; use spaces"
    if "mapping values are not allowed" in problem:
        if written.count(": ") + written.rstrip().endswith(":") < 2:
            return "this line is indented too far, or the one before has no colon"
        return 'a second ": " in one line; put quotes around the text'
    if "expected <block end>" in problem:
        first = error.context_mark.line + 1 if error.context_mark else 1
        return f"this line is not indented like the others of its list or group, which begins in line {first}"
    if "another document" in problem:
        return "a second document begins here; give it a file of its own"
    began = f" ({error.context}, line {error.context_mark.line + 1})" if error.context_mark else ""
    return problem + began


class _TooManyValues(YAMLError):
    """A file has more values than any routine."""


class _BoundedComposer(Composer):
    """Builds nodes, and stops early at more of them, or deeper ones, than any routine has.

    A file of 64 KB can have 32,000 values, or 60,000 levels; either would take seconds.
    """

    def __init__(self, loader: Any = None) -> None:
        super().__init__(loader=loader)
        # Anchors are refused where the file is read. A warning for each that is used twice would be printed
        # and kept by Python: 4 MB for a file of 64 KB.
        self.warn_double_anchors = False
        self._values = self._depth = 0

    def compose_node(self, parent: Node | None, index: int) -> Node:
        """Build a node with all that is in it."""
        self._values += 1
        if self._values > _MOST_VALUES:
            raise _TooManyValues
        if self._depth > _DEEPEST:
            raise RecursionError
        self._depth += 1
        try:
            node: Node = super().compose_node(parent, index)
            return node
        finally:
            self._depth -= 1


class _Reader:
    """Turns YAML nodes into plain values; notes lines and faults on the way."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.value_lines: dict[ValuePath, int] = {}
        self.key_lines: dict[ValuePath, int] = {}
        self.invalid: set[ValuePath] = set()
        self.faults: list[FileFault] = []

    def plain(self, node: Node, path: ValuePath) -> Any:
        self.value_lines[path] = self._line(node, path)
        if node.anchor is not None:
            # This also keeps a small file from expanding into a giant one: no alias without an anchor.
            return self._reject(path, "anchors and aliases (& and *) are not used here; write it out")
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.plain(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, path) if isinstance(node, ScalarNode) else None

    def _line(self, node: Node, path: ValuePath) -> int:
        """Return a value's line; the YAML parser puts a missing value before whatever comes next."""
        if isinstance(node, ScalarNode) and not node.value and path in self.key_lines:
            return self.key_lines[path]
        return int(node.start_mark.line) + 1

    def _mapping(self, node: MappingNode, path: ValuePath) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, ScalarNode):
                self._fault(path, line, "a key is a single word; write it as word: value")
                continue
            inner = (*path, key.value)
            if key.value in data:
                first = self.key_lines[inner]
                message = f"written twice, first in line {first}; keep one of them"
                self._fault(inner, line, message, label_of(inner))
            else:
                self.key_lines[inner] = line
                data[key.value] = self.plain(value, inner)
        return data

    def _scalar(self, node: ScalarNode, path: ValuePath) -> Any:
        tag, text = str(node.tag).removeprefix(_TAG), node.value
        if tag in {"str", "timestamp"}:
            return text
        if tag == "null":
            return self._reject(path, "has no value; write one or delete the line")
        if tag == "bool":
            return text.lower() == "true"
        if tag not in {"int", "float"}:
            return self._reject(path, f"tags such as {node.tag} are not used here; delete it")
        try:
            return int(text) if tag == "int" else float(text)
        except ValueError:
            return text

    def _reject(self, path: ValuePath, message: str) -> None:
        self.invalid.add(path)
        self._fault(path, self.value_lines[path], message, label_of(path))

    def _fault(self, path: ValuePath, line: int, message: str, label: str = "") -> None:
        self.faults.append(FileFault(path, message, self.file, line, label))
