"""Drawings in pages: they move where they are the subject, and keep still beside a name."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from server.web.drawings import drawing

FRAME = 'class="fig-frame'


def test_a_drawing_with_frames_is_one_of_an_exercise_that_moves() -> None:
    assert FRAME in drawing("march", moving=True)
    assert drawing("gastroc", moving=True) == drawing("gastroc")
    assert not drawing("../march", moving=True)


@pytest.mark.parametrize("page", ["/", "/routines/dynamic-warm-up"])
def test_a_thumb_keeps_still(client: FlaskClient, page: str) -> None:
    shown = client.get(page).text
    assert 'class="fig"' in shown
    assert FRAME not in shown


def test_the_drawing_moves_in_a_workout_and_where_a_step_is_explained(client: FlaskClient) -> None:
    workout = client.post("/workouts", data={"routine": "dynamic-warm-up"}).location
    for page in (f"{workout}/figures", "/routines/dynamic-warm-up/steps/march"):
        assert FRAME in client.get(page).text
