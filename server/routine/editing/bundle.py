"""A routine on its way to another Soleus: complete in itself, as a file or as a short code for a link.

What arrives is not trusted: its size is bounded, it is checked against the same rules as files, and it never
replaces anything.
"""

from __future__ import annotations

import base64
import binascii
import copy
import json
import re
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from server.errors import BadInput
from server.routine.editing.emit import to_yaml
from server.routine.editing.first_language import is_first_language
from server.routine.editing.ids import free_id, id_of
from server.routine.model import Choices, DoseField, Figure
from server.routine.parsing import parse, written_parts
from server.routine.schema import ID_PATTERN, LARGEST_FILE, MOST_STEPS

#: Begins every code: the first for what the first Soleus can read, the second for all that came later.
_FIRST, _SECOND = "1.", "2."
#: Groups inside groups; no routine is nested so deeply.
_MOST_NESTED = 13
#: Keys and values of a routine with all that it needs: sixty steps with an exercise for each have some five
#: thousand. To write and check ten thousand takes a second.
MOST_VALUES = 6_000
_UNREADABLE = "Soleus cannot read this routine."
_UNREADABLE_CODE = f"{_UNREADABLE} Was the whole link copied?"
#: Raw DEFLATE without a header (a negative number of window bits), with as much memory as it can use.
_WINDOW_BITS, _MEMORY_LEVEL = -15, 9
#: What most routines say, so that a code need not; the most common texts come last, where they cost least.
#: Must never change: codes that were shared stay readable.
COMMON = (
    b'before the first stepbefore a runafter a runstrengthat the desk"props""floor""foot""release"'
    b'"instruction""alternate""both"towel-calfheel-raise-twohip-flexorhamstringpf-stretchfoot-roll'
    b'calf-releasetopfoot-square"tempo_words":["up","hold","down","pause"]"safety_cue":""muscle":""felt":'
    b'""figure_alt":""source":""sets":"name":""kind":"reps","tempo":[2,1,2,0],"sides":"each","position":'
    b'"standing","limb":"leg","instruction":"","form_cue":""safety":"{"default":30,"min":15,"max":60},"reps":'
    b'{"default":2,"min":1,"max":5},"rest":"how_often":""occasion":"my own","order":100,"needs":["a wall"],'
    b'"presets":[{"doses":{"id":"","routine":{"name":"","purpose":"","steps":[{"exercise":"soleus",'
    b'"seconds":30},{"exercise":"gastroc"'
)
#: The same for codes of the second version; must never change either.
COMMON_2 = (
    b'"red_flag":"Not today if ""end_cue":"Foot down.""opening":"""breath":false"lying""sitting""kneeling'
    b'""all fours""shoulder""hand""arm""hip""knee""none""announce":"none","name"},"wait":true"skip":true'
    b'"countdown":true"marks":true"phases":[{"seconds":"say":"{side} leg back, {other} foot in front.'
    b'"body":["calf","ankle","knee","hip","thigh","foot","heel","toe","back"]"muscles":["gastrocnemius",'
    b'"soleus","hamstrings","quadriceps","gluteals"]"props":["wall","chair","step","ball","towel","mat"]'
    b'"breaths":5"set_rest":120"move":0"rest":{"default":60,"say":"Walk."}{"pause":60,"say":"{"sides":"each",'
    b'"steps":[{"rounds":3,"id":"rounds","rest":60,"steps":[{"exercise":"'
) + COMMON
_COMMON: Mapping[str, bytes] = {_FIRST: COMMON, _SECOND: COMMON_2}
#: What the figures of a pause are called in its file.
_PAUSE_KEYS: Mapping[str, str] = {"seconds": "pause"}


@dataclass(frozen=True, slots=True)
class Bundle:
    """A routine with the exercises that another Soleus lacks; or only the id of a shipped one, and doses."""

    id: str
    #: The values of its file; ``None`` for a routine that the other Soleus has.
    routine: Mapping[str, Any] | None
    exercises: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    doses: Mapping[str, Mapping[DoseField, Figure]] = field(default_factory=dict)


