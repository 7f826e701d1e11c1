"""From a figure's description to its marks, from the furthest to the nearest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor

from tools.figures import anatomy, magnified, moving, posing, props
from tools.figures.body import Side, Skeleton
from tools.figures.description import Figure, Motion
from tools.figures.moving import Moment
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
    #: The same marks at each moment of the movement, in which ghost and arrows stay; none if it keeps still.
    frames: tuple[tuple[Mark, ...], ...]
    #: Which of the frames has the same marks as the picture.
    shown: int
    motion: Motion
    skeletons: tuple[Skeleton, ...]
    #: What is in the magnifying glass.
    feet: tuple[Skeleton, ...]
    view: View

    @property
    def moving(self) -> frozenset[int]:
        """Which of the marks change in the movement."""
        changes = {n for frame in self.frames for n, mark in enumerate(frame) if mark != self.marks[n]}
        return frozenset(changes)

    @property
    def box(self) -> Box:
        """The box round all that is ever drawn and the floor: left, top, right, bottom, in whole units."""
        every = (self.marks, *self.frames)
        shape = joined(mark.shape for marks in every for mark in marks if not mark.room)
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
    foot = None if figure.detail is None else figure.detail.foot
    picture = Moment(figure.pose, foot, 0)
    moments = moving.moments(figure, view)
    still = posing.skeleton(figure.pose, view)
    positions = () if figure.start is None else (posing.skeleton(figure.starting(), view),)
    bodies = tuple(posing.skeleton(moment.pose, view) for moment in moments)
    marks = _Marks(figure, view, still, positions)
    return Drawing(
        tuple(marks.at(picture, still)),
        tuple(tuple(marks.at(moment, body)) for moment, body in zip(moments, bodies, strict=True)),
        moving.shown(figure) if moments else 0,
        figure.moves(),
        (still, *positions, *bodies),
        () if figure.detail is None else magnified.feet(figure.detail, moments),
        view,
    )


@dataclass(frozen=True)
class _Marks:
    """What is needed to draw any moment of a figure."""

    figure: Figure
    view: View
    #: The body as the picture shows it: the one that the arrows are drawn at.
    still: Skeleton
    #: The body that is drawn as a ghost, if there is one.
    ghosts: tuple[Skeleton, ...]

    def at(self, moment: Moment, posed: Skeleton) -> Iterator[Mark]:
        """Yield the marks from the furthest to the nearest."""
        figure, view = self.figure, self.view

        def find(target: Target) -> Spot:
            return posing.spot_of(posed, target, view)

        def find_still(target: Target) -> Spot:
            return posing.spot_of(self.still, target, view)

        yield props.floor(figure.props)
        yield from props.behind(figure.props)
        for ghost in self.ghosts:
            yield from _ghost(figure, self.still, ghost, view)
        for name in figure.layers or anatomy.PARTS:
            yield Mark(_looks(figure, name, view), anatomy.part(posed, name, view))
            yield from _muscles(figure, posed, name, view)
            if name == "trunk" and figure.eyes_closed:
                yield from (Mark("leader", lid) for lid in anatomy.lids(posed, view, width=2))
        yield from props.in_front(figure.props, find, moment.gone)
        for drawn in figure.arrows:
            yield props.arrow(drawn, find_still)
        if figure.detail is not None and moment.foot is not None:
            yield from magnified.marks(figure.detail, moment.foot, moment.gone, find(figure.detail.of))


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
