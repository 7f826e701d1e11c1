"""The things around the body: wall, floor, step, chair, ball, towel, strap, arrows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tools.figures import shapes
from tools.figures.pose import Place, Target
from tools.figures.scene import Arrow, Avoid, BackWall, Box, Chair, Line, Prop, Rail, Round, Wall
from tools.figures.shapes import Shape
from tools.figures.view import FLOOR, FRAME, Spot

LINE_WIDTH = 4.0
ARROW_WIDTH = 4.5
#: How far floor and wall keep from the edge of the frame.
MARGIN = 8
#: Joints of the bricks that tell a wall from a panel: percent across and down.
BRICKS = ((6, 8), (14, 14), (80, 8), (72, 14), (5, 52), (84, 58), (12, 58))

#: Where in the frame a target of a figure's file is.
Finder = Callable[[Target], Spot]


@dataclass(frozen=True)
class Mark:
    """A shape with the name of its looks."""

    looks: str
    shape: Shape
    #: Whether it is floor or wall, of which any part will do.
    room: bool = False


def floor(props: Iterable[Prop]) -> Mark:
    """Return the ground line, which ends at a wall."""
    left, right = float(MARGIN), float(FRAME - MARGIN)
    for prop in props:
        if isinstance(prop, Wall):
            left, right = (prop.x, right) if prop.x < FRAME / 2 else (left, prop.x)
    y = FLOOR + LINE_WIDTH / 2
    return Mark("prop", shapes.line([(left, y), (right, y)], LINE_WIDTH), room=True)


def behind(props: Iterable[Prop]) -> Iterator[Mark]:
    """Yield the props that the body is in front of."""
    for prop in props:
        if isinstance(prop, Wall):
            yield from _wall(prop)
        elif isinstance(prop, BackWall):
            yield from _back_wall(prop)
        elif isinstance(prop, Box):
            yield from _box(prop)
        elif isinstance(prop, Chair):
            yield from _chair(prop)
        elif isinstance(prop, Rail):
            yield from _rail(prop)


def in_front(props: Iterable[Prop], find: Finder, gone: float = 0) -> Iterator[Mark]:
    """Yield the props that cover the body.

    :param gone: the share of their travel that they are away from the picture.
    """
    for prop in props:
        if isinstance(prop, Round):
            yield Mark("tool", shapes.disc((travelled(find(prop.at), prop.travel, gone), prop.radius)))
        elif isinstance(prop, Line):
            yield Mark("strap", _strip(prop, find, gone))
        elif isinstance(prop, Avoid):
            yield Mark("avoid", _crossed(find(prop.at)))


def travelled(spot: Spot, travel: Place, gone: float) -> Spot:
    """Return where something is that has gone a share of its way."""
    return spot[0] + travel[0] * gone, spot[1] - travel[1] * gone


def arrow(drawn: Arrow, find: Finder) -> Mark:
    """Return an arrow."""
    shape = shapes.arrow(find(drawn.tail), find(drawn.tip), drawn.bend, drawn.both, ARROW_WIDTH)
    return Mark("arrow", shape)


def _wall(wall: Wall) -> Iterator[Mark]:
    edge = MARGIN if wall.x < FRAME / 2 else FRAME - MARGIN
    inward = -LINE_WIDTH / 2 if wall.x < FRAME / 2 else LINE_WIDTH / 2
    corners = [(wall.x, MARGIN), (wall.x, FLOOR + LINE_WIDTH), (edge, FLOOR + LINE_WIDTH), (edge, MARGIN)]
    solid = shapes.line([(float(x), float(y)) for x, y in corners], 0, close=True)
    surface = [(wall.x + inward, MARGIN + 2), (wall.x + inward, FLOOR + 2)]
    yield Mark("solid", solid, room=True)
    yield Mark("prop", shapes.line(surface, LINE_WIDTH), room=True)


def _back_wall(wall: BackWall) -> Iterator[Mark]:
    (left, right), top = wall.x, FLOOR - wall.height
    yield Mark(
        "solid", shapes.line([(left, FLOOR), (left, top), (right, top), (right, FLOOR)], 0, close=True)
    )
    across, down = (right - left) / 100, wall.height / 100
    rows = [
        [(left + x * across, top + y * down), (left + (x + 12) * across, top + y * down)] for x, y in BRICKS
    ]
    yield Mark("leader", shapes.joined(shapes.line(row, 2) for row in rows))


def _box(box: Box) -> Iterator[Mark]:
    (left, right), top = box.x, FLOOR - box.height
    corners: list[Spot] = [(left, FLOOR), (left, top), (right, top), (right, FLOOR)]
    if box.kind == "stool":
        seat, inset = top + LINE_WIDTH / 2, 7
        yield Mark("prop", shapes.line([(left, seat), (right, seat)], LINE_WIDTH * 1.5))
        legs = [[(left + inset, seat), (left, FLOOR)], [(right - inset, seat), (right, FLOOR)]]
        yield Mark("prop", shapes.joined(shapes.line(leg, LINE_WIDTH) for leg in legs))
        return
    yield Mark("solid", shapes.line(corners, 0, close=True))
    yield Mark("prop", shapes.line([(x, y + LINE_WIDTH / 2) for x, y in corners], LINE_WIDTH))
    if box.kind == "bed":
        yield Mark("prop", shapes.line([(right, FLOOR), (right, top - 42)], LINE_WIDTH))
        yield Mark("tool", shapes.segment(((right - 36, top - 7), 6), ((right - 13, top - 9), 8)))


def _chair(chair: Chair) -> Iterator[Mark]:
    back = 21 if chair.faces == "left" else -21
    seat = FLOOR - chair.height + LINE_WIDTH / 2
    rear, front = chair.x + back, chair.x - back
    yield Mark(
        "prop",
        shapes.joined(
            [
                shapes.line(
                    [(rear + back * 0.2, seat - 50), (rear, seat), (rear + back * 0.1, FLOOR)], LINE_WIDTH
                ),
                shapes.line([(rear, seat), (front, seat), (front, FLOOR)], LINE_WIDTH),
            ]
        ),
    )


def _rail(rail: Rail) -> Iterator[Mark]:
    (foot, end), top = rail.x, FLOOR - rail.height
    yield Mark("prop", shapes.line([(foot, FLOOR), (foot, top), (end, top)], LINE_WIDTH))


def _strip(strip: Line, find: Finder, gone: float) -> Shape:
    first, *others = (find(target) for target in strip.along)
    spots = [travelled(first, strip.travel, gone), *others]
    if strip.waves:
        return shapes.wavy(spots[0], spots[-1], strip.waves, LINE_WIDTH)
    return shapes.line(spots, LINE_WIDTH)


def _crossed(spot: Spot) -> Shape:
    (x, y), arm = spot, 4.0
    strokes = [[(x - arm, y - arm), (x + arm, y + arm)], [(x - arm, y + arm), (x + arm, y - arm)]]
    return shapes.joined(shapes.line(stroke, 3) for stroke in strokes)
