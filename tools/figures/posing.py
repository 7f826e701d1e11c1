"""From a pose to a skeleton: forward from the joint angles, backward where a hand or a foot has its place."""

from __future__ import annotations

import numpy as np

from server.errors import BadInput
from tools.figures import body, turning
from tools.figures.body import Side, Skeleton
from tools.figures.pose import Arm, Leg, Near, Planted, Pose, Target
from tools.figures.turning import Matrix, Vector, vector
from tools.figures.view import FLOOR, Spot, View


def skeleton(pose: Pose, view: View) -> Skeleton:
    """Return the posed body.

    :raises BadInput: if the pose pins an unknown point, or a limb cannot reach.
    """
    posed = Skeleton({}, {}, {})
    _trunk(posed, pose)
    for side in body.SIDES:
        if pose.leg(side).plant is None:
            _turned_leg(posed, side, pose.leg(side))
        if pose.arm(side).reach is None:
            _turned_arm(posed, side, pose.arm(side))
    _pin(posed, pose, view)
    for side in body.SIDES:
        planted = pose.leg(side).plant
        if planted is not None:
            _planted_leg(posed, side, pose.leg(side), planted, view)
    for side in body.SIDES:
        target = pose.arm(side).reach
        if target is not None:
            _reaching_arm(posed, side, pose.arm(side), target, view)
    return posed


def target_place(posed: Skeleton, target: Target, view: View, depth: float = 0.0) -> Vector:
    """Return the point in space that a target means; ``depth`` is for a place in the frame, which has none.

    :raises BadInput: if the body has no such point.
    """
    if isinstance(target, tuple):
        return view.place(target[0], target[1], depth)
    near = Near(point=target) if isinstance(target, str) else target
    if near.point not in posed.points:
        raise BadInput(f"there is no point {near.point!r}; the points are {', '.join(sorted(posed.points))}")
    return posed.points[near.point] + view.place(near.offset[0], near.offset[1], near.depth)


def spot_of(posed: Skeleton, target: Target, view: View) -> Spot:
    """Return where in the frame a target is; an offset counts in units of the frame."""
    if isinstance(target, tuple):
        return target[0], FLOOR - target[1]
    near = Near(point=target) if isinstance(target, str) else target
    x, y = view.spot(target_place(posed, near.point, view))
    return x + near.offset[0], y - near.offset[1]


def _trunk(posed: Skeleton, pose: Pose) -> None:
    pelvis = turning.about_y(pose.lean)
    chest = pelvis @ turning.about_y(pose.spine)
    head = chest @ turning.about_y(pose.neck)
    points, frames = posed.points, posed.frames
    frames.update(pelvis=pelvis, chest=chest, head=head)
    points["pelvis"] = vector(0, 0, 0)
    points["waist"] = pelvis @ vector(0, 0, body.TRUNK_LOW)
    points["chest"] = points["waist"] + chest @ vector(0, 0, body.TRUNK_HIGH * 0.5)
    points["neck"] = points["waist"] + chest @ vector(0, 0, body.TRUNK_HIGH)
    points["head"] = points["neck"] + head @ vector(1.5, 0, body.NECK)
    points["throat"] = points["head"]
    points["nose"] = points["head"] + head @ vector(12.2, 0, -2)
    points["seat"] = pelvis @ vector(-3.5, 0, -1.5)
    for side in body.SIDES:
        away = body.outward(side)
        points[f"{side}.hip"] = pelvis @ vector(0, away * body.HIP_HALF, 0)
        points[f"{side}.shoulder"] = points["neck"] + chest @ vector(0, away * body.SHOULDER_HALF, -5)


def _turned_leg(posed: Skeleton, side: Side, leg: Leg) -> None:
    away = body.outward(side)
    thigh = posed.frames["pelvis"] @ turning.about_y(-leg.hip) @ turning.about_x(away * leg.out)
    thigh = thigh @ turning.about_z(away * leg.rotate)
    shin = thigh @ turning.about_y(leg.knee)
    foot = shin @ turning.about_x(-away * leg.invert) @ turning.about_y(-leg.ankle)
    knee = posed.points[f"{side}.hip"] + thigh @ vector(0, 0, -body.THIGH)
    ankle = knee + shin @ vector(0, 0, -body.SHIN)
    place_leg(posed, side, knee, ankle, (thigh, shin, foot), leg.toes)


