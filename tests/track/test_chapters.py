from server.routine.model import Block, Step
from server.track.chapters import Chapter, chapters_of
from tests.helpers.coach import exercise, rounds, step
from tests.helpers.coach import timeline as laid_out
from tests.helpers.track import segment, timeline


def titles(*sequence: Step | Block) -> list[str]:
    return [chapter.title for chapter in chapters_of(laid_out(*sequence))]


def test_there_is_a_chapter_for_each_step_and_side() -> None:
    line = timeline(
        segments=(
            segment("calf", "left", 0, 1000),
            segment("calf", "left", 1000, 2000, 2),
            segment("calf", "right", 2000, 4000),
            segment("squat", "both", 4000, 10_000),
        )
    )
    assert chapters_of(line) == (
        Chapter(0, 2000, "Calf, left side"),
        Chapter(2000, 4000, "Calf, right side"),
        Chapter(4000, 10_000, "Squat"),
    )


def test_where_the_sides_take_turns_each_turn_is_a_chapter_with_its_set() -> None:
    toes = exercise("Toes", "reps", "alternate")
    assert titles(step(toes, sets=2)) == [
        "Toes, left side, set 1",
        "Toes, right side, set 1",
        "Toes, left side, set 2",
        "Toes, right side, set 2",
    ]


def test_holds_that_take_turns_are_counted_within_their_set() -> None:
    toes = exercise("Toes", sides="alternate")
    sides = [f"Toes, {side} side, set {number}, hold" for number in (1, 2) for side in ("left", "right")]
    assert titles(step(toes, reps=2, sets=2)) == [
        *(f"{sides[0]} 1", f"{sides[1]} 1", f"{sides[0]} 2", f"{sides[1]} 2"),
        *(f"{sides[2]} 1", f"{sides[3]} 1", f"{sides[2]} 2", f"{sides[3]} 2"),
    ]
    assert titles(step(toes, reps=2))[-1] == "Toes, right side, hold 2"


def test_each_round_of_each_step_is_a_chapter() -> None:
    squats, calf = step(exercise("Squats")), step(exercise("Calf", sides="each"))
    assert titles(rounds(2, squats, calf)) == [
        *("Squats, round 1", "Calf, left side, round 1", "Calf, right side, round 1"),
        *("Squats, round 2", "Calf, left side, round 2", "Calf, right side, round 2"),
    ]
    assert titles(rounds(2, squats, rest=10)) == ["Squats, round 1", "Squats, round 2"]


def test_the_chapters_of_a_workout_leave_nothing_out() -> None:
    line = laid_out(step(exercise("Calf", sides="each")), step(exercise("Toes", sides="alternate"), sets=3))
    marks = chapters_of(line)
    assert [mark.start_ms for mark in marks] == [0, *(mark.end_ms for mark in marks[:-1])]
    assert marks[-1].end_ms == line.duration_ms
    assert [mark.title for mark in marks[:2]] == ["Calf, left side", "Calf, right side"]
