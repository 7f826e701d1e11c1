"""Exercises found by typing: by name, muscle, part of the body or what one needs."""

from __future__ import annotations

from collections.abc import Iterable

from server.routine import Exercise


def search_words(exercise: Exercise) -> str:
    """Return the words by which an exercise is found, in lower case."""
    words = (exercise.name, exercise.id, exercise.muscle, exercise.position, *exercise.props)
    return " ".join((*words, *exercise.muscles, *exercise.body)).casefold()


def found_exercises(exercises: Iterable[Exercise], typed: str) -> tuple[Exercise, ...]:
    """Return the exercises in which every typed word occurs; all if nothing was typed."""
    wanted = typed.casefold().split()
    return tuple(each for each in exercises if all(word in search_words(each) for word in wanted))
