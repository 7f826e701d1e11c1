"""What the file of one figure may say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeVar

from pydantic import Field, model_validator

from tools.figures.body import Side
from tools.figures.pose import Place, Pose, Strict, Target
from tools.figures.scene import Arrow, Prop

_Part = TypeVar("_Part", bound=Strict)


class Way(Strict):
    """The positions that a movement goes through: what differs from the picture, before and after it."""

    before: tuple[dict[str, object], ...] = ()
    after: tuple[dict[str, object], ...] = ()


class Motion(Way):
    """How the body moves."""

    #: Whether it goes on from the last to the first; the same way back otherwise.
    around: bool = False
    #: Whether left and right then do the same with each other's parts, as in walking; it goes around.
    alternate: bool = False
    #: How long the way takes: two seconds, one, or half of one; going around twice as long.
    pace: Literal["slow", "even", "quick"] = "slow"


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
    #: How far across and up the fingers go from the first to the last position.
    travel: Place = (0, 0)


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
    #: How the foot moves, in as many positions as the body; from ``start``, unless it is said.
    motion: Way | None = None
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

    def positions(self) -> tuple[Foot, ...]:
        """Return the positions that the foot in the glass goes through."""
        if self.motion is None:
            return (self.foot,) if self.start is None else (self.start, self.foot)
        return _positions(self.foot, self.motion)

    @model_validator(mode="after")
    def _foot_moves(self) -> Detail:
        self.positions()
        return self

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
    #: How the body moves; from ``start`` to the pose and back, unless positions are said.
    motion: Motion | None = None
    #: The parts of the ghost; all that move, unless some are said.
    ghost: tuple[str, ...] | None = None
    #: Parts from far to near, where the usual order is wrong.
    layers: tuple[str, ...] | None = None
    props: tuple[Prop, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    detail: Detail | None = None

    def starting(self) -> Pose:
        """Return the starting position: the pose with what ``start`` changes."""
        return _changed(self.pose, self.start or {})

    def moves(self) -> Motion:
        """Return how the figure moves; a motion of one position is none."""
        motion = self.motion or Motion()
        if self.start is None or motion.before or motion.after:
            return motion
        return motion.model_copy(update={"before": (self.start,)})

    def positions(self) -> tuple[Pose, ...]:
        """Return the positions that the body goes through."""
        motion = self.moves()
        ways = _positions(self.pose, motion)
        return (*ways, *(way.mirrored() for way in ways)) if motion.alternate else ways

    @model_validator(mode="after")
    def _alternates_around(self) -> Figure:
        if self.moves().alternate and not self.moves().around:
            raise ValueError("motion: what alternates goes around")
        return self

    @model_validator(mode="after")
    def _positions_are_poses(self) -> Figure:
        self.starting()
        self.positions()
        return self


def _positions(shown: _Part, way: Way) -> tuple[_Part, ...]:
    before, after = ([_changed(shown, one) for one in some] for some in (way.before, way.after))
    return (*before, shown, *after)


def _changed(below: _Part, above: Mapping[str, object]) -> _Part:
    return type(below).model_validate(_overlaid(below.model_dump(), above))


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