def with_doses(data: Mapping[str, Any], choices: Choices) -> dict[str, Any]:
    """Return a routine's values with a person's doses as its defaults."""
    changed: dict[str, Any] = copy.deepcopy(dict(data))
    for part in written_parts(changed):
        group: Any = changed
        for key in part.path:
            group = group[key]
        for name, figure in choices.doses.get(part.id, {}).items():
            _set_figure(group, _PAUSE_KEYS.get(name, name) if part.kind == "pause" else name, figure)
    return changed


def to_code(bundle: Bundle) -> str:
    """Return a bundle as letters, digits, hyphens and underscores."""
    document: dict[str, Any] = {"id": bundle.id}
    for name in ("routine", "exercises", "doses"):
        if getattr(bundle, name):
            document[name] = getattr(bundle, name)
    version = _FIRST if is_first_language(document) else _SECOND
    packer = zlib.compressobj(
        *(zlib.Z_BEST_COMPRESSION, zlib.DEFLATED, _WINDOW_BITS, _MEMORY_LEVEL, zlib.Z_DEFAULT_STRATEGY),
        _COMMON[version],
    )
    plain = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    packed = packer.compress(plain) + packer.flush()
    return version + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def from_code(code: str) -> Bundle:
    """Return the bundle of a code from an untrusted source.

    :raises BadInput: if it is not a code, or too large.
    """
    code = code.strip()
    version = code[: len(_FIRST)]
    if version not in _COMMON or len(code) > 2 * LARGEST_FILE:
        raise BadInput(_UNREADABLE_CODE)
    try:
        letters = code.removeprefix(version)
        packed = base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
        unpacker = zlib.decompressobj(_WINDOW_BITS, _COMMON[version])
        plain = unpacker.decompress(packed, LARGEST_FILE + 1)
        document = json.loads(plain, parse_constant=_refuse) if unpacker.eof else None
        json.dumps(document, ensure_ascii=False).encode()  # refuses half a surrogate pair
    except (ValueError, binascii.Error, zlib.error, RecursionError) as error:
        raise BadInput(_UNREADABLE_CODE) from error
    if len(plain) > LARGEST_FILE:
        raise BadInput(f"This routine is too large; the limit is {LARGEST_FILE // 1024} KB.")
    return _bundle(document)


def to_file(bundle: Bundle) -> str:
    """Return a bundle as a file: a routine file that also holds the exercises it needs."""
    exercises = {"exercises": bundle.exercises} if bundle.exercises else {}
    about = "# A routine for Soleus: open it there under “Your own routines”.\n"
    return about + to_yaml({**(bundle.routine or {}), **exercises})


def from_file(content: bytes, name: str = "") -> Bundle:
    """Return the bundle of a file from an untrusted source.

    :param name: of the file; makes the routine's id.
    :raises Faulty: if it is not YAML, or too large.
    :raises BadInput: if it is YAML but not a bundle.
    """
    data = dict(parse(Path("shared.yaml"), content).data)
    exercises = data.pop("exercises", {})
    return _bundle({"id": id_of(name.rpartition(".")[0]), "routine": data, "exercises": exercises})


def with_free_ids(
    bundle: Bundle, taken: Collection[str], existing: Mapping[str, Any], taken_exercises: Collection[str]
) -> Bundle:
    """Return a bundle under ids that are not taken, without the exercises that this Soleus has.

    :param existing: the values of each of a person's own exercises, by id; one that was taken over before may
        have got a number.
    """
    routine, names = dict(bundle.routine or {}), {}
    fresh: dict[str, Mapping[str, Any]] = {}
    for exercise, content in bundle.exercises.items():
        known = _known_as(exercise, content, existing)
        if known:
            names[exercise] = known
            continue
        names[exercise] = free_id(exercise, {*taken_exercises, *fresh})
        fresh[names[exercise]] = content
    routine = _renamed_inside(routine, names)
    wanted = bundle.id or id_of(str(routine.get("name", ""))) or "shared"
    return Bundle(free_id(wanted, taken), routine, fresh)


