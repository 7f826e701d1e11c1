from __future__ import annotations

from dataclasses import replace

from server.coach.script import write_script
from server.coach.time_costs import costs
from server.routine.model import Choices
from tests.helpers.coach import at_rate, exercise, length_ms, routine, step, timeline

TURNS = step(exercise("Turns", sides="alternate"), rest=1, reps=2)


def test_a_rest_too_short_for_its_words_costs_the_time_that_they_take() -> None:
    script = write_script(routine(TURNS), Choices())
    found = costs(script, at_rate(80))
    assert [(cost.step, cost.kind, cost.chosen_ms) for cost in found] == [("turns", "rest", 1000)]
    line = timeline(TURNS, lengths=at_rate(80))
    switch = next(segment for segment in line.segments if segment.kind == "switch")
    assert abs(found[0].extra_ms - (switch.end_ms - switch.start_ms)) < 300
    assert "Switch: right leg." in found[0].words


def test_a_rest_with_room_for_its_words_costs_nothing() -> None:
    assert costs(write_script(routine(replace(TURNS)), Choices()), length_ms) == ()


def test_a_name_longer_than_its_step_costs_the_time_that_it_takes() -> None:
    pose = replace(step(exercise("Downward facing dog"), seconds=1, move=0), announce="name")
    found = costs(write_script(routine(step(exercise("Bridge")), pose), Choices()), length_ms)
    assert [cost.kind for cost in found] == ["hold"]
    assert found[0].extra_ms > 0
