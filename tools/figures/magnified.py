"""A foot in a magnifying glass, for what is too small to see on the whole body."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot, sqrt

from server.errors import BadInput
from tools.figures import anatomy, body, posing, props, shapes, turning
from tools.figures.body import Skeleton
from tools.figures.description import Detail, Foot, Hand
from tools.figures.moving import Moment
from tools.figures.pose import Target
from tools.figures.props import Finder, Mark
from tools.figures.turning import vector
from tools.figures.view import FLOOR, TURNS, Spot, View

#: What of a foot that is tucked under stands out from it, seen from behind.
_SEEN_FROM_BEHIND = (("left.heel", "left.heel"), ("left.left_toe", "left.right_toe"))


@dataclass(frozen=True)
class _Glass:
    centre: Spot
    radius: float
    scale: float


def marks(detail: Detail, shown: Foot, gone: float, magnified: Spot) -> Iterator[Mark]:
    """Yield the glass and what it shows, in which ghost and arrows stay where the foot of the picture is.

    :param shown: the foot at this moment.
    :param gone: the share of their travel that hands and props are away from the picture.
    :param magnified: the spot in the main picture that the glass enlarges.
    """
    centre = detail.at[0], FLOOR - detail.at[1]
    glass = _Glass(centre, detail.radius, detail.scale)
    (pinned,) = detail.pin
    view = _view(detail)
    posed, still = foot(shown, pinned), foot(detail.foot, pinned)

    def find(target: Target) -> Spot:
        return posing.spot_of(posed, target, view)

    def find_still(target: Target) -> Spot:
        return posing.spot_of(still, target, view)

    yield _leader(centre, detail.radius, magnified)
    yield Mark("paper", shapes.disc((centre, detail.radius)))
    if detail.floor is not False:
        yield _ground(detail, view, glass)
    if detail.start is not None:
        yield Mark("ghost-working", _foot(foot(detail.start, pinned), view))
    yield Mark("working", shapes.joined([_shin(posed, view, glass), _foot(posed, view)]))
    if detail.view == "rear":
        yield Mark("working", anatomy.segments(posed, _SEEN_FROM_BEHIND, view))
    for name in detail.muscles:
        yield Mark("muscle", anatomy.muscle(posed, name, view)[1])
    yield from props.in_front(detail.props, find, gone)
    for hand in detail.hands:
        yield Mark("body", _forearm(hand, find, gone, glass))
    for drawn in detail.arrows:
        yield props.arrow(drawn, find_still)
    yield Mark("glass", shapes.ring(centre, detail.radius))


def feet(detail: Detail, moments: Sequence[Moment]) -> tuple[Skeleton, ...]:
    """Return the foot in the glass, the one that it starts from, and those on the way."""
    (pinned,) = detail.pin
    every = (detail.foot, detail.start, *(moment.foot for moment in moments))
    return tuple(foot(shown, pinned) for shown in every if shown is not None)


def outside(detail: Detail, shown: Skeleton) -> Iterator[str]:
    """Yield the muscles that stand out of the glass."""
    centre, view = (detail.at[0], FLOOR - detail.at[1]), _view(detail)
    for name in detail.muscles:
        ends = anatomy.muscle_ends(shown, name, view)
        if any(hypot(x - centre[0], y - centre[1]) > detail.radius for x, y in ends):
            yield name


def foot(shown: Foot, pinned: str) -> Skeleton:
    """Return the foot in the glass, which touches (0, 0, 0) at the pinned point.

    :raises BadInput: if a foot has no such point.
    """
    posed = Skeleton({}, {}, {})
    shin = turning.about_y(shown.shin)
    sole = turning.about_x(-shown.invert) @ turning.about_y(-shown.tilt)
    knee, ankle = shin @ vector(0, 0, body.SHIN), vector(0, 0, 0)
    posing.place_leg(posed, "left", knee, ankle, (shin, shin, sole), shown.toes)
    posed.points["left.arch"] = posed.points["left.arch"] + sole @ vector(0, 0, shown.arch)
    if pinned not in posed.points:
        raise BadInput(f"pin: {pinned!r} is no point of the foot in the glass, such as left.ball")
    touching = posed.contact(pinned)
    return Skeleton(
        {name: point - touching for name, point in posed.points.items()}, posed.frames, posed.angles
    )


def _view(detail: Detail) -> View:
    (place,) = detail.pin.values()
    return View(TURNS[detail.view], scale=detail.scale, origin=(place[0], FLOOR - place[1]))


def _forearm(hand: Hand, find: Finder, gone: float, glass: _Glass) -> shapes.Shape:
    """Return a forearm that comes in over the rim with its hand, or a thumb alone."""
    elbow, fingers = find(hand.elbow), props.travelled(find(hand.fingers), hand.travel, gone)
    narrow, wide = (4.5, 4.5) if hand.thumb else (7.0, 8.0)
    share = (0 if hand.thumb else body.HAND * glass.scale) / hypot(
        fingers[0] - elbow[0], fingers[1] - elbow[1]
    )
    wrist = fingers[0] + (elbow[0] - fingers[0]) * share, fingers[1] + (elbow[1] - fingers[1]) * share
    return shapes.joined(
        [_from_rim(wrist, elbow, (narrow, narrow), glass), shapes.segment((wrist, wide), (fingers, wide))]
    )


def _foot(posed: Skeleton, view: View) -> shapes.Shape:
    return anatomy.segments(posed, anatomy.foot_pairs("left", view), view)


def _ground(detail: Detail, view: View, glass: _Glass) -> Mark:
    """Return the ground under the pinned point, from the rim or a wall to the rim or the edge of a step."""
    y = view.origin[1] + props.LINE_WIDTH / 2
    x, half = glass.centre[0], sqrt(glass.radius**2 - (y - glass.centre[1]) ** 2)
    if isinstance(detail.floor, bool):
        start: list[Spot] = [(x - half, y)]
        if detail.wall is not None:
            inner = detail.wall - props.LINE_WIDTH / 2
            start = [(inner, glass.centre[1] - sqrt(glass.radius**2 - (inner - x) ** 2)), (inner, y)]
        return Mark("prop", shapes.line([*start, (x + half, y)], props.LINE_WIDTH))
    edge = detail.floor - props.LINE_WIDTH / 2
    bottom = glass.centre[1] + sqrt(glass.radius**2 - (edge - x) ** 2)
    return Mark("prop", shapes.line([(x - half, y), (edge, y), (edge, bottom)], props.LINE_WIDTH))


def _leader(centre: Spot, radius: float, magnified: Spot) -> Mark:
    dx, dy = magnified[0] - centre[0], magnified[1] - centre[1]
    share = radius / hypot(dx, dy)
    edge = centre[0] + dx * share, centre[1] + dy * share
    return Mark("leader", shapes.line([edge, magnified], 2))


def _shin(posed: Skeleton, view: View, glass: _Glass) -> shapes.Shape:
    knee, ankle = view.spot(posed.points["left.knee"]), view.spot(posed.points["left.ankle"])
    thickness = body.RADIUS["ankle"] * glass.scale, (body.RADIUS["calf"] - 0.4) * glass.scale
    return _from_rim(ankle, knee, thickness, glass)


def _from_rim(joint: Spot, beyond: Spot, thickness: tuple[float, float], glass: _Glass) -> shapes.Shape:
    """Return a limb from a joint up to the rim, where it ends in the rim's own curve."""
    length = hypot(beyond[0] - joint[0], beyond[1] - joint[1])
    along = (beyond[0] - joint[0]) / length, (beyond[1] - joint[1]) / length
    edges = []
    for side in (-1, 1):
        (x, y), ahead = joint, 14 * glass.scale
        near, far = side * thickness[0], side * thickness[1]
        low = x - near * along[1], y + near * along[0]
        high = x + ahead * along[0] - far * along[1], y + ahead * along[1] + far * along[0]
        edges += [low, _on_rim(low, high, glass)]
    low_one, high_one, low_two, high_two = edges
    return shapes.sector(low_one, high_one, high_two, low_two, glass.radius)


def _on_rim(start: Spot, through: Spot, glass: _Glass) -> Spot:
    """Return where the line from inside the glass leaves it."""
    dx, dy = through[0] - start[0], through[1] - start[1]
    length = hypot(dx, dy)
    dx, dy = dx / length, dy / length
    ox, oy = start[0] - glass.centre[0], start[1] - glass.centre[1]
    half = ox * dx + oy * dy
    far = -half + sqrt(half**2 - (ox**2 + oy**2 - glass.radius**2))
    return start[0] + far * dx, start[1] + far * dy
