"""What the file of one figure may say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, model_validator

from tools.figures.body import Side
from tools.figures.pose import Place, Pose, Strict, Target
from tools.figures.scene import Arrow, Prop


class Foot(Strict):
    """A foot in a magnifying glass."""

    #: The shin from upright: the knee forward of the ankle.
    shin: float = 0
    #: Sole to the floor, as for a planted foot.
    tilt: float = Field(0, ge=-110, le=120)
    #: The sole towards the other leg.
    invert: float = Field(0, ge=-20, le=45)
    toes: float = Field(0, ge=-85, le=80)
    #: How much higher the arch is, in units of the body.
    arch: float = Field(0, ge=-1, le=6)


class Hand(Strict):
    """A forearm that comes into the glass."""

    elbow: Place
    fingers: Target
    #: A thumb alone, which is thinner.
    thumb: bool = False


class Detail(Strict):
    """A foot seen through a magnifying glass."""

    at: Place
    radius: float = Field(50, ge=20, le=110)
    scale: float = Field(2.2, ge=1, le=4)
    #: The one point of the foot that keeps its place, and where it touches: ``{left.ball: [60, 120]}``.
    pin: dict[str, Place] = Field(min_length=1, max_length=1)
    view: Literal["side", "front", "rear"] = "side"
    foot: Foot = Foot()
    start: Foot | None = None
    muscles: tuple[str, ...] = ()
    #: Whether there is ground under the foot, or the x at which it breaks off as a step does.
    floor: bool | float = True
    #: The x of a wall that the toes point to, where the ground ends.
    wall: float | None = None
    hands: tuple[Hand, ...] = ()
    props: tuple[Prop, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    #: What in the main picture it magnifies.
    of: Target

    @model_validator(mode="after")
    def _wall_meets_ground(self) -> Detail:
        if self.wall is not None and (self.floor is not True or abs(self.wall - self.at[0]) >= self.radius):
            raise ValueError("a wall stands inside the glass, on ground that does not break off")
        return self


class Figure(Strict):
    """One drawing."""

    view: Literal["side", "front", "rear"] | float = "side"
    #: Degrees from which one looks down on it.
    above: float = Field(0, ge=0, le=45)
    #: The legs in the accent colour.
    working: tuple[Side, ...] = ("left",)
    #: Muscles in the strong accent colour: ``left.gastrocnemius``.
    muscles: tuple[str, ...] = ()
    #: Whether the lids are drawn, for what is done without seeing.
    eyes_closed: bool = False
    pose: Pose
    #: What differs in the starting position, which is drawn as a ghost.
    start: dict[str, object] | None = None
    #: The parts of the ghost; all that move, unless some are said.
    ghost: tuple[str, ...] | None = None
    #: Parts from far to near, where the usual order is wrong.
    layers: tuple[str, ...] | None = None
    props: tuple[Prop, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    detail: Detail | None = None

    def starting(self) -> Pose:
        """Return the starting position: the pose with what ``start`` changes."""
        return Pose.model_validate(_overlaid(self.pose.model_dump(), self.start or {}))

    @model_validator(mode="after")
    def _start_is_a_pose(self) -> Figure:
        self.starting()
        return self


def _overlaid(below: Mapping[str, object], above: Mapping[str, object]) -> dict[str, object]:
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        whole = key in ("pin", "plant")  # these name one of several things, so they are replaced
        if isinstance(old, dict) and isinstance(value, Mapping) and not whole:
            merged[key] = _overlaid(old, value)
        else:
            merged[key] = value
    return merged