def _known_as(wanted: str, content: Mapping[str, Any], existing: Mapping[str, Any]) -> str:
    """Return the id of the same exercise, with or without a number; empty if it is not there."""
    numbered = re.compile(rf"{re.escape(wanted)}(-[0-9]+)?")
    return next(
        (name for name, values in existing.items() if numbered.fullmatch(name) and values == content), ""
    )


def _renamed_inside(group: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Return a routine or a block whose steps name their exercises by other ids."""
    steps = group.get("steps")
    if not isinstance(steps, list):
        return dict(group)
    return {**group, "steps": [_renamed(step, names) for step in steps]}


def _renamed(step: Any, names: Mapping[str, str]) -> Any:
    """Return a step with its exercise under another id; the step keeps its id, for the presets."""
    if not isinstance(step, dict):
        return step
    if "steps" in step:
        return _renamed_inside(step, names)
    old = step.get("exercise")
    if not isinstance(old, str) or names.get(old, old) == old:
        return step
    rest = {key: value for key, value in step.items() if key not in ("exercise", "id")}
    return {"exercise": names[old], "id": step.get("id", old), **rest}


def _set_figure(group: dict[str, Any], name: str, figure: Figure) -> None:
    """Make a figure the default of a step, a pause or a block."""
    if name == "skip" and not figure:
        group.pop("skip", None)
        return
    if name == "seconds" and isinstance(figure, tuple):
        group.pop("reps", None)  # a ladder has as many holds as rungs
    plain = [_plain(each) for each in figure] if isinstance(figure, tuple) else figure
    old = group.get(name)
    group[name] = {**old, "default": plain} if isinstance(old, Mapping) else plain


def _plain(number: float) -> float:
    return int(number) if number == int(number) else number


def _bundle(document: Any) -> Bundle:
    if not isinstance(document, dict) or _too_deep(document, _MOST_NESTED):
        raise BadInput(_UNREADABLE)
    if _count(document) > MOST_VALUES:
        raise BadInput(f"This routine has more than {MOST_VALUES:,} values; a routine needs far fewer.")
    exercises, routine = document.get("exercises", {}), document.get("routine")
    if not _groups(exercises) or len(exercises) > MOST_STEPS:
        raise BadInput(f"exercises: write at most {MOST_STEPS}, each with its id and its keys")
    for exercise in exercises:
        if not re.fullmatch(ID_PATTERN, exercise):
            raise BadInput("exercises: an id has only lowercase letters, digits and hyphens")
    if routine is not None and not isinstance(routine, dict):
        raise BadInput(_UNREADABLE)
    return Bundle(_id(document.get("id")), routine, exercises, _doses(document.get("doses", {})))


def _doses(doses: Any) -> Mapping[str, Mapping[DoseField, Figure]]:
    if not _groups(doses) or not all(_is_figure(value) for dose in doses.values() for value in dose.values()):
        raise BadInput("Soleus cannot read these doses. Was the whole link copied?")
    return {
        part: {name: tuple(value) if isinstance(value, list) else value for name, value in dose.items()}
        for part, dose in doses.items()
    }


def _is_figure(value: Any) -> bool:
    """Tell whether a value from an untrusted source may be a figure; whether it fits is checked later."""
    if isinstance(value, list):
        return all(type(each) in (int, float) for each in value)
    return isinstance(value, str) or type(value) in (int, bool)


def _groups(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(each, dict) for each in value.values())


def _id(written: Any) -> str:
    return written if isinstance(written, str) and re.fullmatch(ID_PATTERN, written) else ""


def _too_deep(value: Any, left: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return not left or any(_too_deep(each, left - 1) for each in inner)


def _count(value: Any) -> int:
    """Return how many keys and values there are, with what is inside them."""
    if isinstance(value, dict):
        return 1 + len(value) + sum(map(_count, value.values()))
    return 1 + sum(map(_count, value)) if isinstance(value, list) else 1


def _refuse(constant: str) -> None:
    raise ValueError(constant)
