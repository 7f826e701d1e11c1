"""Between the positions of a movement: joints turn, so limbs keep their lengths and feet their places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi
from typing import TypeVar

from server.errors import BadInput
from tools.figures import posing
from tools.figures.description import Figure, Foot
from tools.figures.pose import Pose, Strict
from tools.figures.view import View

_Part = TypeVar("_Part", bound=Strict)

#: Pictures of one movement. There and back, ways of 2, 3, 4 and 5 positions come through each of them.
FRAMES = 13


@dataclass(frozen=True)
class Moment:
    """What differs from the picture at one time of a movement."""

    pose: Pose
    #: What is in the magnifying glass.
    foot: Foot | None
    #: The share of the whole way between the picture and here; negative before it.
    gone: float


def moments(figure: Figure, view: View) -> tuple[Moment, ...]:
    """Return the moments of a figure's movement; none if it keeps still.

    :raises BadInput: if the way cannot be gone.
    """
    motion, poses = figure.moves(), figure.positions()
    feet = () if figure.detail is None else figure.detail.positions()
    if len(poses) == 1:
        return ()
    if len(feet) > 1 and len(feet) != len(poses):
        raise BadInput(f"motion: the foot in the glass has {len(feet)} positions; the body has {len(poses)}")
    if motion.around and motion.before:
        raise BadInput("motion: what goes around starts with the picture, so nothing comes before it")
    if not motion.around and (FRAMES - 1) % (len(poses) - 1):
        raise BadInput(f"motion: there and back has at most 5 positions; these are {len(poses)}")
    parts, steps = (len(poses), FRAMES) if motion.around else (len(poses) - 1, FRAMES - 1)
    every = []
    for frame in range(FRAMES):
        index = min(frame * parts // steps, parts - 1)
        share = frame * parts / steps - index
        if not motion.around:
            share = (1 - cos(pi * share)) / 2  # a limb slows down where it turns
        every.append(
            Moment(
                _pose(poses[index], poses[(index + 1) % len(poses)], share, view),
                _foot(feet, index, share),
                0 if motion.around else (index + share - len(motion.before)) / parts,
            )
        )
    return tuple(every)


def shown(figure: Figure) -> int:
    """Return which of the frames is the picture itself."""
    return len(figure.moves().before) * (FRAMES - 1) // max(len(figure.positions()) - 1, 1)


def _pose(here: Pose, there: Pose, share: float, view: View) -> Pose:
    if share in (0, 1):
        return there if share else here
    return _between(_pinned_as(here, there, view), there, share)


def _foot(feet: Sequence[Foot], index: int, share: float) -> Foot | None:
    if len(feet) < 2:
        return next(iter(feet), None)
    return _between(feet[index], feet[(index + 1) % len(feet)], share)


def _pinned_as(pose: Pose, other: Pose, view: View) -> Pose:
    """Return the same position, held at the point at which the other one is."""
    ((point, _),) = other.pin.items()
    if point in pose.pin:
        return pose
    posed = posing.skeleton(pose, view)
    if point not in posed.points:
        raise BadInput(f"pin: {point!r} is no point of the body")
    touching = posed.contact(point)
    return pose.model_copy(update={"pin": {point: (view.spot(touching)[0], float(touching[2]))}})


def _between(here: _Part, there: _Part, share: float) -> _Part:
    return type(here).model_validate(_mixed(here.model_dump(), there.model_dump(), share, ()))


def _mixed(here: object, there: object, share: float, path: tuple[str, ...]) -> object:
    if isinstance(here, int | float) and isinstance(there, int | float):
        return here + (there - here) * share
    if isinstance(here, Mapping) and isinstance(there, Mapping) and here.keys() == there.keys():
        return {key: _mixed(here[key], there[key], share, (*path, str(key))) for key in here}
    if isinstance(here, tuple) and isinstance(there, tuple) and len(here) == len(there):
        return tuple(_mixed(*both, share, path) for both in zip(here, there, strict=True))
    if here == there:
        return here
    raise BadInput(f"motion: there is nothing between {here} and {there} for {'.'.join(path)}")
