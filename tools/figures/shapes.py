"""Path data and how far it extends: rounded segments, lines and arrows in the frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import acos, atan2, cos, hypot, pi, sin

from tools.figures.view import Spot

Box = tuple[float, float, float, float]
#: A round end: where, and how thick.
Round = tuple[Spot, float]

ARROW_HEAD = 8.5


@dataclass(frozen=True)
class Shape:
    """Path data with the box that it fills: left, top, right, bottom."""

    d: str
    box: Box


def joined(shapes: Iterable[Shape]) -> Shape:
    """Return one shape of several."""
    parts = tuple(shapes)
    lefts, tops, rights, bottoms = zip(*(part.box for part in parts), strict=True)
    return Shape("".join(part.d for part in parts), (min(lefts), min(tops), max(rights), max(bottoms)))


def segment(one: Round, other: Round) -> Shape:
    """Return a limb's outline: two round ends and the straight sides that touch both."""
    ((x1, y1), r1), ((x2, y2), r2) = one, other
    length = hypot(x2 - x1, y2 - y1)
    if length <= abs(r1 - r2) + 0.05:
        return disc(max(one, other, key=lambda end: end[1]))
    way, side = atan2(y2 - y1, x2 - x1), acos((r1 - r2) / length)
    a, b = _on(one, way + side), _on(one, way - side)
    c, d = _on(other, way - side), _on(other, way + side)
    wide, narrow = int(side < pi / 2), int(side > pi / 2)
    path = f"M{_xy(a)}{_arc(r1, wide, a, b)}l{_step(b, c)}{_arc(r2, narrow, c, d)}z"
    return joined([Shape(path, _around(one)), Shape("", _around(other))])


def disc(end: Round) -> Shape:
    """Return a circle, drawn the same way round as a segment so that overlaps stay filled."""
    (x, y), r = end
    left, right = (x - r, y), (x + r, y)
    return Shape(f"M{_xy(left)}{_arc(r, 1, left, right)}{_arc(r, 1, right, left)}z", _around(end))


def belly(one: Round, middle: Round, other: Round) -> Shape:
    """Return a spindle through three round places: pointed at its ends, its sides curved."""
    (x1, y1), (x2, y2) = one[0], other[0]
    length = hypot(x2 - x1, y2 - y1)
    (x, y), r = middle
    sides = []
    for away in (r / length, -r / length):
        bulge = x - away * (y2 - y1), y + away * (x2 - x1)
        sides.append((2 * bulge[0] - (x1 + x2) / 2, 2 * bulge[1] - (y1 + y2) / 2))
    path = f"M{_xy(one[0])}Q{_xy(sides[0])} {_xy(other[0])}Q{_xy(sides[1])} {_xy(one[0])}z"
    return joined([Shape(path, _around(one)), Shape("", _around(middle)), Shape("", _around(other))])


def ring(centre: Spot, radius: float, width: float = 4) -> Shape:
    """Return a circle that is drawn as a line."""
    return Shape(disc((centre, radius)).d, _around((centre, radius + width / 2)))


def line(spots: Sequence[Spot], width: float, close: bool = False) -> Shape:
    """Return straight lines from spot to spot."""
    d = "M" + "L".join(_xy(spot) for spot in spots) + ("Z" if close else "")
    return Shape(d, joined(Shape("", _around((spot, width / 2))) for spot in spots).box)


def curve(start: Spot, control: Spot, end: Spot, width: float) -> Shape:
    """Return a bent line; its box is that of its curve, not of its control point."""
    steps = [_on_curve(start, control, end, step / 12) for step in range(13)]
    return Shape(f"M{_xy(start)}Q{_xy(control)} {_xy(end)}", line(steps, width).box)


def arrow(tail: Spot, tip: Spot, bend: float, both: bool, width: float) -> Shape:
    """Return an arrow whose middle swings out to the left of its way by half of ``bend`` times its length."""
    (x1, y1), (x2, y2) = tail, tip
    control = ((x1 + x2) / 2 + (y2 - y1) * bend, (y1 + y2) / 2 - (x2 - x1) * bend)
    parts = [curve(tail, control, tip, width), _head(control, tip, width)]
    if both:
        parts.append(_head(control, tail, width))
    return joined(parts)


def sector(a: Spot, b: Spot, c: Spot, d: Spot, radius: float) -> Shape:
    """Return the area a-b-c-d whose side from b to c is an arc of that radius."""
    path = f"M{_xy(a)}L{_xy(b)}A{_n(radius)} {_n(radius)} 0 0 1 {_xy(c)}L{_xy(d)}Z"
    return Shape(path, line([a, b, c, d], 0).box)


def wavy(start: Spot, end: Spot, waves: int, width: float) -> Shape:
    """Return a line from start to end that goes up and down, such as a scrunched towel."""
    (x1, y1), (x2, y2) = start, end
    count = 2 * waves
    spots = [(x1 + (x2 - x1) * i / count, y1 + (y2 - y1) * i / count) for i in range(count + 1)]
    d = f"M{_xy(spots[0])}"
    for index, (here, there) in enumerate(pairwise(spots)):
        lift = -7 if index % 2 == 0 else 3
        d += f"Q{_xy(((here[0] + there[0]) / 2, here[1] + lift))} {_xy(there)}"
    return Shape(d, line([(x1, y1 - 4), (x2, y2 + 2)], width).box)


def _head(before: Spot, tip: Spot, width: float) -> Shape:
    way = atan2(tip[1] - before[1], tip[0] - before[0])
    barbs = [_on((tip, ARROW_HEAD), way + pi - 0.62), tip, _on((tip, ARROW_HEAD), way + pi + 0.62)]
    return line(barbs, width)


def _on(end: Round, angle: float) -> Spot:
    (x, y), r = end
    return x + r * cos(angle), y + r * sin(angle)


def _on_curve(start: Spot, control: Spot, end: Spot, t: float) -> Spot:
    a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
    return a * start[0] + b * control[0] + c * end[0], a * start[1] + b * control[1] + c * end[1]


def _around(end: Round) -> Box:
    (x, y), r = end
    return x - r, y - r, x + r, y + r


def _arc(radius: float, large: int, start: Spot, end: Spot) -> str:
    return f"a{_n(radius)} {_n(radius)} 0 {large} 1 {_step(start, end)}"


def _xy(spot: Spot) -> str:
    return f"{_n(spot[0])} {_n(spot[1])}"


def _step(start: Spot, end: Spot) -> str:
    """Write the way from start to end, both rounded first so that nothing adds up."""
    across, down = (round(there, 1) - round(here, 1) for here, there in zip(start, end, strict=True))
    return f"{_n(across)} {_n(down)}".replace(" -", "-")


def _n(value: float) -> str:
    """Write a number as short as one decimal allows: 0.5 as .5, 3.0 as 3."""
    text = f"{value:.1f}".removesuffix(".0")
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    return "0" if digits == "0" else sign + digits.removeprefix("0")
