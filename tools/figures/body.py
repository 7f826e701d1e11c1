"""The body: how long and how thick its segments are. One body for every figure, so that all are in one hand.

Lengths are in units of the frame, which is 240 units wide and high; the body stands about 190 units tall.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot
from typing import Literal

from tools.figures.turning import Matrix, Vector, vector

Side = Literal["left", "right"]
SIDES: tuple[Side, Side] = ("left", "right")

TRUNK_LOW = 20.0  # pelvis to waist
TRUNK_HIGH = 35.0  # waist to the base of the neck
NECK = 23.5  # base of the neck to the middle of the head
THIGH = 46.0
SHIN = 44.0
UPPER_ARM = 34.0
FOREARM = 30.0
HAND = 6.0
TOES = 7.0  # ball of the foot to the tip of the toes
SHOULDER_HALF = 16.0
HIP_HALF = 8.0

#: From the ankle, in the foot's own axes. The sole is 9 below the ankle.
HEEL = vector(-6.0, 0.0, -4.5)
BALL = vector(14.5, 0.0, -5.5)
ARCH = vector(4.5, 0.0, -3.9)
#: Half of what the forefoot is wider than a line, across the ball and the toes.
BALL_HALF = 3.4
#: From the ball, in the toes' own axes.
TOE_TIP = vector(TOES, 0.0, -0.6)

#: Radius of the round end of a segment at each point.
RADIUS = {
    "head": 13,
    "throat": 6.4,
    "nose": 3,
    "neck": 7,
    "chest": 11.5,
    "waist": 9.8,
    "pelvis": 10.5,
    "shoulder": 6.4,
    "elbow": 4.5,
    "wrist": 3.4,
    "hand": 3.9,
    "seat": 9.4,
    "hip": 9.6,
    "knee": 6.6,
    "calf": 5.8,
    "ankle": 4.4,
    "heel": 4.5,
    "arch": 4.1,
    "ball": 3.5,
    "left_ball": 3.5,
    "right_ball": 3.5,
    "toe": 2.9,
    "left_toe": 2.9,
    "right_toe": 2.9,
}

#: Segments whose length never changes, between two points of one side, and how long each is.
LIMB_LENGTHS = {
    ("hip", "knee"): THIGH,
    ("knee", "ankle"): SHIN,
    ("shoulder", "elbow"): UPPER_ARM,
    ("elbow", "wrist"): FOREARM,
    ("wrist", "hand"): HAND,
    ("ankle", "heel"): hypot(*HEEL),
    ("ankle", "ball"): hypot(*BALL),
    ("ball", "toe"): hypot(*TOE_TIP),
}


def outward(side: Side) -> int:
    """Return +1 for the left and -1 for the right: the sign of y away from the middle of the body."""
    return 1 if side == "left" else -1


def radius_at(point: str) -> float:
    """Return how thick the body is at a point such as ``left.knee`` or ``head``."""
    return RADIUS[point.rpartition(".")[2]]


@dataclass(frozen=True)
class Skeleton:
    """A posed body: where every joint is and how every segment is turned."""

    #: ``head``, ``left.knee`` ... to its place in space.
    points: dict[str, Vector]
    #: ``chest``, ``left.shin`` ... to the axes of that segment.
    frames: dict[str, Matrix]
    #: ``left.knee`` ... to the angle of that joint in degrees.
    angles: dict[str, float]

    def contact(self, point: str) -> Vector:
        """Return where the rounded body at ``point`` touches what it stands on: its lowest place."""
        return self.points[point] - vector(0, 0, radius_at(point))
