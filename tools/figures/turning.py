"""Turning in space: the body's x points forward, its y to its own left, its z up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from server.errors import BadInput

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

#: How much further than its length a limb may be asked to reach, in units of the frame.
REACH_TOLERANCE = 0.6


class OutOfReach(BadInput):
    """A hand or a foot is asked to be where the limb does not reach."""


def vector(x: float, y: float, z: float) -> Vector:
    """Return a point or a direction."""
    return np.array([x, y, z], dtype=np.float64)


def about_x(degrees: float) -> Matrix:
    """Turn about the forward axis; a positive angle takes a hanging leg to the body's left."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]], dtype=np.float64)


def about_y(degrees: float) -> Matrix:
    """Turn about the axis to the left; a positive angle bows an upright trunk forward."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]], dtype=np.float64)


def about_z(degrees: float) -> Matrix:
    """Turn about the upright axis; a positive angle turns forward to the body's left."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]], dtype=np.float64)


def unit(direction: Vector) -> Vector:
    """Return the direction with length 1."""
    return direction / float(np.linalg.norm(direction))


def middle_joint(
    root: Vector, end: Vector, upper: float, lower: float, pole: Vector
) -> tuple[Vector, Vector]:
    """Find a knee or an elbow: between ``root`` and ``end``, out towards ``pole``.

    Returns the joint and the end, which moves by at most the tolerance.

    :raises OutOfReach: if the two segments are too short, or too long to fold that far.
    """
    span = float(np.linalg.norm(end - root))
    if span > upper + lower + REACH_TOLERANCE or span < abs(upper - lower):
        raise OutOfReach(
            f"the distance is {span:.0f}; the limb reaches from {abs(upper - lower)} to {upper + lower}"
        )
    along = unit(end - root)
    span = min(span, upper + lower)
    before = (upper**2 - lower**2 + span**2) / (2 * span)
    aside = float(np.sqrt(max(upper**2 - before**2, 0.0)))
    outward = unit(pole - float(pole @ along) * along)
    return root + before * along + aside * outward, root + span * along


def hinge(root: Vector, end: Vector, pole: Vector) -> Vector:
    """Return the axis, to the left, about which the limb from ``root`` to ``end`` bends towards ``pole``."""
    return unit(np.cross(root - end, pole))


def frame_along(segment: Vector, axis: Vector) -> Matrix:
    """Return the axes of a hanging segment: its -z lies along ``segment``, its y along the hinge."""
    up = -unit(segment)
    return np.column_stack([np.cross(axis, up), axis, up])
