from __future__ import annotations

from server.resources import COVERS, DEFAULT_COVER
from tools.figures.covers import pictures


def test_a_cover_shows_the_exercise_that_stands_for_the_routine() -> None:
    assert pictures()["desk-break"].name == "soleus.svg"  # its file says so: the first would be another


def test_every_routine_has_a_cover_from_a_figure() -> None:
    assert {path.stem for path in COVERS.glob("*.png")} == {*pictures(), DEFAULT_COVER}
    assert all(drawing.is_file() for drawing in pictures().values())
