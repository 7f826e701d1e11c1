"""Write plain values as the YAML that a person would write."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import FoldedScalarString

#: Letters in a line of a file.
_WIDTH = 110
#: A longer text stands below its key, in several lines.
_LONG = 90
_RANGE = frozenset({"default", "min", "max"})
_FIGURES = frozenset({"seconds", "reps", "sets", "rest"})


def to_yaml(document: Mapping[str, Any], dash: int = 2) -> str:
    """Return a mapping as YAML text; short lists and ranges stand in one line.

    :param dash: column of the hyphens of a list.
    """
    written = io.StringIO()
    yaml_with(dash).dump(styled(document), written)
    return written.getvalue()


def yaml_with(dash: int) -> YAML:
    """Return a reader and writer that keeps comments, for lists whose hyphens stand in a column."""
    yaml = YAML(typ="rt", pure=True)
    yaml.indent(mapping=2, sequence=dash + 2, offset=dash)
    yaml.width = _WIDTH
    yaml.preserve_quotes = True
    return yaml


def styled(value: Any) -> Any:
    """Return plain values with the style in which each is written."""
    if isinstance(value, Mapping):
        group = CommentedMap((key, styled(inner)) for key, inner in value.items())
        if value and (value.keys() <= _RANGE or value.keys() <= _FIGURES):
            group.fa.set_flow_style()
        return group
    if isinstance(value, Sequence) and not isinstance(value, str):
        entries = CommentedSeq(styled(inner) for inner in value)
        if not any(isinstance(inner, Mapping | list) for inner in value):
            entries.fa.set_flow_style()
        return entries
    return _folded(value) if isinstance(value, str) and len(value) > _LONG else value


def _folded(text: str) -> str:
    """Return a long text as it is written below ``>-``; one that such lines would change is left alone."""
    if not text.isprintable() or text != " ".join(text.split()):
        return text
    folded: str = FoldedScalarString(text)
    lines = textwrap.wrap(text, _WIDTH - 4, break_long_words=False, break_on_hyphens=False)
    ends = [sum(len(line) + 1 for line in lines[:count]) - 1 for count in range(1, len(lines))]
    folded.fold_pos = ends  # type: ignore[attr-defined] # where ruamel.yaml breaks the line
    return folded
