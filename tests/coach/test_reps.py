"""Reps in their tempo: words, ticks and counts."""

from __future__ import annotations

import pytest

from server.routine.model import Choices, Verbosity
from tests.helpers.coach import at_rate, exercise, heard, listing, score, step, texts, timeline

RAISE = exercise("Heel raise", "reps", form_cues=())


def reps(count: int, tempo: tuple[float, ...], verbosity: Verbosity = "full") -> list[str]:
    line = timeline(step(RAISE, reps=count, tempo=tempo), choices=Choices(verbosity=verbosity))
    return heard(line, "rep")


def test_tempo_words_fade_to_numbers_and_ticks_of_three_pitches() -> None:
    assert reps(6, (2, 1, 2, 0)) == [
        "*start* Up. Hold. Down.",
        "Up. Hold. Down.",
        "Two. *tick* *tick-down*",
        "Three. *tick* *tick-down*",
        "Last two. *tick* *tick-down*",
        "Five. *tick* *tick-down*",
    ]


def test_a_number_is_that_of_the_finished_rep_and_comes_on_the_beat() -> None:
    line = timeline(step(RAISE, reps=3, tempo=(3, 2, 3, 0)))
    assert (
        listing(line, "rep").splitlines()[-4:]
        == score("""
        rep both 1.3 (8 s)
          0 count: Two.
          3 tempo: *tick*
          5 tempo: *tick-down*
    """).splitlines()
    )


@pytest.mark.parametrize("tempo", [(2, 1, 2, 0), (0.5, 0, 0.5, 0), (0.25, 0, 0.25, 0), (1, 0, 1, 0)])
@pytest.mark.parametrize("count", [5, 6, 12, 30])
def test_last_two_is_said_with_exactly_two_to_go(count: int, tempo: tuple[float, ...]) -> None:
    said = reps(count, tempo)
    assert [index for index, each in enumerate(said) if "Last two." in each] == [count - 2]


@pytest.mark.parametrize(
    ("tempo", "counted"),
    [((0.5, 0, 0.5, 0), {5: "Five.", 10: "Ten."}), ((0.25, 0, 0.25, 0), {10: "Ten."})],
)
def test_fast_reps_are_ticked_and_counted_now_and_then(
    tempo: tuple[float, ...], counted: dict[int, str]
) -> None:
    said = reps(15, tempo)
    assert said[0] == "*start*"
    for index in range(1, 13):
        assert said[index] == counted.get(index, "*tick*")


@pytest.mark.parametrize("rate", [80, 100, 130])
@pytest.mark.parametrize("tempo", [(2, 1, 2, 0), (1, 0, 1, 0)])
def test_no_number_is_skipped_by_a_slow_voice(rate: int, tempo: tuple[float, ...]) -> None:
    line = timeline(step(RAISE, reps=12, tempo=tempo), lengths=at_rate(rate))
    assert texts(line, "count") == [
        *("Two.", "Three.", "Four.", "Five.", "Six.", "Seven.", "Eight.", "Nine.", "Last two.", "Eleven.")
    ]


def test_a_count_that_lasts_longer_than_a_fast_rep_takes_the_place_of_ticks() -> None:
    line = timeline(step(RAISE, reps=30, tempo=(0.25, 0, 0.25, 0)), lengths=at_rate(120))
    assert texts(line, "count") == ["Ten.", "Twenty.", "Last two."]


def test_the_minimal_coach_only_ticks() -> None:
    assert reps(3, (2, 1, 2, 0), "minimal") == [
        "*start* *tick* *tick-down*",
        "*tick-up* *tick* *tick-down*",
        "*tick-up* *tick* *tick-down*",
    ]


def test_an_empty_word_is_not_spoken() -> None:
    drop = exercise("Drop", "reps", tempo_words=("up", "", "down", ""), form_cues=())
    assert heard(timeline(step(drop, reps=1, tempo=(2, 0, 3, 1))), "rep") == ["*start* Up. Down."]
