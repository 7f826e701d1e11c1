"""The drawings that come with Soleus: complete, up to date, one body in all of them, and fit for the page."""

from __future__ import annotations

import gzip
import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner

from tools.figures import body, drawing, folder
from tools.figures.__main__ import main
from tools.figures.anatomy import MUSCLES
from tools.figures.description import Figure
from tools.figures.drawing import SPACE
from tools.figures.pose import Pose
from tools.figures.svg import ACCENT, ATTRIBUTES, MUSCLE
from tools.figures.view import FLOOR, FRAME

SVG = "{http://www.w3.org/2000/svg}"
DESCRIPTIONS = folder.descriptions()
NAMES = [path.stem for path in DESCRIPTIONS]
EXERCISES = sorted(path.stem for path in (folder.FOLDER.parent / "exercises").glob("*.yaml"))
#: The largest a drawing may be, in bytes, before compression.
LARGEST = 6_500
#: The largest that one that moves may be, in bytes, as it is sent.
LARGEST_MOVING = 10_000

every_figure = pytest.mark.parametrize("path", DESCRIPTIONS, ids=NAMES)


def files(path: Path) -> list[Path]:
    """Return the picture, and the one that moves if there is one."""
    picture = path.with_suffix(".svg")
    return [one for one in (picture, picture.parent / folder.MOVING / picture.name) if one.is_file()]


def elements(file: Path) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(file.read_text(encoding="utf-8")).iter())


def test_every_exercise_has_a_figure_and_every_figure_an_exercise() -> None:
    assert sorted(NAMES) == EXERCISES
    assert sorted(path.stem for path in folder.FOLDER.glob("*.svg")) == EXERCISES
    assert {path.stem for path in (folder.FOLDER / folder.MOVING).glob("*.svg")} < set(EXERCISES)


def test_the_command_finds_every_figure_up_to_date() -> None:
    result = CliRunner().invoke(main, ["--check"])
    assert result.output == f"{len(EXERCISES)} figures are up to date.\n"
    assert result.exit_code == 0


@every_figure
def test_limbs_keep_their_lengths(path: Path) -> None:
    for posed in drawing.draw(folder.load(path)).skeletons:
        for side in body.SIDES:
            for (one, other), length in body.LIMB_LENGTHS.items():
                way = posed.points[f"{side}.{one}"] - posed.points[f"{side}.{other}"]
                assert float(np.linalg.norm(way)) == pytest.approx(length, abs=0.01)


@every_figure
def test_limbs_are_never_longer_in_the_picture_than_on_the_body(path: Path) -> None:
    drawn = drawing.draw(folder.load(path))
    for posed in drawn.skeletons:
        for side in body.SIDES:
            for (one, other), length in body.LIMB_LENGTHS.items():
                a, b = (drawn.view.spot(posed.points[f"{side}.{point}"]) for point in (one, other))
                assert np.hypot(a[0] - b[0], a[1] - b[1]) <= length + 0.01


@every_figure
def test_nothing_leaves_the_frame(path: Path) -> None:
    drawn = drawing.draw(folder.load(path))
    for mark in (mark for marks in (drawn.marks, *drawn.frames) for mark in marks):
        left, top, right, bottom = mark.shape.box
        assert min(left, top) >= 0, mark.looks
        assert max(right, bottom) <= FRAME, mark.looks


@every_figure
def test_all_are_drawn_in_one_hand(path: Path) -> None:
    root, *paths = elements(path.with_suffix(".svg"))
    left, top, width, height = map(int, (root.get("viewBox") or "").split())
    assert -SPACE <= left < left + width <= FRAME + SPACE
    assert -SPACE <= top < FLOOR < top + height <= FRAME + SPACE
    head = f"a{body.RADIUS['head']:g} {body.RADIUS['head']:g} 0 1 1"
    assert any(head in element.get("d", "") for element in paths)
    for element in paths:
        looks = element.get("class", "").removeprefix("fig-")
        assert f'class="fig-{looks}" {ATTRIBUTES[looks]} d=' in path.with_suffix(".svg").read_text("utf-8")


