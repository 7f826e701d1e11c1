"""From where the body is seen: space to frame and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.figures.turning import Vector, vector

#: Width and height of every figure.
FRAME = 240
#: Where the floor lies in the frame, measured downwards.
FLOOR = 222
#: Names of the usual views: how far one walks round the body, from its left side towards its face.
TURNS = {"side": 0.0, "front": 90.0, "rear": -90.0}

Spot = tuple[float, float]


@dataclass(frozen=True)
class View:
    """A look at the body. At 0 degrees the left side is near and the body faces left."""

    turn: float = 0.0
    #: Degrees that the viewer looks down; what is near then appears lower.
    above: float = 0.0
    #: Frame units per unit of the body; more than 1 in a magnifying glass.
    scale: float = 1.0
    #: Where the point (0, 0, 0) of space appears.
    origin: Spot = (0.0, FLOOR)

    @property
    def _right(self) -> Vector:
        angle = np.radians(self.turn)
        return vector(-float(np.cos(angle)), float(np.sin(angle)), 0)

    @property
    def _towards(self) -> Vector:
        angle = np.radians(self.turn)
        return vector(float(np.sin(angle)), float(np.cos(angle)), 0)

    def spot(self, point: Vector) -> Spot:
        """Return where a point of space appears: right and down from the frame's top left corner."""
        x, y = self.origin
        tilt = np.radians(self.above)
        height = float(point[2]) * np.cos(tilt) - self.depth(point) * np.sin(tilt)
        return x + self.scale * float(self._right @ point), y - self.scale * float(height)

    def depth(self, point: Vector) -> float:
        """Return how much nearer to the viewer than the middle plane a point is."""
        return float(self._towards @ point)

    def place(self, x: float, height: float, depth: float = 0.0) -> Vector:
        """Return the point at ``x`` across the unmagnified frame and ``height`` above the floor."""
        return self._right * x + self._towards * depth + vector(0, 0, height)
