"""A position of the body. Angles are those of the clinic: degrees, all zero for a body standing straight.

Places are ``[x, height]``: units across the 240 of the frame from its left edge, and above the floor. A body
that is seen from the side faces left, and its left side is near; the page mirrors it for the right side.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tools.figures.body import Side

Place = tuple[float, float]


class Strict(BaseModel):
    """A part of a description: unknown words are faults, and nothing changes it later."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Near(Strict):
    """A place beside a point of the body, such as a hand on a knee."""

    point: str
    offset: Place = (0, 0)
    #: How much nearer to the viewer.
    depth: float = 0


Target = Place | str | Near


class Planted(Strict):
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


class Leg(Strict):
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


class Arm(Strict):
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


class Pose(Strict):
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

    def mirrored(self) -> Pose:
        """Return the same position with left and right exchanged."""
        return Pose.model_validate(_exchanged(self.model_dump()))

    def arm(self, side: Side) -> Arm:
        """Return the arm of that side."""
        return self.left_arm if side == "left" else self.right_arm


def _exchanged(value: object) -> object:
    """Return the parts of a pose with the names of the other side; what points to the left points right."""
    if isinstance(value, Mapping):
        pole = {key: (way[0], -way[1], way[2]) for key, way in value.items() if key.endswith("_towards")}
        return {_other(key): _exchanged(pole.get(key, part)) for key, part in value.items()}
    return _other(value) if isinstance(value, str) else value


def _other(name: str) -> str:
    for here, there in (("left", "right"), ("right", "left")):
        if name.startswith((f"{here}.", f"{here}_")):
            return there + name.removeprefix(here)
    return name
