"""What a person leaves out of all routines, and lacks: as values, in JSON, and as a form sends it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from server.errors import BadInput, Fault
from server.quoting import quoted
from server.routine.lists import BodyPart, Prop
from server.routine.model import Exercise, Position
from server.suggestions import suggestion

#: What can be left out, and what can be at hand: the groups of the form.
AvoidedGroup = Literal["positions", "body", "exercises", "props"]
AVOIDED_GROUPS: tuple[AvoidedGroup, ...] = get_args(AvoidedGroup)
#: Where it is kept among the settings of a person.
_KEY = "avoided"
#: The positions that can be left out, as the page names them and as a sentence does; "floor" is all of it.
POSITIONS: Mapping[Position, tuple[str, str]] = {
    "standing": ("Standing", "standing"),
    "sitting": ("Sitting", "sitting"),
    "lying": ("Lying", "lying"),
    "kneeling": ("Kneeling", "kneeling"),
    "all fours": ("On all fours", "what is done on all fours"),
    "floor": ("On the floor", "what is done on the floor"),
}
#: The parts of the body that can be sore, as the page and a sentence name them.
BODY: Mapping[BodyPart, str] = {
    "toe": "toes",
    "foot": "feet",
    "heel": "heels",
    "ankle": "ankles",
    "shin": "shins",
    "calf": "calves",
    "knee": "knees",
    "thigh": "thighs",
    "hip": "hips",
    "back": "back",
    "core": "core",
    "chest": "chest",
    "shoulder": "shoulders",
    "arm": "arms",
    "wrist": "wrists",
    "neck": "neck",
}
_ON_THE_FLOOR: frozenset[Position] = frozenset({"floor", "kneeling", "all fours"})


@dataclass(frozen=True, slots=True)
class Avoided:
    """What a person leaves out of all routines, and lacks."""

    positions: frozenset[str] = frozenset()
    body: frozenset[str] = frozenset()
    #: Ids of exercises.
    exercises: frozenset[str] = frozenset()
    #: What is not at hand; all else is.
    props: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.positions or self.body or self.exercises or self.props)

    def reason(self, exercise: Exercise) -> str:
        """Return why an exercise is not done, as it follows on "as"; empty if nothing is in its way."""
        if exercise.id in self.exercises:
            return "you leave out this exercise"
        for position in _positions(exercise):
            if position in self.positions:
                return f"you leave out {POSITIONS[position][1]}"
        for part in exercise.body:
            if part in self.body:
                return f"you leave out what loads the {BODY[part]}"
        lacking = [f"a {prop}" for prop in exercise.props if prop in self.props]
        return f"it needs {_listed(lacking)}, which you do not have at hand" if lacking else ""


def avoided_from_document(settings: Mapping[str, Any]) -> Avoided:
    """Read what a person leaves out from their settings; what cannot be read is left out of it."""
    kept = settings.get(_KEY)
    groups = kept if isinstance(kept, Mapping) else {}
    return Avoided(**{group: frozenset(_texts(groups.get(group))) for group in AVOIDED_GROUPS})


def with_avoided(settings: Mapping[str, Any], avoided: Avoided) -> dict[str, Any]:
    """Return settings that keep what a person leaves out."""
    groups = {group: sorted(getattr(avoided, group)) for group in AVOIDED_GROUPS}
    others = {name: value for name, value in settings.items() if name != _KEY}
    written = {group: names for group, names in groups.items() if names}
    return {**others, _KEY: written} if written else others


def offered_in(group: AvoidedGroup, exercises: Sequence[Exercise]) -> tuple[str, ...]:
    """Return what can be chosen in a group: what some exercise of a library has, in the order of its list."""
    match group:
        case "positions":
            had: Collection[str] = {each for exercise in exercises for each in _positions(exercise)}
            return tuple(name for name in POSITIONS if name in had)
        case "body":
            had = {part for exercise in exercises for part in exercise.body}
            return tuple(part for part in BODY if part in had)
        case "props":
            had = {prop for exercise in exercises for prop in exercise.props}
            return tuple(prop for prop in get_args(Prop) if prop in had)
        case "exercises":
            return tuple(exercise.id for exercise in sorted(exercises, key=lambda each: each.name))


def parse_avoided(
    before: Avoided, group: str, chosen: Iterable[str], exercises: Sequence[Exercise]
) -> Avoided:
    """Read a group of the form: what is chosen there, and nothing of it that is not.

    :param chosen: what is left out; of props, what is at hand.
    :param exercises: of the library.
    :raises BadInput: if there is no such group, or nothing like that in it.
    """
    known = next((each for each in AVOIDED_GROUPS if each == group), None)
    if known is None:
        message = f"{quoted(group)} is nothing that can be left out{suggestion(group, AVOIDED_GROUPS)}"
        raise BadInput(faults=[Fault(("group",), message)])
    offered, wanted = offered_in(known, exercises), frozenset(chosen)
    strange = sorted(wanted.difference(offered))
    if strange:
        raise BadInput(faults=[Fault((known,), _not_known(each, offered)) for each in strange])
    # What this library does not have at present stays as it was.
    others = getattr(before, known).difference(offered)
    avoided = frozenset(offered) - wanted if known == "props" else wanted
    groups = {each: getattr(before, each) for each in AVOIDED_GROUPS}
    return Avoided(**{**groups, known: avoided | others})


def _positions(exercise: Exercise) -> Iterator[Position]:
    """Yield the position of an exercise, and the floor if that is where one is."""
    if exercise.position in POSITIONS and exercise.position != "floor":
        yield exercise.position
    if exercise.position in _ON_THE_FLOOR or (exercise.position != "standing" and "mat" in exercise.props):
        yield "floor"


def _not_known(written: str, offered: Sequence[str]) -> str:
    return f"{quoted(written)} is not known{suggestion(written, offered)}"


def _listed(things: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(things[:-1]), things[-1])))


def _texts(stored: object) -> Iterator[str]:
    if isinstance(stored, list | tuple):
        yield from (each for each in stored if isinstance(each, str))
