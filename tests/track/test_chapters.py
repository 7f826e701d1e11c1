from server.track.chapters import Chapter, chapters_of
from tests.helpers.coach import exercise, step
from tests.helpers.coach import timeline as laid_out
from tests.helpers.track import segment, timeline


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
    line = timeline(
        segments=(
            segment("toes", "left", 0, 1000),
            segment("toes", "right", 1000, 2000),
            segment("toes", "left", 2000, 3000, 2),
            segment("toes", "right", 3000, 4000, 2),
        )
    )
    assert [chapter.title for chapter in chapters_of(line)] == [
        "Toes, left side, set 1",
        "Toes, right side, set 1",
        "Toes, left side, set 2",
        "Toes, right side, set 2",
    ]


def test_the_chapters_of_a_workout_leave_nothing_out() -> None:
    line = laid_out(step(exercise("Calf", sides="each")), step(exercise("Toes", sides="alternate"), sets=3))
    marks = chapters_of(line)
    assert [mark.start_ms for mark in marks] == [0, *(mark.end_ms for mark in marks[:-1])]
    assert marks[-1].end_ms == line.duration_ms
    assert [mark.title for mark in marks[:2]] == ["Calf, left side", "Calf, right side"]
