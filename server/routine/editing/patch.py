"""Change a file that a person wrote: what is not changed stays as it is, character by character.

The text is cut into one block for each key, and one for each step. A block whose value stays is not touched;
one whose value changes is rewritten by ruamel.yaml, which keeps the comments inside it. Comments above a key
or a step belong to it, and move with it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from ruamel.yaml.error import YAMLError

from server.errors import BadInput
from server.routine.editing.emit import round_trip_yaml, to_yaml, with_styles
from server.routine.parsing import Faulty, Source, parse

_USUAL_LIST_INDENT = 2
#: Tells text editors where the schema is, which is somewhere else for a copy.
_SCHEMA_COMMENT = "# yaml-language-server:"


class CannotKeep(BadInput):
    """A file is written in a way that the editor cannot change without damaging it."""

    def __init__(self) -> None:
        super().__init__(
            "This file is written in a way that the editor cannot change without damaging it. "
            "Change it with a text editor."
        )


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of a file that belong to one value."""

    #: Comments and empty lines above the value.
    above: str
    own: str

    @property
    def text(self) -> str:
        return self.above + self.own


def patch_text(content: bytes, document: Mapping[str, Any], old_indexes: Sequence[int | None]) -> str:
    """Return the text of a file with other values; new keys go where the document has them.

    :param content: the file as it is.
    :param document: the values that it is to hold.
    :param old_indexes: for each step of the document, its index in the file; ``None`` for a new step.
    :raises CannotKeep: if the file is written in an unusual way.
    :raises Faulty: if the file cannot be read.
    """
    source = parse(Path("file.yaml"), content)
    returns = b"\r\n" in content
    text = content.decode("utf-8-sig").replace("\r\n", "\n")
    lines = (text if text.endswith("\n") else text + "\n").splitlines(keepends=True)
    try:
        result = _Blocks(source, lines).text(document, old_indexes)
        kept = parse(source.file, result.encode()).data == document
    except (YAMLError, Faulty) as error:
        raise CannotKeep from error
    if not kept:  # only the intended values are ever saved
        raise CannotKeep
    return result.replace("\n", "\r\n") if returns else result


def without_schema(content: bytes) -> bytes:
    """Return a file without the comment that says where its schema is."""
    lines = content.splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(_SCHEMA_COMMENT.encode()))


class _Blocks:
    """A file that is cut into blocks."""

    def __init__(self, source: Source, lines: list[str]) -> None:
        self.source = source
        self.lines = lines

    def text(self, document: Mapping[str, Any], old_indexes: Sequence[int | None]) -> str:
        named = [(key, self.source.key_lines[key,]) for key in self.source.data]
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
                written[key] = self._steps(block, starts, document["steps"], old_indexes)
            else:
                written[key] = block.above + _rewritten(block.own, {key: document[key]}, _USUAL_LIST_INDENT)
        for key in document:
            if key not in written:
                written = _inserted(written, key, to_yaml({key: document[key]}), list(document))
        return head + "".join(written.values())

    def _steps(
        self, block: _Block, starts: list[int], steps: Sequence[Any], old_indexes: Sequence[int | None]
    ) -> str:
        """Return the block of steps: each step's own lines, in the new order."""
        old = self.source.data["steps"]
        if steps == old:
            return block.text
        first, key_line = self.source.value_lines.get(("steps", 0), 0), self.source.key_lines["steps",]
        indent = _list_indent(self.lines[first - 1]) if first > key_line else None
        if indent is None:  # written in one line
            return block.above + to_yaml({"steps": steps})
        last = min([line - 1 for line in starts if line > key_line], default=len(self.lines))
        end = last - len(self._above(last, column=0))
        begins = [self.source.value_lines["steps", index] for index in range(len(old))]
        tail = self._above(end, indent)
        opening, blocks = self._blocks(begins, end - len(tail), indent, after=key_line)
        new = (_step(blocks, old, *each, indent) for each in zip(steps, old_indexes, strict=True))
        return "".join((block.above, self.lines[key_line - 1], opening, *new, *tail))

    def _blocks(
        self, starts: Sequence[int], end: int, column: int, after: int = 0
    ) -> tuple[str, list[_Block]]:
        """Return the text above all blocks, and a block for each line in which a value begins."""
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
        """Return the comments and empty lines right above a line that belong to it."""
        first = index
        while first > after and _is_comment(self.lines[first - 1], column):
            first -= 1
        return self.lines[first:index]


def _is_comment(line: str, column: int) -> bool:
    words = line.lstrip(" ")
    return not words.strip() or (words.startswith("#") and len(line) - len(words) <= column)


def _list_indent(line: str) -> int | None:
    """Return the column of the hyphen that begins a line; ``None`` if there is none."""
    words = line.lstrip(" ")
    return len(line) - len(words) if words.startswith("- ") else None


def _step(blocks: Sequence[_Block], old: Sequence[Any], new: Any, old_index: int | None, indent: int) -> str:
    if old_index is None:
        return _without_first_line(to_yaml({"steps": [new]}, indent))
    block = blocks[old_index]
    if old[old_index] == new:
        return block.text
    own = _rewritten("steps:\n" + block.own, {"steps": [new]}, indent)
    return block.above + _without_first_line(own)


def _rewritten(text: str, document: Mapping[str, Any], list_indent: int) -> str:
    """Return a part of a file with another value and the same comments."""
    yaml = round_trip_yaml(list_indent)
    loaded = yaml.load(text)
    _update(loaded, document)
    written = io.StringIO()
    yaml.dump(loaded, written)
    return written.getvalue()


def _update(loaded: Any, document: Mapping[str, Any]) -> None:
    """Make a loaded group equal to a document by changing only what differs."""
    for key in [key for key in loaded if key not in document]:
        del loaded[key]
    for key, value in document.items():
        if key not in loaded:
            loaded[key] = with_styles(value)
        elif isinstance(value, Mapping) and isinstance(loaded[key], Mapping):
            _update(loaded[key], value)
        elif _are_groups(loaded[key]) and _are_groups(value):
            _update_groups(loaded[key], value)
        elif loaded[key] != value:
            loaded[key] = with_styles(value)


def _update_groups(loaded: Any, groups: Sequence[Mapping[str, Any]]) -> None:
    """Make a loaded list of groups equal to another; a group of the same name keeps its comments."""
    matcher = SequenceMatcher(None, [_name(group) for group in loaded], [_name(group) for group in groups])
    for change, old, old_end, new, new_end in reversed(matcher.get_opcodes()):
        pairs = min(old_end - old, new_end - new) if change in ("equal", "replace") else 0
        for index in reversed(range(old + pairs, old_end)):
            del loaded[index]
        for index, group in enumerate(groups[new + pairs : new_end]):
            loaded.insert(old + pairs + index, with_styles(group))
        for inner, wanted in zip(loaded[old : old + pairs], groups[new : new + pairs], strict=True):
            _update(inner, wanted)


def _name(group: Mapping[str, Any]) -> str:
    """Return what a group goes by: a step by its id or exercise, anything else by its first key."""
    return str(group.get("id", group.get("exercise", group.get("name", next(iter(group), "")))))


def _are_groups(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, Mapping) for each in value)


def _inserted(written: Mapping[str, str], key: str, text: str, order: list[str]) -> dict[str, str]:
    """Return the texts with that of a new key after those that the order puts before it."""
    before = [known for known in written if known in order[: order.index(key)]]
    result: dict[str, str] = {} if before else {key: text}
    for known, own in written.items():
        result[known] = own
        if before and known == before[-1]:
            result[key] = text
    return result


def _without_first_line(text: str) -> str:
    return text.partition("\n")[2]