def _planted_leg(posed: Skeleton, side: Side, leg: Leg, planted: Planted, view: View) -> None:
    away = body.outward(side)
    foot = turning.about_z(away * planted.turn) @ turning.about_y(-planted.tilt)
    foot = foot @ turning.about_x(-away * planted.roll)
    hip = posed.points[f"{side}.hip"]
    where, radius, offset = _contact(planted)
    touching = target_place(posed, where, view, view.depth(hip)) + view.place(0, radius, planted.depth)
    pole = vector(*leg.knee_towards)
    try:
        knee, ankle = turning.middle_joint(hip, touching - foot @ offset, body.THIGH, body.SHIN, pole)
    except turning.OutOfReach as fault:
        raise turning.OutOfReach(f"{side} leg, from hip to planted ankle: {fault}") from fault
    axis = turning.hinge(hip, ankle, pole)
    frames = turning.frame_along(knee - hip, axis), turning.frame_along(ankle - knee, axis), foot
    place_leg(posed, side, knee, ankle, frames, leg.toes)


def _contact(planted: Planted) -> tuple[Target, float, Vector]:
    """Return the target, how far above it the foot's point is, and that point in the foot's axes."""
    if planted.heel is not None:
        return planted.heel, body.RADIUS["heel"], body.HEEL
    if planted.ball is not None:
        return planted.ball, body.RADIUS["ball"], body.BALL
    return planted.ankle or (0, 0), 0, vector(0, 0, 0)


def place_leg(
    posed: Skeleton,
    side: Side,
    knee: Vector,
    ankle: Vector,
    frames: tuple[Matrix, Matrix, Matrix],
    toes: float,
) -> None:
    """Put the foot on its ankle and note the leg's points, axes and angles."""
    thigh, shin, foot = frames
    ball = ankle + foot @ body.BALL
    toe = ball + foot @ turning.about_y(-toes) @ body.TOE_TIP
    across = foot @ vector(0, body.BALL_HALF, 0)
    ends = {
        "knee": knee,
        "ankle": ankle,
        "heel": ankle + foot @ body.HEEL,
        "ball": ball,
        "arch": ankle + foot @ body.ARCH,
        "toe": toe,
        "left_ball": ball + across,
        "right_ball": ball - across,
        "left_toe": toe + across,
        "right_toe": toe - across,
        "calf": knee + shin @ vector(-2.4, 0, -13),
    }
    posed.points.update({f"{side}.{name}": point for name, point in ends.items()})
    posed.frames.update({f"{side}.thigh": thigh, f"{side}.shin": shin, f"{side}.foot": foot})
    sole = shin.T @ foot @ vector(1, 0, 0)
    posed.angles[f"{side}.knee"] = _between(thigh, shin)
    posed.angles[f"{side}.ankle"] = float(np.degrees(np.arctan2(sole[2], sole[0])))


def _turned_arm(posed: Skeleton, side: Side, arm: Arm) -> None:
    away = body.outward(side)
    upper = posed.frames["chest"] @ turning.about_y(-arm.shoulder) @ turning.about_x(away * arm.out)
    upper = upper @ turning.about_z(away * arm.rotate)
    lower = upper @ turning.about_y(-arm.elbow)
    elbow = posed.points[f"{side}.shoulder"] + upper @ vector(0, 0, -body.UPPER_ARM)
    _place_arm(posed, side, elbow, elbow + lower @ vector(0, 0, -body.FOREARM - body.HAND))


def _reaching_arm(posed: Skeleton, side: Side, arm: Arm, target: Target, view: View) -> None:
    shoulder = posed.points[f"{side}.shoulder"]
    hand = target_place(posed, target, view, view.depth(shoulder))
    pole = posed.frames["chest"] @ vector(*arm.elbow_towards)
    try:
        elbow, hand = turning.middle_joint(shoulder, hand, body.UPPER_ARM, body.FOREARM + body.HAND, pole)
    except turning.OutOfReach as fault:
        raise turning.OutOfReach(f"{side} arm, from shoulder to hand: {fault}") from fault
    _place_arm(posed, side, elbow, hand)


def _place_arm(posed: Skeleton, side: Side, elbow: Vector, hand: Vector) -> None:
    share = body.FOREARM / (body.FOREARM + body.HAND)
    posed.points[f"{side}.elbow"] = elbow
    posed.points[f"{side}.wrist"] = elbow + (hand - elbow) * share
    posed.points[f"{side}.hand"] = hand


def _pin(posed: Skeleton, pose: Pose, view: View) -> None:
    ((name, place),) = pose.pin.items()
    if name not in posed.points:
        raise BadInput(f"pin: {name!r} is no point of the body that the angles place")
    shift = view.place(*place, view.depth(posed.points[name])) - posed.contact(name)
    for point in posed.points:
        posed.points[point] = posed.points[point] + shift


def _between(upper: Matrix, lower: Matrix) -> float:
    cosine = float(upper[:, 2] @ lower[:, 2])
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
