"""What a drawing shows beside the body: a wall in the magnifying glass, closed eyes."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tools.figures import drawing
from tools.figures.description import Figure
from tools.figures.props import Mark
from tools.figures.view import FLOOR

STANDING = {"pin": {"left.heel": [120, 0]}}
#: A glass round (180, 130), whose foot stands 100 above the floor.
GLASS = {"at": [180, 130], "pin": {"left.heel": [196, 100]}, "of": "left.heel"}


def marks(looks: str, **described: object) -> list[Mark]:
    """Return the marks that look so."""
    figure = Figure.model_validate({"pose": STANDING, **described})
    return [mark for mark in drawing.draw(figure).marks if mark.looks == looks]


def ground(**detail: object) -> tuple[float, float, float, float]:
    """Return how far the ground in the glass extends; the first is the floor of the whole picture."""
    return marks("prop", detail={**GLASS, **detail})[1].shape.box


def test_ground_in_the_glass_ends_at_a_wall_that_rises_to_the_rim() -> None:
    left, top, right, bottom = ground(wall=150)
    assert left == pytest.approx(150 - 4)
    assert top < FLOOR - 130 - 30
    assert (right, bottom) == pytest.approx(ground()[2:])
    assert ground()[0] < left


@pytest.mark.parametrize(
    "detail", [{"wall": 120}, {"wall": 150, "floor": False}, {"wall": 150, "floor": 170}]
)
def test_a_wall_that_cannot_stand_in_the_glass_is_refused(detail: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="a wall stands inside the glass"):
        ground(**detail)


@pytest.mark.parametrize(("view", "eyes"), [("front", 2), ("side", 1), (55, 2)])
def test_closed_eyes_are_drawn_where_they_can_be_seen(view: str | float, eyes: int) -> None:
    assert len(marks("leader", view=view, eyes_closed=True)) == eyes


def test_eyes_are_open_unless_said_and_have_no_lids_from_behind() -> None:
    assert not marks("leader", view="front")
    assert not marks("leader", view="rear", eyes_closed=True)
