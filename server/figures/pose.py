"""What a figure's file may say. Angles are those of the clinic: in degrees, all zero for a body standing straight.

Places are ``[x, height]``: units across the 240 of the frame from its left edge, and above the floor. A body seen
from the side faces left, and its left side is near; the page mirrors the picture for the right side.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from server.figures.body import Side

Place = tuple[float, float]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Near(_Strict):
    """A place beside a point of the body, such as a hand on a knee."""

    point: str
    offset: Place = (0, 0)
    #: How much nearer to the viewer.
    depth: float = 0


Target = Place | str | Near


class Planted(_Strict):
    """A foot that stands where it is told; hip, knee and ankle follow."""

    #: Exactly one of these: what the foot rests on, or where the middle of the ankle is.
    heel: Target | None = None
    ball: Target | None = None
    ankle: Target | None = None
    #: Degrees of the sole to the floor; positive lifts the toes, negative lifts the heel.
    tilt: float = Field(0, ge=-110, le=120)
    #: Degrees that the toes point outward.
    turn: float = Field(0, ge=-60, le=90)
    #: Degrees that the sole turns towards the other leg.
    roll: float = Field(0, ge=-40, le=100)
    #: How much nearer to the viewer than the hip.
    depth: float = 0

    @model_validator(mode="after")
    def _one_contact(self) -> Planted:
        if sum(where is not None for where in (self.heel, self.ball, self.ankle)) != 1:
            raise ValueError("say one of heel, ball and ankle, as in heel: [120, 0]")
        return self


class Leg(_Strict):
    """A leg by its joint angles, or planted."""

    #: Flexion: the thigh forward of the trunk's line.
    hip: float = Field(0, ge=-35, le=135)
    #: Abduction: the thigh away from the other leg.
    out: float = Field(0, ge=-40, le=75)
    #: Outward rotation of the thigh.
    rotate: float = Field(0, ge=-50, le=85)
    knee: float = Field(0, ge=0, le=155)
    #: Positive pulls the foot towards the shin, negative points it.
    ankle: float = Field(0, ge=-65, le=40)
    #: The sole towards the other leg.
    invert: float = Field(0, ge=-20, le=45)
    #: Positive bends the toes up.
    toes: float = Field(0, ge=-85, le=80)
    plant: Planted | None = None
    #: Where a planted leg's knee points: forward, to the left of the body, up.
    knee_towards: tuple[float, float, float] = (1, 0, 0)


class Arm(_Strict):
    """An arm by its joint angles, or with its hand at a target."""

    #: Flexion: the upper arm forward of the trunk's line.
    shoulder: float = Field(0, ge=-80, le=185)
    #: Abduction: the upper arm away from the trunk.
    out: float = Field(0, ge=-45, le=180)
    #: Outward rotation of the upper arm.
    rotate: float = Field(0, ge=-90, le=90)
    elbow: float = Field(0, ge=0, le=150)
    reach: Target | None = None
    #: Where a reaching arm's elbow points: forward, to the left of the body, up.
    elbow_towards: tuple[float, float, float] = (-1, 0, -0.6)


class Pose(_Strict):
    """One position of the whole body."""

    #: The one point that fixes where the body is, and where that point touches: ``{left.ball: [120, 0]}``.
    pin: dict[str, Place] = Field(min_length=1, max_length=1)
    #: The trunk from upright: forward, or backward where negative (-90 lies on the back).
    lean: float = Field(0, ge=-130, le=130)
    #: Bend of the back between pelvis and chest, forward.
    spine: float = Field(0, ge=-30, le=70)
    neck: float = Field(0, ge=-60, le=60)
    left_leg: Leg = Leg()
    right_leg: Leg = Leg()
    left_arm: Arm = Arm()
    right_arm: Arm = Arm()

    def leg(self, side: Side) -> Leg:
        """Return the leg of that side."""
        return self.left_leg if side == "left" else self.right_leg

    def arm(self, side: Side) -> Arm:
        """Return the arm of that side."""
        return self.left_arm if side == "left" else self.right_arm


class Wall(_Strict):
    """A wall whose surface is at ``x``; it faces the middle of the frame."""

    kind: Literal["wall"]
    x: float


class BackWall(_Strict):
    """A wall that the body faces, seen behind it."""

    kind: Literal["back_wall"]
    x: Place  # from, to
    height: float = 200


class Box(_Strict):
    """What stands on the floor: a step, a bed, a mat, a stool."""

    kind: Literal["step", "bed", "mat", "stool"]
    x: Place  # from, to
    height: float


class Chair(_Strict):
    """A chair seen from the side: the middle of its seat, which way it faces."""

    kind: Literal["chair"]
    x: float
    height: float = 46
    faces: Literal["left", "right"] = "left"


class Rail(_Strict):
    """A post with a handrail to hold on to."""

    kind: Literal["rail"]
    x: Place
    height: float


class Round(_Strict):
    """A ball, or a roller seen from its end."""

    kind: Literal["ball", "roller", "roll"]
    at: Target
    radius: float = Field(7, ge=2, le=20)


class Line(_Strict):
    """A strap or a towel along some targets; ``waves`` scrunches it."""

    kind: Literal["strap", "towel"]
    along: list[Target] = Field(min_length=2)
    waves: int = Field(0, ge=0, le=12)


class Avoid(_Strict):
    """A mark on a place to keep away from."""

    kind: Literal["avoid"]
    at: Target


Prop = Annotated[Wall | BackWall | Box | Chair | Rail | Round | Line | Avoid, Field(discriminator="kind")]


class Arrow(_Strict):
    """A movement: a straight or bent arrow."""

    tail: Target
    tip: Target
    #: How far the middle swings out, as a share of the length; positive is to the left of the way.
    bend: float = Field(0, ge=-1, le=1)
    #: Heads at both ends: there and back.
    both: bool = False


class Foot(_Strict):
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


class Hand(_Strict):
    """A forearm that comes into the glass."""

    elbow: Place
    fingers: Target
    #: A thumb alone, which is thinner.
    thumb: bool = False


class Detail(_Strict):
    """A foot seen through a magnifying glass."""

    at: Place
    radius: float = Field(50, ge=20, le=110)
    scale: float = Field(2.2, ge=1, le=4)
    #: The one point of the foot that keeps its place, and where it touches: ``{left.ball: [60, 120]}``.
    pin: dict[str, Place] = Field(min_length=1, max_length=1)
    view: Literal["side", "front", "rear"] = "side"
    foot: Foot = Foot()
    start: Foot | None = None
    muscles: list[str] = []
    #: Whether there is ground under the foot, or the x at which it breaks off as a step does.
    floor: bool | float = True
    hands: list[Hand] = []
    props: list[Prop] = []
    arrows: list[Arrow] = []
    #: What in the main picture it magnifies.
    of: Target


class Figure(_Strict):
    """One drawing."""

    view: Literal["side", "front", "rear"] | float = "side"
    #: Degrees from which one looks down on it.
    above: float = Field(0, ge=0, le=45)
    #: The legs in the accent colour.
    working: list[Side] = ["left"]
    #: Muscles in the strong accent colour: ``left.gastrocnemius``.
    muscles: list[str] = []
    pose: Pose
    #: What differs in the starting position, which is drawn as a ghost.
    start: dict[str, object] | None = None
    #: The parts of the ghost; all that move, unless some are said.
    ghost: list[str] | None = None
    #: Parts from far to near, where the usual order is wrong.
    layers: list[str] | None = None
    props: list[Prop] = []
    arrows: list[Arrow] = []
    detail: Detail | None = None
