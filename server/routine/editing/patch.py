"""Change a file that a person wrote: what is not changed stays as it is, letter by letter.

The text is cut into one block for each key, and one for each step. A block whose value stays is not touched;
one whose value changes is written anew by ruamel.yaml, which keeps the comments inside it. Comments above a
key or a step belong to it, and move with it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml.error import YAMLError

from server.errors import BadInput
from server.routine.editing.emit import styled, to_yaml, yaml_with
from server.routine.parsing.diagnostics import Faulty
from server.routine.parsing.reading import Source, parse

_USUAL_DASH = 2
#: Tells editors where the schema lies; it lies elsewhere for a copy.
_SCHEMA = "# yaml-language-server:"


class CannotKeep(BadInput):
    """A file is written in a way that the editor cannot change without spoiling it."""

    def __init__(self) -> None:
        super().__init__(
            "This file is written in a way that the editor cannot change without spoiling it. "
            "Change it with a text editor."
        )


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of a file: those above a value, and the value's own."""

    above: str
    own: str

    @property
    def text(self) -> str:
        return self.above + self.own


def edited(content: bytes, document: Mapping[str, Any], came_from: Sequence[int | None]) -> str:
    """Return a file's text with another content; new keys stand where the document has them.

    :param content: the file as it is.
    :param document: what it is to hold.
    :param came_from: for each step of the document, its index in the file; nothing for a new step.
    :raises CannotKeep: if the file is written in an unusual way.
    :raises Faulty: if the file cannot be read.
    """
    source = parse(Path("file.yaml"), content)
    returns = b"\r\n" in content
    text = content.decode("utf-8-sig").replace("\r\n", "\n")
    lines = (text if text.endswith("\n") else text + "\n").splitlines(keepends=True)
    try:
        result = _Edited(source, lines).text(document, came_from)
        kept = parse(source.path, result.encode()).data == document
    except (YAMLError, Faulty) as error:
        raise CannotKeep from error
    if not kept:  # nothing but the intended content is ever saved
        raise CannotKeep
    return result.replace("\n", "\r\n") if returns else result


def without_schema(content: bytes) -> bytes:
    """Return a file without the line that says where its schema lies."""
    lines = content.splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(_SCHEMA.encode()))


class _Edited:
    """A file, cut into blocks."""

    def __init__(self, source: Source, lines: list[str]) -> None:
        self.source = source
        self.lines = lines

    def text(self, document: Mapping[str, Any], came_from: Sequence[int | None]) -> str:
        named = [(key, self.source.keys[key,]) for key in self.source.data]
        starts = [start for _, start in named]
        if not all(self.lines[start - 1].startswith((key, f'"{key}', f"'{key}")) for key, start in named):
            raise CannotKeep
        head, blocks = self._blocks(starts, len(self.lines), column=0)
        written: dict[str, str] = {}
        for key, block in zip(self.source.data, blocks, strict=True):
            if key not in document:
                continue
            if document[key] == self.source.data[key] and key != "steps":
                written[key] = block.text
            elif key == "steps":
                written[key] = self._steps(block, starts, document["steps"], came_from)
            else:
                written[key] = block.above + _rewritten(block.own, {key: document[key]}, _USUAL_DASH)
        for key in document:
            if key not in written:
                written = _placed(written, key, to_yaml({key: document[key]}), list(document))
        return head + "".join(written.values())

    def _steps(
        self, block: _Block, starts: list[int], steps: Sequence[Any], came_from: Sequence[int | None]
    ) -> str:
        """Return the block of steps: each step's own lines, in the new order."""
        old = self.source.data["steps"]
        if steps == old:
            return block.text
        first, key_line = self.source.values.get(("steps", 0), 0), self.source.keys["steps",]
        dash = _dash(self.lines[first - 1]) if first > key_line else None
        if dash is None:  # written in one line
            return block.above + to_yaml({"steps": steps})
        last = min([line - 1 for line in starts if line > key_line], default=len(self.lines))
        end = last - len(self._above(last, column=0))
        begins = [self.source.values["steps", index] for index in range(len(old))]
        tail = self._above(end, dash)
        opening, parts = self._blocks(begins, end - len(tail), dash, after=key_line)
        new = (_step(parts, old, *each, dash) for each in zip(steps, came_from, strict=True))
        return "".join((block.above, self.lines[key_line - 1], opening, *new, *tail))

    def _blocks(
        self, starts: Sequence[int], end: int, column: int, after: int = 0
    ) -> tuple[str, list[_Block]]:
        """Cut lines into what stands above all, and a block for each line in which something begins."""
        above = [self._above(start - 1, column, after) for start in starts]
        if column == 0 and after == 0 and above:
            above[0] = []  # the head of a file stays its head
        opening = starts[0] - 1 - len(above[0]) if starts else end
        ends = [start - 1 - len(over) for start, over in zip(starts[1:], above[1:], strict=True)]
        blocks = [
            _Block("".join(over), "".join(self.lines[start - 1 : stop]))
            for over, start, stop in zip(above, starts, [*ends, end], strict=True)
        ]
        return "".join(self.lines[after:opening]), blocks

    def _above(self, index: int, column: int, after: int = 0) -> list[str]:
        """Return the comments and empty lines right above a line, as far as they belong to it."""
        first = index
        while first > after and _is_comment(self.lines[first - 1], column):
            first -= 1
        return self.lines[first:index]


