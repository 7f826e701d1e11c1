from __future__ import annotations

import pytest

from server.coach.work_intervals import Rest, RoundStart, WorkInterval, work_intervals
from server.routine.choices import doses_of
from server.routine.model import Block, Choices, Phase, SideChoice, Step
from tests.helpers.coach import by_side, exercise, pause, rounds, routine, step

CALF = exercise("Calf", sides="each")
SHIN = exercise("Shin", sides="each")
RAISE = exercise("Raise", "reps", "alternate")
RUN = exercise("Run", "instruction")


def order(*sequence: Step | Block, choices: Choices | None = None) -> str:
    """Return the order of work in short: "calf L1.1", rests as seconds, rounds as R1."""
    plan = routine(*sequence)
    chosen = choices or Choices()
    return ", ".join(map(_short, work_intervals(plan, doses_of(plan.parts, chosen), chosen)))


def _short(event: WorkInterval | Rest | RoundStart) -> str:
    match event:
        case WorkInterval():
            length = f" {event.seconds}s" if event.seconds else ""
            return f"{event.step.id} {event.side[0].upper()}{event.set}.{event.rep}{length}"
        case Rest():
            return f"{event.kind} {event.seconds}"
        case _:
            return f"R{event.number}/{event.of}"


def test_each_side_is_finished_before_the_other_and_rests_lie_between_holds_only() -> None:
    assert order(step(CALF, seconds=30, reps=2, rest=5)) == (
        "calf L1.1 30s, rest 5, calf L1.2 30s, calf R1.1 30s, rest 5, calf R1.2 30s"
    )


def test_alternating_sides_take_turns_set_by_set() -> None:
    assert order(step(RAISE, reps=8, sets=2, rest=30)) == (
        "raise L1.1, rest 30, raise R1.1, rest 30, raise L2.1, rest 30, raise R2.1"
    )


def test_a_ladder_is_one_hold_after_the_other_on_each_side() -> None:
    assert order(step(CALF, seconds=(20, 30, 40), rest=5)) == (
        "calf L1.1 20s, rest 5, calf L1.2 30s, rest 5, calf L1.3 40s, "
        "calf R1.1 20s, rest 5, calf R1.2 30s, rest 5, calf R1.3 40s"
    )


def test_sets_of_holds_have_a_rest_of_their_own() -> None:
    bridge = exercise("Bridge")
    assert order(step(bridge, seconds=5, reps=2, sets=2, rest=3, set_rest=60)) == (
        "bridge B1.1 5s, rest 3, bridge B1.2 5s, rest 60, bridge B2.1 5s, rest 3, bridge B2.2 5s"
    )


@pytest.mark.parametrize(
    ("reps", "rests"),
    [(12, "rest 30"), (6, "rest 42")],
    ids=["the other leg took long enough", "the rest is lengthened"],
)
def test_between_sets_one_side_rests_at_least_so_long_while_the_other_works(reps: int, rests: str) -> None:
    raises = step(RAISE, tempo=(3, 2, 3, 0), reps=reps, sets=2, rest=30, set_rest=120)
    assert order(raises) == f"raise L1.1, rest 30, raise R1.1, {rests}, raise L2.1, rest 30, raise R2.1"


def test_one_side_alone_rests_between_its_sets_exactly_as_long_as_chosen() -> None:
    raises = step(RAISE, tempo=(3, 2, 3, 0), reps=6, sets=3, rest=30, set_rest=120)
    assert order(raises, choices=Choices(side="left")) == (
        "raise L1.1, rest 120, raise L2.1, rest 120, raise L3.1"
    )


def test_rounds_repeat_their_steps_with_a_rest_between_and_not_after_the_last() -> None:
    run, walk = step(RUN, seconds=60), step(exercise("Walk", "instruction"), seconds=90)
    assert order(rounds(2, run, walk, rest=60)) == (
        "R1/2, run B1.1 60s, walk B1.1 90s, rest 60, R2/2, run B1.1 60s, walk B1.1 90s"
    )


def test_rounds_may_stand_inside_rounds() -> None:
    inner = rounds(2, step(RUN, seconds=10), rest=5, named="inner")
    assert order(rounds(2, inner, rest=60)) == (
        "R1/2, R1/2, run B1.1 10s, rest 5, R2/2, run B1.1 10s, rest 60, "
        "R2/2, R1/2, run B1.1 10s, rest 5, R2/2, run B1.1 10s"
    )


@pytest.mark.parametrize(
    ("side", "sides"), [("both", "LR"), ("left", "L"), ("right", "R"), ("right-first", "RL")]
)
def test_a_block_by_side_does_all_its_steps_on_one_side_first(side: SideChoice, sides: str) -> None:
    done = order(by_side(step(CALF, seconds=20), step(SHIN, seconds=20)), choices=Choices(side=side))
    assert done == ", ".join(f"calf {each}1.1 20s, shin {each}1.1 20s" for each in sides)


def test_a_pause_stands_between_steps_and_what_is_skipped_is_gone() -> None:
    plan = (step(RUN, seconds=60), pause(30), step(CALF, seconds=20, named="calf"))
    assert order(*plan) == "run B1.1 60s, pause 30, calf L1.1 20s, calf R1.1 20s"
    skipping = Choices(doses={"pause": {"skip": 1}, "calf": {"skip": 1}})
    assert order(*plan, choices=skipping) == "run B1.1 60s"


def test_phases_are_repeated_like_holds() -> None:
    stretch = exercise("Stretch", "reps", "each", phases=(Phase("push"), Phase("deeper")))
    assert order(step(stretch, phases=(6, 30), reps=2, rest=15), choices=Choices(side="left")) == (
        "stretch L1.1, rest 15, stretch L1.2"
    )


def test_a_hold_in_breaths_lasts_as_long_as_the_person_breathes() -> None:
    dog = step(exercise("Dog"), breaths=5)
    assert order(dog) == "dog B1.1 20s"
    assert order(dog, choices=Choices(breath=6)) == "dog B1.1 30s"
