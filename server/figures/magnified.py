"""A foot in a magnifying glass, for what is too small to see on the whole body."""

from __future__ import annotations

from collections.abc import Iterator
from math import hypot, sqrt

from server.figures import anatomy, body, posing, props, shapes, turning
from server.figures.body import Skeleton
from server.figures.pose import Detail, Foot, Near, Target
from server.figures.props import Mark
from server.figures.turning import vector
from server.figures.view import FLOOR, Spot, View


def marks(detail: Detail, magnified: Spot) -> Iterator[Mark]:
    """Yield the glass and what it shows; ``magnified`` is the spot in the main picture that it enlarges."""
    centre = detail.at[0], FLOOR - detail.at[1]
    view = View(scale=detail.scale, origin=(detail.ankle[0], FLOOR - detail.ankle[1]))
    posed = foot(detail.foot)

    def find(target: Target) -> Spot:
        if isinstance(target, tuple):
            return target[0], FLOOR - target[1]
        near = Near(point=target) if isinstance(target, str) else target
        x, y = view.spot(posing.target_place(posed, near.point, view))
        return x + near.offset[0], y - near.offset[1]

    yield _leader(centre, detail.radius, magnified)
    yield Mark("paper", shapes.disc((centre, detail.radius)))
    if detail.floor is not False:
        yield _ground(detail, posed, view, centre)
    if detail.start is not None:
        yield Mark("ghost-working", _foot(foot(detail.start), view))
    yield Mark("working", shapes.joined([_cut_shin(posed, view, centre, detail.radius), _foot(posed, view)]))
    for name in detail.muscles:
        yield Mark("muscle", anatomy.muscle(posed, name, view)[1])
    yield from props.in_front(detail.props, find)
    for hand in detail.hands:
        yield Mark("body", _forearm(find(hand.elbow), find(hand.fingers), detail.scale))
    for drawn in detail.arrows:
        yield props.arrow(drawn, find)
    yield Mark("glass", shapes.ring(centre, detail.radius))


def foot(shown: Foot) -> Skeleton:
    """Return the foot in the glass, its ankle at (0, 0, 0)."""
    posed = Skeleton({}, {}, {})
    shin, sole = turning.about_y(shown.shin), turning.about_y(-shown.tilt)
    knee, ankle = shin @ vector(0, 0, body.SHIN), vector(0, 0, 0)
    posing.place_leg(posed, "left", knee, ankle, (shin, shin, sole), shown.toes)
    posed.points["left.arch"] = posed.points["left.arch"] + sole @ vector(0, 0, shown.arch)
    return posed


def _forearm(elbow: Spot, fingers: Spot, scale: float) -> shapes.Shape:
    return shapes.segment((elbow, body.RADIUS["wrist"] * scale), (fingers, body.RADIUS["hand"] * scale))


def _foot(posed: Skeleton, view: View) -> shapes.Shape:
    pairs = tuple((f"left.{one}", f"left.{other}") for one, other in anatomy.FOOT)
    return anatomy.segments(posed, pairs, view)


def _ground(detail: Detail, posed: Skeleton, view: View, centre: Spot) -> Mark:
    y = max(view.spot(posed.contact(f"left.{point}"))[1] for point in ("heel", "ball")) + props.LINE_WIDTH / 2
    half = sqrt(detail.radius**2 - (y - centre[1]) ** 2)
    if isinstance(detail.floor, bool):
        return Mark("prop", shapes.line([(centre[0] - half, y), (centre[0] + half, y)], props.LINE_WIDTH))
    edge = detail.floor - props.LINE_WIDTH / 2
    bottom = centre[1] + sqrt(detail.radius**2 - (edge - centre[0]) ** 2)
    return Mark("prop", shapes.line([(centre[0] - half, y), (edge, y), (edge, bottom)], props.LINE_WIDTH))


def _leader(centre: Spot, radius: float, magnified: Spot) -> Mark:
    dx, dy = magnified[0] - centre[0], magnified[1] - centre[1]
    share = radius / hypot(dx, dy)
    edge = centre[0] + dx * share, centre[1] + dy * share
    return Mark("leader", shapes.line([edge, magnified], 2))


def _cut_shin(posed: Skeleton, view: View, centre: Spot, radius: float) -> shapes.Shape:
    """Return the shin from the ankle up to the rim of the glass, where it ends in the rim's own curve."""
    knee, ankle = view.spot(posed.points["left.knee"]), view.spot(posed.points["left.ankle"])
    length = hypot(knee[0] - ankle[0], knee[1] - ankle[1])
    along = (knee[0] - ankle[0]) / length, (knee[1] - ankle[1]) / length
    across = -along[1], along[0]
    narrow, wide = body.RADIUS["ankle"] * view.scale, (body.RADIUS["calf"] - 0.4) * view.scale
    edges = []
    for side in (1, -1):
        low = ankle[0] + side * narrow * across[0], ankle[1] + side * narrow * across[1]
        high = ankle[0] + 30 * along[0] + side * wide * across[0], ankle[1] + 30 * along[1] + side * wide * across[1]
        edges += [low, _on_rim(low, high, centre, radius)]
    low_one, high_one, low_two, high_two = edges
    return shapes.sector(low_one, high_one, high_two, low_two, radius)


def _on_rim(start: Spot, through: Spot, centre: Spot, radius: float) -> Spot:
    """Return where the line from inside the circle leaves it."""
    dx, dy = through[0] - start[0], through[1] - start[1]
    length = hypot(dx, dy)
    dx, dy = dx / length, dy / length
    ox, oy = start[0] - centre[0], start[1] - centre[1]
    half = ox * dx + oy * dy
    far = -half + sqrt(half**2 - (ox**2 + oy**2 - radius**2))
    return start[0] + far * dx, start[1] + far * dy
