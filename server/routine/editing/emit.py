"""Write plain values as the YAML that a person would write."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import FoldedScalarString

from server.characters import unusable_character
from server.routine.model import DOSE_FIELDS
from server.routine.schema import Range

#: Characters in a line of a file.
_LINE_WIDTH = 110
#: Characters of a text that is written beside its key; a longer one is folded below it.
_LONGEST_BESIDE_KEY = 90
#: Spaces before the lines of a folded text, and some to spare.
_FOLDED_INDENT = 4


def to_yaml(document: Mapping[str, Any], list_indent: int = 2) -> str:
    """Return a mapping as YAML text; short lists and ranges are written in one line.

    :param list_indent: column of the hyphens of a list.
    """
    written = io.StringIO()
    styled = CommentedMap((key, with_styles(value)) for key, value in document.items())
    round_trip_yaml(list_indent).dump(styled, written)
    return written.getvalue()


def round_trip_yaml(list_indent: int) -> YAML:
    """Return a reader and writer that keeps comments.

    :param list_indent: column of the hyphens of a list.
    """
    yaml = YAML(typ="rt", pure=True)
    yaml.indent(mapping=2, sequence=list_indent + 2, offset=list_indent)
    yaml.width = _LINE_WIDTH
    yaml.preserve_quotes = True
    return yaml


def with_styles(value: Any) -> Any:
    """Return plain values as nodes of ruamel.yaml that know the style in which each is written."""
    if isinstance(value, Mapping):
        group = CommentedMap((key, with_styles(inner)) for key, inner in value.items())
        if value and (value.keys() <= Range.model_fields.keys() or value.keys() <= set(DOSE_FIELDS)):
            group.fa.set_flow_style()
        return group
    if isinstance(value, Sequence) and not isinstance(value, str):
        entries = CommentedSeq(with_styles(inner) for inner in value)
        if not any(isinstance(inner, Mapping | list) for inner in value):
            entries.fa.set_flow_style()
        return entries
    return _folded(value) if isinstance(value, str) and len(value) > _LONGEST_BESIDE_KEY else value


def _folded(text: str) -> str:
    """Return a long text folded below ``>-``; leave one alone that folding would change."""
    if unusable_character(text) or text != " ".join(text.split()):
        return text
    folded: str = FoldedScalarString(text)
    lines = textwrap.wrap(text, _LINE_WIDTH - _FOLDED_INDENT, break_long_words=False, break_on_hyphens=False)
    ends = [sum(len(line) + 1 for line in lines[:count]) - 1 for count in range(1, len(lines))]
    folded.fold_pos = ends  # type: ignore[attr-defined] # where ruamel.yaml breaks the lines
    return folded
