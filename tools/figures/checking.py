"""Checks that a drawn body is a body: limbs keep their lengths, joints their range, all is in the frame."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from server.errors import BadInput
from tools.figures import body, magnified
from tools.figures.body import Skeleton
from tools.figures.description import Figure
from tools.figures.drawing import Drawing
from tools.figures.scene import Wall
from tools.figures.view import FRAME, View

#: How far a body may sink into the floor or a wall before it shows, in units of the frame.
SINK = 1.5
#: Ranges of the joints whose angle follows from where hands and feet are put, in degrees.
RANGES = {"knee": (0.0, 156.0), "ankle": (-66.0, 41.0)}


def check(figure: Figure, drawn: Drawing) -> None:
    """Raise if the drawing shows what a body cannot do.

    :raises BadInput: with every fault.
    """
    faults = list(_outside(drawn))
    for posed in drawn.skeletons:
        faults += [*_lengths(posed), *_joints(posed), *_floor(posed), *_walls(figure, posed, drawn.view)]
    for foot in drawn.feet:
        faults += _joints(foot)
        if figure.detail is not None:
            faults += [f"{name} stands out of the glass" for name in magnified.outside(figure.detail, foot)]
    if faults:
        raise BadInput("; ".join(dict.fromkeys(faults)))


def _outside(drawn: Drawing) -> Iterator[str]:
    for mark in {mark: None for marks in (drawn.marks, *drawn.frames) for mark in marks}:
        left, top, right, bottom = mark.shape.box
        if min(left, top) < 0 or max(right, bottom) > FRAME:
            box = f"{left:.0f}, {top:.0f} to {right:.0f}, {bottom:.0f}"
            yield f"the {mark.looks} leaves the frame of {FRAME} by {FRAME}: it fills {box}"


def _lengths(posed: Skeleton) -> Iterator[str]:
    for side in body.SIDES:
        for (one, other), length in body.LIMB_LENGTHS.items():
            drawn = float(np.linalg.norm(posed.points[f"{side}.{one}"] - posed.points[f"{side}.{other}"]))
            if abs(drawn - length) > 0.05:
                yield f"{side} {one} to {other} is {drawn:.1f} long; it is {length:g} on this body"


def _joints(posed: Skeleton) -> Iterator[str]:
    for joint, angle in posed.angles.items():
        lowest, highest = RANGES[joint.rpartition(".")[2]]
        if not lowest <= angle <= highest:
            yield f"{joint} is bent to {angle:.0f} degrees; it bends from {lowest:.0f} to {highest:.0f}"


def _floor(posed: Skeleton) -> Iterator[str]:
    for point in posed.points:
        lowest = float(posed.contact(point)[2])
        if lowest < -SINK:
            yield f"{point} is {-lowest:.1f} below the floor"


def _walls(figure: Figure, posed: Skeleton, view: View) -> Iterator[str]:
    for wall in (prop for prop in figure.props if isinstance(prop, Wall)):
        for name, point in posed.points.items():
            x, radius = view.spot(point)[0], body.radius_at(name)
            sunk = wall.x - (x - radius) if wall.x < FRAME / 2 else x + radius - wall.x
            if sunk > SINK:
                yield f"{name} is {sunk:.1f} inside the wall"