@every_figure
def test_the_content_security_policy_allows_all_of_it(path: Path) -> None:
    for element in (element for file in files(path) for element in elements(file)):
        assert element.tag in {f"{SVG}svg", f"{SVG}g", f"{SVG}path"}
        assert not [name for name in element.attrib if name in {"style", "id"} or name.startswith("on")]
        assert "url(" not in " ".join(element.attrib.values())


@every_figure
def test_colours_come_from_classes_with_the_page_s_own_as_fallback(path: Path) -> None:
    for element in (element for file in files(path) for element in elements(file)):
        for paint in ("fill", "stroke"):
            assert element.get(paint, "none") in {"none", "currentColor", "Canvas", ACCENT, MUSCLE}


@every_figure
def test_a_figure_is_small(path: Path) -> None:
    picture, *moving = files(path)
    assert picture.stat().st_size <= LARGEST
    assert all(len(gzip.compress(file.read_bytes())) <= LARGEST_MOVING for file in moving)


@pytest.mark.parametrize("name", EXERCISES)
def test_reps_show_where_they_start_and_which_way_they_go(name: str) -> None:
    exercise = (folder.FOLDER.parent / "exercises" / f"{name}.yaml").read_text(encoding="utf-8")
    figure = folder.load(folder.FOLDER / f"{name}.yaml")
    if re.search(r"^tempo:", exercise, re.MULTILINE):
        assert figure.start or (figure.detail and figure.detail.start)
        assert figure.arrows or (figure.detail and figure.detail.arrows)


def test_no_two_figures_are_alike() -> None:
    texts = {path.stem: path.with_suffix(".svg").read_text(encoding="utf-8") for path in DESCRIPTIONS}
    assert not [(one, other) for one, other in combinations(texts, 2) if texts[one] == texts[other]]


def test_the_style_sheet_knows_every_class() -> None:
    sheet = (Path(drawing.__file__).parents[2] / "server" / "static" / "soleus.css").read_text("utf-8")
    painted = re.findall(r"^(\.fig-[^{]*)\{(?:fill|stroke):", sheet, re.MULTILINE)
    assert set(re.findall(r"\.fig-([\w-]+)", ",".join(painted))) == set(ATTRIBUTES)
    light, dark = re.findall(r":root\{([^}]*)\}", sheet)[:2]
    colours = set(re.findall(r"(?:fill|stroke):var\((--fig-[\w-]+)\)", sheet))
    assert colours == set(re.findall(r"(--fig-[\w-]+):", light)) == set(re.findall(r"(--fig-[\w-]+):", dark))


def test_what_is_faint_is_less_so_for_those_who_ask_for_contrast() -> None:
    sheet = (Path(drawing.__file__).parents[2] / "server" / "static" / "soleus.css").read_text("utf-8")
    for dark in ("", r" and \(prefers-color-scheme: dark\)"):
        colours = re.findall(rf"@media \(prefers-contrast: more\){dark}\{{:root\{{(--fig[^}}]*)\}}", sheet)
        assert set(re.findall(r"--fig-([\w-]+):", "".join(colours))) == {"far", "prop", "ghost", "work-ghost"}


def test_the_guide_names_every_word_of_a_description() -> None:
    guide = (folder.FOLDER / "README.md").read_text(encoding="utf-8")
    things = Figure.model_json_schema()["$defs"]
    kinds = [kind for thing in things.values() for kind in _values(thing["properties"].get("kind", {}))]
    words = [*Figure.model_fields, *Pose.model_fields, *MUSCLES, *kinds]
    arms_and_legs = ("left_leg", "right_leg", "left_arm", "right_arm")
    assert not [word for word in words if word not in guide and word not in arms_and_legs]


def _values(kind: dict[str, object]) -> list[str]:
    listed = kind.get("enum", [kind["const"]] if "const" in kind else [])
    assert isinstance(listed, list)
    return listed


def test_the_guide_s_example_is_the_shipped_figure() -> None:
    guide = (folder.FOLDER / "README.md").read_text(encoding="utf-8")
    assert (folder.FOLDER / "march.yaml").read_text(encoding="utf-8") in guide
