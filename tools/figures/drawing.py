"""From a figure's description to its marks, from the furthest to the nearest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor

from tools.figures import anatomy, magnified, posing, props
from tools.figures.body import Side, Skeleton
from tools.figures.description import Figure
from tools.figures.pose import Target
from tools.figures.props import Mark
from tools.figures.shapes import Box, joined
from tools.figures.view import FLOOR, TURNS, Spot, View

#: Up to how many degrees from the side the right limbs are the far ones, and lighter.
SIDEWAYS = 75
#: Units around a body, so that it does not stick to the edge of its picture.
SPACE = 6


@dataclass(frozen=True)
class Drawing:
    """A finished picture: its marks from far to near, and the bodies in it."""

    marks: tuple[Mark, ...]
    skeletons: tuple[Skeleton, ...]
    #: What is in the magnifying glass.
    feet: tuple[Skeleton, ...]
    view: View

    @property
    def box(self) -> Box:
        """The box around what is drawn and the floor under it: left, top, right, bottom, in whole units."""
        shape = joined(mark.shape for mark in self.marks if not mark.room)
        left, top, right, bottom = shape.box
        return (
            floor(left - SPACE),
            floor(top - SPACE),
            ceil(right + SPACE),
            ceil(max(bottom, FLOOR + props.LINE_WIDTH)),
        )


def draw(figure: Figure) -> Drawing:
    """Return the picture of a figure.

    :raises BadInput: if it names a point, part or muscle that the body lacks, or a limb cannot reach.
    """
    turn = TURNS[figure.view] if isinstance(figure.view, str) else figure.view
    view = View(turn, figure.above)
    posed = posing.skeleton(figure.pose, view)
    ghost = None if figure.start is None else posing.skeleton(figure.starting(), view)
    marks = tuple(_marks(figure, posed, ghost, view))
    feet = () if figure.detail is None else magnified.feet(figure.detail)
    return Drawing(marks, (posed,) if ghost is None else (posed, ghost), feet, view)


def _marks(figure: Figure, posed: Skeleton, ghost: Skeleton | None, view: View) -> Iterator[Mark]:
    def find(target: Target) -> Spot:
        return posing.spot_of(posed, target, view)

    yield props.floor(figure.props)
    yield from props.behind(figure.props)
    if ghost is not None:
        yield from _ghost(figure, posed, ghost, view)
    for name in figure.layers or anatomy.PARTS:
        yield Mark(_looks(figure, name, view), anatomy.part(posed, name, view))
        yield from _muscles(figure, posed, name, view)
        if name == "trunk" and figure.eyes_closed:
            yield from (Mark("leader", lid) for lid in anatomy.lids(posed, view, width=2))
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
