"""What the body is made of in the picture: the rounded segments of each part, and the muscles."""

from __future__ import annotations

from collections.abc import Iterator

from server.errors import BadInput
from tools.figures import body
from tools.figures.body import SIDES, THIGH, Side, Skeleton, radius_at
from tools.figures.shapes import Shape, belly, curve, joined, segment
from tools.figures.turning import Vector, vector
from tools.figures.view import Spot, View

#: Parts from far to near, for a body that is seen from its left side.
PARTS = ("right_arm", "right_leg", "trunk", "left_leg", "left_arm")

Pairs = tuple[tuple[str, str], ...]

_LEG = (
    ("hip", "knee"),
    ("knee", "ankle"),
    ("knee", "calf"),
    ("calf", "ankle"),
)
_FOOT = (("ankle", "heel"), ("heel", "arch"), ("arch", "ball"), ("ankle", "ball"), ("ball", "toe"))
#: The foot where its breadth shows.
_BROAD_FOOT = (
    ("ankle", "heel"),
    ("heel", "left_ball"),
    ("heel", "right_ball"),
    ("left_ball", "left_toe"),
    ("right_ball", "right_toe"),
    ("left_toe", "right_toe"),
)
_ARM = (("shoulder", "elbow"), ("elbow", "wrist"), ("wrist", "hand"))
_TRUNK = (
    ("pelvis", "waist"),
    ("seat", "waist"),
    ("waist", "chest"),
    ("chest", "neck"),
    ("neck", "throat"),
    ("head", "head"),
    ("nose", "nose"),
    ("left.hip", "right.hip"),
    ("left.shoulder", "right.shoulder"),
    ("left.shoulder", "neck"),
    ("right.shoulder", "neck"),
    ("left.shoulder", "left.hip"),
    ("right.shoulder", "right.hip"),
)

#: A muscle's belly as (axes, from which point, (forward, outward, up), radius), from end to end.
_Belly = tuple[tuple[str, str, tuple[float, float, float], float], ...]


def _along(frame: str, origin: str, *ends: tuple[float, float, float, float]) -> _Belly:
    """Return a belly along a segment from (share of the way down, forward, outward, radius)."""
    length = THIGH if origin == "hip" else body.SHIN
    return tuple((frame, origin, (ahead, out, -length * share), radius) for share, ahead, out, radius in ends)


MUSCLES: dict[str, _Belly] = {
    "gastrocnemius": _along("shin", "knee", (0.06, -3.5, 0, 2), (0.3, -5.5, 0, 4.6), (0.62, -2.6, 0, 1.6)),
    "soleus": _along("shin", "knee", (0.3, -3.6, 0, 1.8), (0.52, -4.0, 0, 4), (0.92, -2.4, 0, 1.4)),
    "achilles": _along("shin", "knee", (0.55, -3.0, 0, 1.6), (0.8, -3.0, 0, 1.9), (1.04, -3.6, 0, 1.6)),
    "tibialis_anterior": _along(
        "shin", "knee", (0.08, 3.4, 0, 1.8), (0.36, 4.2, 0, 3.7), (0.86, 2.6, 0, 1.4)
    ),
    "peroneals": _along("shin", "knee", (0.24, 0, 3.6, 1.8), (0.5, 0, 4.2, 3.5), (0.9, 0, 2.6, 1.4)),
    "quadriceps": _along("thigh", "hip", (0.1, 6, 0, 2), (0.5, 5.5, 0, 4.8), (0.92, 4.4, 0, 1.8)),
    "hamstrings": _along("thigh", "hip", (0.14, -6, 0, 2), (0.5, -5.5, 0, 4.8), (0.92, -4, 0, 1.8)),
    "adductors": _along("thigh", "hip", (0.08, 0, -5, 2), (0.45, 0, -5, 4.4), (0.85, 0, -4, 1.8)),
    "abductors": _along("thigh", "hip", (-0.25, 0, 6, 2), (0.05, 0, 7, 4.4), (0.4, 0, 6, 1.8)),
    "hip_flexors": (
        ("pelvis", "hip", (6, 0, 11), 1.6),
        ("thigh", "hip", (5.5, 0, -5), 4.2),
        ("thigh", "hip", (6.5, 0, -24), 1.4),
    ),
    "gluteals": (
        ("pelvis", "hip", (-8, 0, 9), 2.4),
        ("pelvis", "hip", (-9, 0, -1), 5.6),
        ("pelvis", "hip", (-5, 0, -12), 2.4),
    ),
    "arch": (
        ("foot", "heel", (1.5, 0, -2.9), 0.9),
        ("foot", "arch", (0, 0, -2), 2.1),
        ("foot", "ball", (0, 0, -2.2), 0.9),
    ),
}


