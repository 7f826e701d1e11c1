"""From a figure's description to its marks, from the furthest to the nearest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from server.figures import anatomy, magnified, posing, props
from server.figures.body import Side, Skeleton
from server.figures.pose import Figure, Near, Pose, Target
from server.figures.props import Mark
from server.figures.view import FLOOR, TURNS, Spot, View


#: Up to how many degrees from the side the right limbs are the far ones, and lighter.
SIDEWAYS = 75


@dataclass(frozen=True)
class Drawing:
    """A finished picture: its marks from far to near, and the bodies in it."""

    marks: tuple[Mark, ...]
    skeletons: tuple[Skeleton, ...]
    view: View


def draw(figure: Figure) -> Drawing:
    """Return the picture of a figure.

    :raises BadInput: if the description names a point, part or muscle that the body lacks, or asks for too far a reach.
    """
    turn = TURNS[figure.view] if isinstance(figure.view, str) else figure.view
    view = View(turn, figure.above)
    posed = posing.skeleton(figure.pose, view)
    ghost = None if figure.start is None else posing.skeleton(starting(figure), view)
    marks = tuple(_marks(figure, posed, ghost, view))
    return Drawing(marks, (posed,) if ghost is None else (posed, ghost), view)


def starting(figure: Figure) -> Pose:
    """Return the starting position: the pose with what ``start`` changes."""
    return Pose.model_validate(_overlaid(figure.pose.model_dump(), figure.start or {}))


def _overlaid(below: Mapping[str, object], above: Mapping[str, object]) -> dict[str, object]:
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        if isinstance(old, dict) and isinstance(value, Mapping) and key not in ("pin", "plant"):
            merged[key] = _overlaid(old, value)
        else:
            merged[key] = value
    return merged


def _marks(figure: Figure, posed: Skeleton, ghost: Skeleton | None, view: View) -> Iterator[Mark]:
    def find(target: Target) -> Spot:
        return spot_of(posed, target, view)

    yield props.floor(figure.props)
    yield from props.behind(figure.props)
    layers = figure.layers or anatomy.PARTS
    if ghost is not None:
        yield from _ghost(figure, posed, ghost, view)
    for name in layers:
        yield Mark(_looks(figure, name, view), anatomy.part(posed, name, view))
        yield from _muscles(figure, posed, name, view)
    yield from props.in_front(figure.props, find)
    for drawn in figure.arrows:
        yield props.arrow(drawn, find)
    if figure.detail is not None:
        yield from magnified.marks(figure.detail, find(figure.detail.of))


def _ghost(figure: Figure, posed: Skeleton, ghost: Skeleton, view: View) -> Iterator[Mark]:
    """Yield the parts that move between the two positions; the others would be hidden."""
    for name in figure.ghost or figure.layers or anatomy.PARTS:
        shape = anatomy.part(ghost, name, view)
        if shape != anatomy.part(posed, name, view):
            yield Mark("ghost-working" if _works(figure, name) else "ghost", shape)


def spot_of(posed: Skeleton, target: Target, view: View) -> Spot:
    """Return where in the frame a target is; an offset counts in units of the frame."""
    if isinstance(target, tuple):
        return target[0], FLOOR - target[1]
    near = Near(point=target) if isinstance(target, str) else target
    x, y = view.spot(posing.target_place(posed, near.point, view))
    return x + near.offset[0], y - near.offset[1]


def _muscles(figure: Figure, posed: Skeleton, part: str, view: View) -> Iterator[Mark]:
    """Yield the muscles of a leg right after it, so that what is nearer still covers them."""
    for name in figure.muscles:
        side, shape = anatomy.muscle(posed, name, view)
        if part == f"{side}_leg":
            yield Mark("muscle", shape)


def _works(figure: Figure, part: str) -> bool:
    side: Side = "left" if part.startswith("left") else "right"
    return part.endswith("leg") and side in figure.working


def _looks(figure: Figure, part: str, view: View) -> str:
    far = part.startswith("right") and abs(view.turn) < SIDEWAYS
    if _works(figure, part):
        return "working-far" if far and "left" in figure.working else "working"
    return "far" if far else "body"
