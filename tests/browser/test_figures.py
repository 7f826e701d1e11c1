"""A figure that moves: one frame after the other, and the picture for those who want no motion."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.phone import Open

#: An exercise whose figure goes there and back, and one around, with the places of the drawing that move.
PLACES = {"march": 2, "eccentric-drop": 2}
ROUTINE = """\
name: Moving
purpose: For the tests. It moves.
how_often: now and then
occasion: my own
source: our own
steps:
  - exercise: march
  - exercise: eccentric-drop
"""
#: How many frames are visible at each of many times of the movement, and how many of them differ.
WATCH = """
() => {
    const own = (animation) => (animation.animationName ?? "").startsWith("fig-");
    const animations = document.getAnimations().filter(own);
    for (const animation of animations) animation.pause();
    const seen = new Set();
    const counts = new Set();
    for (let at = 0; at < 9000; at += 41) {
        for (const animation of animations) animation.currentTime = at;
        const frames = [...document.querySelectorAll(".fig-frame")];
        const visible = frames.filter((frame) => getComputedStyle(frame).opacity === "1");
        counts.add(visible.length);
        seen.add(visible.map((frame) => frame.getAttribute("class")).join());
    }
    return { animations: animations.length, counts: [...counts], seen: seen.size };
}
"""
ARROW = "() => getComputedStyle(document.querySelector('.fig-arrow')).visibility"


@pytest.mark.parametrize("exercise", PLACES)
def test_exactly_one_frame_is_visible_at_any_time(open_page: Open, folder: Path, exercise: str) -> None:
    (folder / "moving.yaml").write_text(ROUTINE, "utf-8")
    page = open_page()
    page.goto(f"/routines/moving/steps/{exercise}")
    watched = page.evaluate(WATCH)
    assert watched["animations"] == 13 * PLACES[exercise]
    assert watched["counts"] == [PLACES[exercise]]
    assert watched["seen"] == 13
    assert page.evaluate(ARROW) == "hidden"
    page.evaluate("() => document.body.append(document.querySelector('.plate'))")
    assert page.evaluate(WATCH) == watched


def test_without_motion_it_is_the_picture(open_page: Open) -> None:
    page = open_page(reduced_motion="reduce")
    page.goto("/routines/dynamic-warm-up/steps/march")
    watched = page.evaluate(WATCH)
    assert (watched["animations"], watched["counts"], watched["seen"]) == (0, [2], 1)
    assert page.evaluate(ARROW) == "visible"
