"""Figures that move: bodies all the way, smooth, and one clear picture where nothing can move."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from pydantic import ValidationError

from server.errors import BadInput
from tools.figures import drawing, folder
from tools.figures.description import Figure
from tools.figures.drawing import Drawing
from tools.figures.moving import FRAMES
from tools.figures.pose import Near, Pose

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = {path.stem: drawing.draw(folder.load(path)) for path in folder.descriptions()}
MOVING = {name: drawn for name, drawn in DRAWN.items() if drawn.frames}
#: Units that a point of the body may go between two frames; the largest swing is that of a leg.
LONGEST_STEP = 34.0
#: Units that what is held in its place may be off it.
SLACK = 0.05
STYLE = (Path(__file__).parents[3] / "server" / "static" / "workout.css").read_text("utf-8")

every_moving_figure = pytest.mark.parametrize("name", MOVING)


def drawn(**described: object) -> Drawing:
    figure = {"pose": {"pin": {"left.heel": [120, 0]}}, **described}
    return drawing.draw(Figure.model_validate(figure))


def text_of(name: str) -> str:
    return (folder.FOLDER / folder.MOVING / f"{name}.svg").read_text("utf-8")


def test_what_is_walked_done_in_reps_or_rolled_moves_and_what_is_held_does_not() -> None:
    kinds = {}
    for path in (folder.FOLDER.parent / "exercises").glob("*.yaml"):
        text = path.read_text("utf-8")
        kinds[path.stem] = re.search(r"^(kind: release|kind: instruction|tempo:)", text, re.MULTILINE)
    assert {name for name, moves in kinds.items() if moves} == set(MOVING)


@every_moving_figure
def test_one_of_the_frames_is_the_picture(name: str) -> None:
    figure = MOVING[name]
    assert len(figure.frames) == FRAMES
    assert figure.frames[figure.shown] == figure.marks


@every_moving_figure
def test_nothing_jumps_from_frame_to_frame(name: str) -> None:
    figure = MOVING[name]
    bodies = figure.skeletons[-FRAMES:]
    closed = [(bodies[-1], bodies[0])] if figure.motion.around else []
    for here, there in [*pairwise(bodies), *closed]:
        for point in here.points:
            step = float(np.linalg.norm(here.points[point] - there.points[point]))
            assert step <= LONGEST_STEP, (point, step)


def standing() -> list[str]:
    """Return the figures that stand on the same place in all positions of their movement."""
    ways = {name: folder.load(folder.FOLDER / f"{name}.yaml").positions() for name in MOVING}
    return [name for name, poses in ways.items() if all(pose.pin == poses[0].pin for pose in poses)]


@pytest.mark.parametrize("name", standing())
def test_what_the_body_stands_on_stays_where_it_is(name: str) -> None:
    ((point, place),) = folder.load(folder.FOLDER / f"{name}.yaml").pose.pin.items()
    for body in MOVING[name].skeletons[-FRAMES:]:
        touching = body.contact(point)
        assert MOVING[name].view.spot(touching)[0] == pytest.approx(place[0], abs=SLACK)
        assert float(touching[2]) == pytest.approx(place[1], abs=SLACK)


def test_a_marching_body_stands_on_one_heel_and_then_on_the_other() -> None:
    bodies = MOVING["march"].skeletons[-FRAMES:]
    for foot, half in (("right", bodies[: FRAMES // 2 + 1]), ("left", bodies[FRAMES // 2 :])):
        touching = [body.contact(f"{foot}.heel") for body in half]
        assert all(one == pytest.approx(touching[0], abs=SLACK) for one in touching)
        assert float(touching[0][2]) == pytest.approx(0, abs=SLACK)


def test_a_foot_on_the_ground_goes_back_as_fast_as_a_walking_body_goes_forward() -> None:
    figure = MOVING["walk"]
    bodies = figure.skeletons[-FRAMES:]
    balls = [body.points["left.ball"] for body in bodies]
    on_the_ground = [
        ball for ball, body in zip(balls, bodies, strict=True) if body.contact("left.ball")[2] < 0.5
    ]
    steps = [
        figure.view.spot(there)[0] - figure.view.spot(here)[0] for here, there in pairwise(on_the_ground)
    ]
    assert len(steps) > FRAMES // 4
    assert steps == pytest.approx([steps[0]] * len(steps), abs=0.5)
    assert steps[0] > 0


def test_left_and_right_do_the_same_in_turn() -> None:
    figure = folder.load(folder.FOLDER / "run.yaml")
    poses = figure.positions()
    half = len(poses) // 2
    assert poses[half].right_leg == figure.pose.left_leg
    assert poses[half].left_arm == figure.pose.right_arm
    assert [pose.mirrored() for pose in poses[half:]] == list(poses[:half])


def test_a_mirrored_pose_names_the_other_side() -> None:
    described = {
        "pin": {"left.heel": [120, 0]},
        "left_leg": {"knee_towards": [1, 0.5, 0]},
        "right_arm": {"reach": {"point": "left.knee", "offset": [2, 3]}},
    }
    mirrored = Pose.model_validate(described).mirrored()
    assert mirrored.pin == {"right.heel": (120, 0)}
    assert mirrored.right_leg.knee_towards == (1, -0.5, 0)
    assert mirrored.left_arm.reach == Near(point="right.knee", offset=(2, 3))


def test_a_ball_rolls_half_as_far_as_what_lies_on_it() -> None:
    for name, lying in (("foot-roll", "left.heel"), ("calf-release", "left.calf")):
        figure = MOVING[name]
        first, last = figure.skeletons[-FRAMES], figure.skeletons[-1]
        gone = figure.view.spot(last.points[lying])[0] - figure.view.spot(first.points[lying])[0]
        balls = [next(mark for mark in frame if mark.looks == "tool") for frame in figure.frames]
        assert balls[-1].shape.box[0] - balls[0].shape.box[0] == pytest.approx(gone / 2, abs=0.1)


def test_joints_turn_at_an_even_rate_between_the_turning_points() -> None:
    moving = drawn(start={"left_leg": {"knee": 60}})
    knees = [body.angles["left.knee"] for body in moving.skeletons[-FRAMES:]]
    assert knees == sorted(knees, reverse=True)
    assert knees[0] == pytest.approx(60)
    assert knees[FRAMES // 2] == pytest.approx(30)
    assert knees[0] - knees[1] < knees[5] - knees[6]


def test_the_box_holds_every_frame() -> None:
    stretched = {"after": [{"left_arm": {"out": 90}}, {"left_arm": {"shoulder": 90}}]}
    assert drawn().box[0] > drawn(motion=stretched).box[0] > 0


@pytest.mark.parametrize(
    ("described", "told"),
    [
        (
            {"motion": {"after": [{"left_leg": {"plant": {"ball": [120, 0]}}}]}},
            "there is nothing between None and {.*} for left_leg.plant",
        ),
        ({"motion": {"after": [{}] * 5}}, "there and back has at most 5 positions; these are 6"),
        ({"motion": {"around": True, "before": [{}]}}, "goes around starts with the picture"),
        ({"motion": {"after": [{"pin": {"tail": [1, 2]}}]}}, "'tail' is no point of the body"),
        (
            {
                "motion": {"after": [{}, {}]},
                "detail": {
                    "at": [180, 130],
                    "pin": {"left.heel": [196, 100]},
                    "of": "left.heel",
                    "start": {"tilt": 20},
                },
            },
            "the foot in the glass has 2 positions; the body has 3",
        ),
    ],
    ids=["planted or not", "too many", "around", "pin", "glass"],
)
def test_a_way_that_cannot_be_gone_is_refused(described: dict[str, object], told: str) -> None:
    with pytest.raises(BadInput, match=told):
        drawn(**described)


def test_a_muscle_that_stands_out_of_the_glass_is_refused(tmp_path: Path) -> None:
    high = tmp_path / "high.yaml"
    text = (folder.FOLDER / "eccentric-drop.yaml").read_text("utf-8")
    high.write_text(text.replace("[160, 107]", "[160, 120]"), "utf-8")
    with pytest.raises(BadInput, match=r"left\.achilles stands out of the glass"):
        folder.draw(high)


@every_moving_figure
def test_without_a_style_sheet_it_is_the_picture(name: str) -> None:
    root = ElementTree.fromstring(text_of(name))
    seen = []
    for element in root:
        if element.tag == f"{SVG}g":
            seen += list(element) if element.get("opacity") != "0" else []
        else:
            seen.append(element)
    still = ElementTree.fromstring((folder.FOLDER / f"{name}.svg").read_text("utf-8"))
    assert [element.attrib for element in seen] == [element.attrib for element in still]
    assert root.get("viewBox") == still.get("viewBox")


@every_moving_figure
def test_every_frame_has_its_turn_in_the_style_sheet(name: str) -> None:
    root = ElementTree.fromstring(text_of(name))
    frames = [group.get("class", "") for group in root.iter(f"{SVG}g")]
    names = [f"fig-frame fig-at-{number}" for number in range(FRAMES)]
    assert frames == names * (len(frames) // FRAMES)
    for number in range(FRAMES):
        assert f".fig-at-{number}{{animation-name:fig-{number}}}" in STYLE
        assert f"@keyframes fig-{number}{{" in STYLE


def test_a_still_figure_has_no_file_that_moves(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("pose:\n  pin: {left.heel: [120, 0]}\n", "utf-8")
    assert folder.draw(path)[tmp_path / folder.MOVING / "mine.svg"] is None


def test_what_alternates_goes_around() -> None:
    with pytest.raises(ValidationError, match="what alternates goes around"):
        drawn(motion={"alternate": True})
