from __future__ import annotations

from dataclasses import replace

import pytest

from server.audio.format import GRID_MS
from server.coach.model import CueKind, Timeline
from server.coach.script import write_script
from server.coach.timeline import lay_out
from server.routine.model import Choices, Routine, Verbosity
from tests.helpers.coach import exercise, length_ms, listing, routine, score, step, timeline

TempoFigures = tuple[float, float, float, float]


def a_set(reps: int, tempo: TempoFigures) -> Routine:
    return routine(step(exercise("Heel raise", "reps", tempo=tempo), reps=reps))


def heard(reps: int, tempo: TempoFigures, verbosity: Verbosity = "full") -> list[str]:
    """Return what is heard in each rep, in a line."""
    return by_rep(lay_out(write_script(a_set(reps, tempo), Choices(verbosity=verbosity)), length_ms, GRID_MS))


def by_rep(line: Timeline) -> list[str]:
    return [
        " ".join(cue.text for cue in line.cues if cue.segment == index)
        for index, segment in enumerate(line.segments)
        if segment.kind == "rep"
    ]


def test_a_slow_tempo_is_spoken_phase_by_phase_and_each_rep_is_counted() -> None:
    line = timeline(step(exercise("Heel raise", "reps", tempo=(3, 2, 3, 0)), reps=4))
    assert listing(line, "rep") == score("""
        rep both 1.1 (8 s)
          0 start: *start*
          0.41 tempo: Up.
          3 tempo: Hold.
          5 tempo: Down.
          7 count: One.
        rep both 1.2 (8 s)
          0 tempo: Up.
          3 tempo: Hold.
          5 tempo: Down.
          7 count: Last two.
        rep both 1.3 (8 s)
          0 tempo: Up.
          3 tempo: Hold.
          5 tempo: Down.
          7 count: Three.
        rep both 1.4 (8 s)
          0 tempo: Up.
          3 tempo: Hold.
          5 tempo: Down.
          7 count: Four.
    """)


@pytest.mark.parametrize(
    ("verbosity", "third_rep"),
    [
        ("full", "Up. Hold. Down. Three."),
        ("brief", "tick tick tick Three."),
        ("minimal", "tick tick tick"),
    ],
)
def test_after_two_reps_the_brief_coach_ticks_and_the_minimal_one_has_ticked_all_along(
    verbosity: Verbosity, third_rep: str
) -> None:
    reps = heard(8, (3, 2, 3, 0), verbosity)
    assert reps[2] == third_rep
    assert ("Up." in reps[1]) == (verbosity != "minimal")


def test_a_short_last_phase_is_named_in_two_reps_and_counted_from_then_on() -> None:
    assert heard(6, (1, 0, 1, 0)) == [
        "start Up. Down.",
        "Up. Down.",
        "Up. Three.",
        "Up. Last two.",
        "Up. Five.",
        "Up. Six.",
    ]


def test_a_count_that_does_not_fit_leaves_its_place_to_the_word() -> None:
    def slow_numbers(kind: CueKind, text: str) -> int:
        return 900 if text == "Three." else length_ms(kind, text)

    line = lay_out(write_script(a_set(6, (1, 0, 1, 0)), Choices()), slow_numbers, GRID_MS)
    assert by_rep(line)[2:4] == ["Up. Down.", "Up. Last two."]


@pytest.mark.parametrize("reps", [1, 2, 3])
def test_a_set_of_three_or_fewer_needs_no_last_two(reps: int) -> None:
    assert "Last two." not in " ".join(heard(reps, (2, 1, 2, 0)))


def test_an_empty_tempo_word_is_not_spoken() -> None:
    movement = exercise(
        "Short foot", "reps", tempo=(1, 5, 1, 1), tempo_words=("shorten", "hold", "relax", "")
    )
    assert by_rep(timeline(step(movement, reps=3)))[1] == "Shorten. Hold. Relax. Two."


def test_reps_of_half_a_second_tick_and_every_tenth_is_counted_instead() -> None:
    reps = heard(22, (0.25, 0, 0.25, 0))
    assert reps[0] == "start"
    assert reps[9:12] == ["Ten.", "", "tick"]
    assert reps[19:] == ["20.", "", "tick"]
    assert {*reps[1:9], *reps[11:19]} == {"tick"}


def test_reps_of_a_second_tick_and_every_fifth_is_counted_too() -> None:
    reps = heard(12, (0.5, 0, 0.5, 0))
    assert reps == [
        *("start", "tick", "tick", "tick", "tick Five."),
        *("tick", "tick", "tick", "tick", "Last two."),
        *("tick", "tick"),
    ]


def test_a_number_longer_than_a_fast_rep_leaves_its_tick() -> None:
    def slow_voice(kind: CueKind, text: str) -> int:
        return length_ms(kind, text) * (3 if kind == "speech" else 1)

    line = lay_out(write_script(a_set(12, (0.25, 0, 0.25, 0)), Choices()), slow_voice, GRID_MS)
    assert by_rep(line)[9] == "tick"


def test_the_minimal_coach_only_ticks_fast_reps() -> None:
    assert heard(12, (0.25, 0, 0.25, 0), "minimal") == ["start", *["tick"] * 11]


def test_reps_without_a_tempo_are_refused() -> None:
    broken = replace(exercise("Heel raise", "reps"), tempo=None)
    with pytest.raises(ValueError, match="heel-raise: reps need a tempo"):
        timeline(step(broken, reps=3))
