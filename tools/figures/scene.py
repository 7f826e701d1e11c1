"""What a figure's file may say about the things around the body."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tools.figures.pose import Place, Strict, Target


class Wall(Strict):
    """A wall whose surface is at ``x``; it faces the middle of the frame."""

    kind: Literal["wall"]
    x: float


class BackWall(Strict):
    """A wall that the body faces, seen behind it."""

    kind: Literal["back_wall"]
    x: Place  # from, to
    height: float = 200


class Box(Strict):
    """What stands on the floor: a step, a bed, a mat, a stool."""

    kind: Literal["step", "bed", "mat", "stool"]
    x: Place  # from, to
    height: float


class Chair(Strict):
    """A chair seen from the side: the middle of its seat, which way it faces."""

    kind: Literal["chair"]
    x: float
    height: float = 46
    faces: Literal["left", "right"] = "left"


class Rail(Strict):
    """A post with a handrail to hold on to."""

    kind: Literal["rail"]
    x: Place
    height: float


class Round(Strict):
    """A ball, or a roller seen from its end."""

    kind: Literal["ball", "roller", "roll"]
    at: Target
    radius: float = Field(7, ge=2, le=20)
    #: How far across and up it rolls from the first to the last position of a movement.
    travel: Place = (0, 0)


class Line(Strict):
    """A strap or a towel along some targets; ``waves`` scrunches it."""

    kind: Literal["strap", "towel"]
    along: tuple[Target, ...] = Field(min_length=2)
    waves: int = Field(0, ge=0, le=12)
    #: How far across and up its first end goes from the first to the last position of a movement.
    travel: Place = (0, 0)


class Avoid(Strict):
    """A mark on a place to keep away from."""

    kind: Literal["avoid"]
    at: Target


Prop = Annotated[Wall | BackWall | Box | Chair | Rail | Round | Line | Avoid, Field(discriminator="kind")]


class Arrow(Strict):
    """A movement: a straight or bent arrow."""

    tail: Target
    tip: Target
    #: How far the middle swings out, as a share of the length; positive is to the left of the way.
    bend: float = Field(0, ge=-1, le=1)
    #: Heads at both ends: there and back.
    both: bool = False
