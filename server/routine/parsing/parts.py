"""The steps, pauses and blocks of a file as they are written, each with its id, even if some have faults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from server.errors import ValuePath
from server.routine.schema import PartKind, part_kind


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """A step, a pause or a block of a file."""

    path: ValuePath
    kind: PartKind
    group: Mapping[str, Any]
    #: Its own, or the one that it gets by itself; empty for a step whose exercise is no text.
    id: str

    @property
    def has_own_id(self) -> bool:
        """Whether the file says the id."""
        return "id" in self.group


def written_parts(data: Mapping[str, Any]) -> tuple[WrittenPart, ...]:
    """Return all steps, pauses and blocks of a file in their order, a block before what is in it.

    A pause without an id is ``pause``, ``pause-2`` and so on; a block is ``rounds`` or ``sides``.
    """
    found = list(_groups(data.get("steps"), ("steps",)))
    stated = [_stated_id(group) for _, group in found]
    taken = {name for name in stated if name}
    counts: Counter[str] = Counter()
    parts = []
    for (path, group), own in zip(found, stated, strict=True):
        kind = part_kind(group)
        name = own if own or kind == "step" else _next_id(_usual_id(group), counts, taken)
        parts.append(WrittenPart(path, kind, group, name))
    return tuple(parts)


def _groups(steps: object, path: ValuePath) -> Iterator[tuple[ValuePath, Mapping[str, Any]]]:
    for index, group in enumerate(steps if isinstance(steps, list) else ()):
        if isinstance(group, Mapping):
            yield (*path, index), group
            yield from _groups(group.get("steps"), (*path, index, "steps"))


def _stated_id(group: Mapping[str, Any]) -> str:
    key = "id" if "id" in group or part_kind(group) != "step" else "exercise"
    name = group.get(key)
    return name if isinstance(name, str) else ""


def _usual_id(group: Mapping[str, Any]) -> str:
    if part_kind(group) == "pause":
        return "pause"
    return "sides" if "rounds" not in group and "sides" in group else "rounds"


def _next_id(usual: str, counts: Counter[str], taken: set[str]) -> str:
    """Return the next id that no step has."""
    name = usual
    while True:
        counts[usual] += 1
        name = usual if counts[usual] == 1 else f"{usual}-{counts[usual]}"
        if name not in taken:
            return name
