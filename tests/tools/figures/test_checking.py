"""The checks of a drawing, each with a figure that breaks it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from server.errors import BadInput
from tools.figures import checking, drawing, folder
from tools.figures.__main__ import main
from tools.figures.description import Figure

STANDING = """\
pose:
  pin: {left.heel: [120, 0]}
"""


def faults_of(**described: object) -> str:
    figure = Figure.model_validate({"pose": {"pin": {"left.heel": [120, 0]}}, **described})
    with pytest.raises(BadInput) as caught:
        checking.check(figure, drawing.draw(figure))
    return str(caught.value)


@pytest.mark.parametrize(
    ("described", "told"),
    [
        ({"pose": {"pin": {"left.heel": [120, 60]}}}, "the body leaves the frame of 240 by 240"),
        ({"pose": {"pin": {"pelvis": [120, 30]}}}, "left.ankle is"),
        ({"props": [{"kind": "wall", "x": 112}]}, "inside the wall"),
        ({"props": [{"kind": "wall", "x": 122}]}, "inside the wall"),
        ({"arrows": [{"tail": [120, 100], "tip": [245, 100]}]}, "the arrow leaves the frame"),
        (
            {"pose": {"pin": {"pelvis": [120, 50]}, "left_leg": {"plant": {"heel": [120, 0], "tilt": 60}}}},
            "left.ankle is bent to",
        ),
    ],
    ids=["out of the frame", "in the floor", "in the wall on the left", "on the right", "arrow", "ankle"],
)
def test_a_drawing_that_no_body_could_be_is_refused(described: dict[str, object], told: str) -> None:
    assert told in faults_of(**described)


def test_a_limb_that_lost_its_length_is_refused() -> None:
    figure = Figure.model_validate({"pose": {"pin": {"left.heel": [120, 0]}}})
    drawn = drawing.draw(figure)
    drawn.skeletons[0].points["left.knee"][0] += 5
    with pytest.raises(BadInput, match=r"left hip to knee is 46\.3 long; it is 46 on this body"):
        checking.check(figure, drawn)


def test_every_fault_is_told_at_once() -> None:
    arrows = [{"tail": [120, 100], "tip": [245, 100]}]
    assert faults_of(props=[{"kind": "wall", "x": 112}], arrows=arrows).count("; ") >= 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("pose: [", "mine.yaml: this is not YAML"),
        ("props: []\n", "mine.yaml: pose: Field required"),
        (STANDING + "muscles: [left.biceps]\n", "mine.yaml: there is no muscle 'left.biceps'; write left."),
        (STANDING + "layers: [tail]\n", "mine.yaml: there is no part 'tail'; the parts are"),
        (STANDING + "start: {left_leg: {knee: -5}}\n", "mine.yaml: "),
        (STANDING + "props: [{kind: sofa}]\n", "mine.yaml: props.0: "),
    ],
    ids=["no YAML", "no pose", "muscle", "layer", "starting position", "prop"],
)
def test_a_faulty_description_is_told_with_its_file(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        folder.draw(path)
    assert told in str(caught.value)


def test_the_command_draws_and_then_finds_it_up_to_date(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(STANDING, encoding="utf-8")
    stale = CliRunner().invoke(main, ["--check", "--folder", str(tmp_path)])
    assert stale.exit_code == 1
    assert "mine.svg differs from mine.yaml: run python -m tools.figures" in stale.output
    assert CliRunner().invoke(main, ["--folder", str(tmp_path)]).output == "1 figures are drawn.\n"
    assert CliRunner().invoke(main, ["--check", "--folder", str(tmp_path)]).exit_code == 0


def test_the_command_tells_of_a_figure_that_is_not_there(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["nobody", "--folder", str(tmp_path)])
    assert result.exit_code == 1
    assert "nobody.yaml" in result.output
