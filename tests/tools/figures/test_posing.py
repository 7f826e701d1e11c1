"""From angles to a body: each joint turns the way that joint turns."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from server.errors import BadInput
from tools.figures import body, posing
from tools.figures.body import Skeleton
from tools.figures.pose import Pose
from tools.figures.turning import OutOfReach
from tools.figures.view import View

SIDE, FRONT, REAR = View(0), View(90), View(-90)


def posed(view: View = SIDE, /, **pose: object) -> Skeleton:
    return posing.skeleton(Pose.model_validate({"pin": {"pelvis": [120, 90]}, **pose}), view)


def across(skeleton: Skeleton, point: str, other: str, view: View = SIDE) -> float:
    """Return how far right of ``other`` a point appears."""
    return view.spot(skeleton.points[point])[0] - view.spot(skeleton.points[other])[0]


def above(skeleton: Skeleton, point: str, other: str) -> float:
    return float(skeleton.points[point][2] - skeleton.points[other][2])


def test_with_all_angles_zero_the_body_stands_straight_and_faces_left() -> None:
    standing = posed()
    assert above(standing, "head", "left.ankle") > 150
    assert across(standing, "left.knee", "left.hip") == pytest.approx(0)
    assert across(standing, "left.toe", "left.heel") < 0
    assert across(standing, "nose", "head") < 0


@pytest.mark.parametrize(
    ("leg", "point", "origin", "direction"),
    [
        ({"hip": 40}, "left.knee", "left.hip", -1),
        ({"hip": -20}, "left.knee", "left.hip", 1),
        ({"knee": 60}, "left.ankle", "left.knee", 1),
    ],
    ids=["the hip bends forward", "the hip stretches backward", "the knee bends backward"],
)
def test_a_leg_turns_the_right_way(leg: dict[str, float], point: str, origin: str, direction: int) -> None:
    assert across(posed(left_leg=leg), point, origin) * direction > 10


def test_a_pulled_foot_points_up_and_a_pointed_foot_down() -> None:
    assert above(posed(left_leg={"ankle": 20}), "left.toe", "left.ankle") > above(
        posed(), "left.toe", "left.ankle"
    )
    assert above(posed(left_leg={"ankle": -40}), "left.toe", "left.ankle") < -15


def test_the_elbow_bends_forward() -> None:
    assert across(posed(left_arm={"elbow": 90}), "left.hand", "left.elbow") < -30


@pytest.mark.parametrize("side", body.SIDES)
def test_abduction_takes_a_leg_away_from_the_other(side: body.Side) -> None:
    view = REAR
    skeleton = posed(view, **{f"{side}_leg": {"out": 30}})
    outward = -1 if side == "left" else 1  # from behind, the left leg is on the left
    assert across(skeleton, f"{side}.ankle", f"{side}.hip", view) * outward > 30


def test_from_the_front_the_left_side_is_on_the_right() -> None:
    assert across(posed(FRONT), "left.shoulder", "right.shoulder", FRONT) > 20


def test_a_pinned_point_touches_its_place() -> None:
    skeleton = posed(pin={"left.ball": [100, 14]}, lean=10, left_leg={"hip": 12, "knee": 20})
    x, y = SIDE.spot(skeleton.contact("left.ball"))
    assert (x, y) == pytest.approx((100, SIDE.origin[1] - 14))


def test_a_planted_foot_stands_flat_where_it_is_told_with_the_knee_in_front() -> None:
    skeleton = posed(pin={"pelvis": [120, 70]}, right_leg={"plant": {"heel": [110, 0]}})
    assert SIDE.spot(skeleton.contact("right.heel"))[0] == pytest.approx(110)
    assert skeleton.contact("right.heel")[2] == pytest.approx(0)
    assert skeleton.contact("right.ball")[2] == pytest.approx(0)
    assert across(skeleton, "right.knee", "right.hip") < 0
    assert 0 < skeleton.angles["right.knee"] < 150


def test_the_angles_of_a_planted_leg_are_those_that_would_turn_it_so() -> None:
    turned = posed(left_leg={"hip": 30, "knee": 50, "ankle": 20})
    heel = SIDE.spot(turned.contact("left.heel"))
    planted = posed(left_leg={"plant": {"heel": [heel[0], SIDE.origin[1] - heel[1]]}})
    assert planted.angles["left.knee"] == pytest.approx(50, abs=0.5)
    assert planted.angles["left.ankle"] == pytest.approx(20, abs=0.5)


def test_a_hand_reaches_a_place_or_a_point_of_the_body() -> None:
    skeleton = posed(
        left_arm={"reach": [70, 130]}, right_arm={"reach": {"point": "left.knee", "offset": [2, 40]}}
    )
    assert SIDE.spot(skeleton.points["left.hand"]) == pytest.approx((70, SIDE.origin[1] - 130))
    assert across(skeleton, "right.hand", "left.knee") == pytest.approx(2)


def test_a_hand_that_is_asked_too_far_is_a_fault_that_says_whose_and_how_far() -> None:
    with pytest.raises(OutOfReach, match="left arm, from shoulder to hand: the distance is 1"):
        posed(left_arm={"reach": [10, 20]})


@pytest.mark.parametrize(
    "pose",
    [
        {"left_leg": {"knee": -20}},
        {"left_leg": {"hip": 170}},
        {"left_arm": {"elbow": -30}},
        {"left_leg": {"ancle": 10}},
        {"right_leg": {"plant": {}}},
        {"right_leg": {"plant": {"heel": [1, 2], "ball": [1, 2]}}},
    ],
    ids=str,
)
def test_what_no_body_does_is_refused(pose: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        posed(**pose)


@pytest.mark.parametrize(
    ("pose", "told"),
    [
        ({"pin": {"tail": [1, 2]}}, "'tail' is no point of the body"),
        ({"left_arm": {"reach": "left.wing"}}, "there is no point 'left.wing'; the points are chest"),
    ],
)
def test_an_unknown_point_is_told_by_name(pose: dict[str, object], told: str) -> None:
    with pytest.raises(BadInput, match=told):
        posed(**pose)


@pytest.mark.parametrize("turn", [0.0, 37.0, 90.0, -90.0])
def test_a_place_of_the_frame_is_seen_where_it_was_put(turn: float) -> None:
    view = View(turn)
    assert view.spot(view.place(70, 30, 12)) == pytest.approx((70, view.origin[1] - 30))
    assert view.depth(view.place(70, 30, 12)) == pytest.approx(12)


def test_mirrored_poses_give_mirrored_bodies() -> None:
    left = posed(left_leg={"hip": 30, "out": 20, "rotate": 15, "knee": 40, "invert": 10})
    right = posed(right_leg={"hip": 30, "out": 20, "rotate": 15, "knee": 40, "invert": 10})
    for point in ("knee", "ankle", "ball", "toe"):
        mirrored = left.points[f"left.{point}"] * np.array([1, -1, 1])
        assert right.points[f"right.{point}"] == pytest.approx(mirrored)
