"""The way from one exercise to the next: what is said about it, and how long it takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from server.coach import lines
from server.routine import Exercise, Position, Prop

#: Time to get into position, in milliseconds at the usual pace (our judgement, after other audio coaches).
_STANDING_MS, _MOVED_MS, _SAME_MS = 8_000, 15_000, 5_000
#: On top of it where something has to be laid ready.
_LOOSE_PROP_MS = 10_000
#: The same for the other side of an exercise.
_SWITCH_MS, _SWITCH_STANDING_MS = 8_000, 5_000
#: What older files say in place of a position.
_UNKNOWN: frozenset[Position] = frozenset({"floor", "props"})
_LOOSE: frozenset[Prop] = frozenset(
    {"ball", "roller", "towel", "strap", "band", "weight", "stick", "cushion"}
)
_SEATS: tuple[Prop, ...] = ("chair", "bed")
_ON_THE_FLOOR: frozenset[Position] = frozenset({"sitting", "lying", "kneeling", "all fours"})
#: Words for going to, or taking, a thing that was not in use before.
_FETCH: Mapping[Prop, str] = {
    "wall": "way.to.wall",
    "chair": "way.to.chair",
    "step": "way.to.step",
    "bench": "way.to.bench",
    "table": "way.to.table",
    **{prop: f"way.take.{prop}" for prop in sorted(_LOOSE)},
}


def settle_ms(before: Exercise | None, exercise: Exercise) -> int:
    """Return the milliseconds that it takes from one exercise, or from the beginning, into the next."""
    if exercise.position == "props":
        return _MOVED_MS + _LOOSE_PROP_MS
    more_ms = _LOOSE_PROP_MS if _LOOSE & set(_new_props(before, exercise)) else 0
    if _moved(before, exercise):
        return _MOVED_MS + more_ms
    if before is None or _new_props(before, exercise):
        return _STANDING_MS + more_ms
    return _SAME_MS


def switch_ms(exercise: Exercise) -> int:
    """Return the time that it takes to change sides, in milliseconds."""
    return _SWITCH_STANDING_MS if exercise.position == "standing" else _SWITCH_MS


def way(before: Exercise | None, exercise: Exercise) -> Iterator[str]:
    """Yield the sentences that lead from one exercise, or from standing, into the position of the next."""
    if exercise.position in _UNKNOWN or (before is not None and before.position in _UNKNOWN):
        return
    moved = _moved(before, exercise)
    in_bed = before is None and "bed" in exercise.props  # that is where one wakes up
    there = [lines.text(_way_key(before, exercise))] if moved and not in_bed else []
    seat = _seat(exercise) if moved else None
    fetched = [_FETCH[prop] for prop in _new_props(before, exercise) if prop in _FETCH and prop != seat]
    taken = [lines.text(key) for key in fetched if key.startswith("way.take.")]
    gone = [lines.text(key) for key in fetched if not key.startswith("way.take.")]
    on_the_way_down = exercise.position in _ON_THE_FLOOR and _seat(exercise) is None
    yield from [*taken, *there, *gone] if on_the_way_down else [*there, *gone, *taken]


def _way_key(before: Exercise | None, exercise: Exercise) -> str:
    was = _position(before)
    match exercise.position:
        case "standing":
            return "way.stand"
        case "sitting":
            return _sitting_key(was, before, exercise)
        case "kneeling":
            return "way.kneel.up" if was in ("lying", "sitting", "all fours") else "way.kneel"
        case "all fours":
            return "way.all_fours"
        case _:
            return "way.lie"


def _sitting_key(was: Position, before: Exercise | None, exercise: Exercise) -> str:
    seat = _seat(exercise)
    if seat == "bed":
        return "way.sit.bed"
    if seat == "chair":
        low = was in _ON_THE_FLOOR and _seat(before) is None
        return "way.sit.chair.up" if low else "way.sit.chair"
    return "way.sit.up" if was == "lying" else "way.sit.floor"


def _moved(before: Exercise | None, exercise: Exercise) -> bool:
    """Tell whether the body has to go to another position, or onto another seat."""
    return _position(before) != exercise.position or _seat(before) != _seat(exercise)


def _position(exercise: Exercise | None) -> Position:
    """Return where the body is; one stands before the first exercise."""
    return exercise.position if exercise else "standing"


def _seat(exercise: Exercise | None) -> Prop | None:
    """Return what one sits on, if it is not the floor."""
    if exercise is None or exercise.position != "sitting":
        return None
    return next((prop for prop in _SEATS if prop in exercise.props), None)


def _new_props(before: Exercise | None, exercise: Exercise) -> tuple[Prop, ...]:
    return tuple(prop for prop in exercise.props if before is None or prop not in before.props)