def _is_comment(line: str, column: int) -> bool:
    words = line.lstrip(" ")
    return not words.strip() or (words.startswith("#") and len(line) - len(words) <= column)


def _dash(line: str) -> int | None:
    """Return the column of the hyphen that begins a line; nothing if none does."""
    words = line.lstrip(" ")
    return len(line) - len(words) if words.startswith("- ") else None


def _step(parts: Sequence[_Block], old: Sequence[Any], new: Any, came_from: int | None, dash: int) -> str:
    if came_from is None:
        return _without_first_line(to_yaml({"steps": [new]}, dash))
    block = parts[came_from]
    if old[came_from] == new:
        return block.text
    own = _rewritten("steps:\n" + block.own, {"steps": [new]}, dash)
    return block.above + _without_first_line(own)


def _rewritten(text: str, document: Mapping[str, Any], dash: int) -> str:
    """Return a part of a file with another value, its comments kept."""
    yaml = yaml_with(dash)
    loaded = yaml.load(text)
    _lay(loaded, document)
    written = io.StringIO()
    yaml.dump(loaded, written)
    return written.getvalue()


def _lay(loaded: Any, document: Mapping[str, Any]) -> None:
    """Make a loaded group equal to a document, touching only what differs."""
    for key in [key for key in loaded if key not in document]:
        del loaded[key]
    for key, value in document.items():
        if key not in loaded:
            loaded[key] = styled(value)
        elif isinstance(value, Mapping) and isinstance(loaded[key], Mapping):
            _lay(loaded[key], value)
        elif _same_list(loaded[key], value):
            for inner, wanted in zip(loaded[key], value, strict=True):
                _lay(inner, wanted)
        elif loaded[key] != value:
            loaded[key] = styled(value)


def _same_list(loaded: Any, value: Any) -> bool:
    """Tell whether two lists hold as many groups, so that each can be changed by itself."""
    return (
        isinstance(loaded, list)
        and isinstance(value, list)
        and len(loaded) == len(value)
        and all(isinstance(each, Mapping) for each in (*loaded, *value))
    )


def _placed(written: Mapping[str, str], key: str, text: str, order: list[str]) -> dict[str, str]:
    """Insert a new key's text after those that the order puts before it."""
    before = [known for known in written if known in order[: order.index(key)]]
    result: dict[str, str] = {} if before else {key: text}
    for known, own in written.items():
        result[known] = own
        if before and known == before[-1]:
            result[key] = text
    return result


def _without_first_line(text: str) -> str:
    return text.partition("\n")[2]