def part(posed: Skeleton, name: str, view: View) -> Shape:
    """Return the outline of one part, such as ``left_leg``.

    :raises BadInput: if the body has no such part.
    """
    if name not in PARTS:
        raise BadInput(f"there is no part {name!r}; the parts are {', '.join(PARTS)}")
    whose, _, limb = name.rpartition("_")
    if limb == "trunk":
        return segments(posed, _TRUNK, view)
    side: Side = "left" if whose == "left" else "right"
    if limb == "arm":
        return segments(posed, _of(side, _ARM), view)
    return segments(posed, _of(side, _LEG) + foot_pairs(side, view), view)


def foot_pairs(side: Side, view: View) -> Pairs:
    """Return between which points a foot is drawn."""
    return _of(side, _FOOT if view.turn == 0 else _BROAD_FOOT)


def _of(side: Side, pairs: Pairs) -> Pairs:
    return tuple((f"{side}.{one}", f"{side}.{other}") for one, other in pairs)


def segments(posed: Skeleton, pairs: Pairs, view: View) -> Shape:
    """Return the outline of the segments between those points, those that cover each other once."""
    shapes = (segment(_end(posed, one, view), _end(posed, other, view)) for one, other in pairs)
    return joined(dict.fromkeys(shapes))


def _end(posed: Skeleton, point: str, view: View) -> tuple[tuple[float, float], float]:
    return view.spot(posed.points[point]), radius_at(point) * view.scale


def muscle(posed: Skeleton, name: str, view: View) -> tuple[Side, Shape]:
    """Return the side and the outline of one muscle, such as ``left.soleus``.

    :raises BadInput: if the body has no such muscle.
    """
    whose, ends = _ends(posed, name, view)
    one, middle, other = ((spot, radius * view.scale) for spot, radius in ends)
    return whose, belly(one, middle, other)


def muscle_ends(posed: Skeleton, name: str, view: View) -> tuple[Spot, Spot]:
    """Return from where to where a muscle goes.

    :raises BadInput: if the body has no such muscle.
    """
    _, ((start, _), _, (end, _)) = _ends(posed, name, view)
    return start, end


def _ends(posed: Skeleton, name: str, view: View) -> tuple[Side, list[tuple[Spot, float]]]:
    side, _, kind = name.partition(".")
    if side not in SIDES or kind not in MUSCLES:
        raise BadInput(f"there is no muscle {name!r}; write left. or right. and one of {', '.join(MUSCLES)}")
    if not all(f"{side}.{origin}" in posed.points for _, origin, _, _ in MUSCLES[kind]):
        raise BadInput(f"{name} is not in the magnifying glass; it shows shin and foot")
    whose: Side = "left" if side == "left" else "right"
    return whose, [(view.spot(_on_muscle(posed, whose, end)), end[3]) for end in MUSCLES[kind]]


def lids(posed: Skeleton, view: View, width: float) -> Iterator[Shape]:
    """Yield the closed lids that can be seen, as lines of that width: two from the front, one from aside."""
    head = posed.points["head"]
    for side in SIDES:
        eye = head + posed.frames["head"] @ vector(8.5, body.outward(side) * 5.2, 1)
        if view.depth(eye) > view.depth(head):
            x, y = view.spot(eye)
            yield curve((x - 2, y - 1), (x, y + 2), (x + 2, y - 1), width)


def _on_muscle(
    posed: Skeleton, side: Side, end: tuple[str, str, tuple[float, float, float], float]
) -> Vector:
    frame, origin, (ahead, out, up), _ = end
    axes = posed.frames["pelvis" if frame == "pelvis" else f"{side}.{frame}"]
    return posed.points[f"{side}.{origin}"] + axes @ vector(ahead, body.outward(side) * out, up)
