"""From a timer of another app to a routine in the language of files, with an exercise for each name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from server.routine.doses import block_figures
from server.routine.editing import Bundle, free_id, id_of
from server.routine.importing.items import (
    LONGEST_PAUSE_S,
    ForeignTimer,
    Item,
    Notes,
    Pause,
    Rounds,
    Work,
    clock,
    has_work,
    seconds_of,
)
from server.routine.importing.names import printable
from server.routine.schema import DEEPEST_BLOCK, LONGEST_NAME, MOST_STEPS

_MOST_ROUNDS = block_figures()["rounds"].highest
#: What the coach says at the end of work that it knows nothing of, in place of letting go of a stretch.
_END = "Stop there."
_SAFETY = "Soleus does not know this exercise. Stop if it hurts."
_INSTRUCTION = "Begin, as you know it."
#: How long an exercise lasts where its step does not say so: the same in all files, so that an exercise that
#: was taken over before is known again.
_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Composed:
    """A routine made of a timer."""

    bundle: Bundle
    #: What all work and all rests take together, in seconds.
    work_s: int
    rest_s: int
    not_taken: tuple[str, ...]
    #: Name of each of its own exercises in the other app, by id.
    names: Mapping[str, str]


def composed(timer: ForeignTimer) -> Composed:
    """Return the routine of a timer; it has no steps where Soleus cannot hold it, and a note says why."""
    notes = Notes()
    items = tuple(_plain(timer.items, notes))
    fault = _fault(items)
    if fault:
        notes, items = Notes(), ()
        notes.add(fault)
    elif any(_depth(each) > DEEPEST_BLOCK for each in items):
        notes.add(f"Rounds inside rounds, more than {DEEPEST_BLOCK} deep: the outer ones are written out.")
        items = tuple(_unrolled(items))
    writer = _Writer()
    name = printable(timer.name)[:LONGEST_NAME].strip() or timer.app
    routine = {
        "name": name,
        "purpose": f"Taken over from {timer.app}.",
        "source": timer.app,
        "steps": [writer.part(each) for each in items],
    }
    return Composed(
        bundle=Bundle(id_of(name), routine, writer.exercises),
        work_s=seconds_of(items, Work),
        rest_s=seconds_of(items, Pause),
        not_taken=(*notes.texts(), *timer.not_taken),
        names={exercise_id: name for name, exercise_id in writer.ids.items()},
    )


def _plain(items: Iterable[Item], notes: Notes) -> Iterator[Item]:
    """Yield items without rounds that are done once, or never, and without rounds of nothing but rest."""
    for each in items:
        if not isinstance(each, Rounds):
            yield each
            continue
        inside = tuple(_plain(each.items, notes))
        if each.count < 1:
            notes.add(f"What is done {each.count} times there is left out.")
        elif not inside or each.count == 1:
            yield from inside
        elif has_work(inside):
            if each.count > _MOST_ROUNDS:
                notes.add(f"{each.count} rounds: here they are {_MOST_ROUNDS}, which is the most.")
            yield Rounds(min(each.count, _MOST_ROUNDS), inside)
        else:
            yield from _rests(each.count * seconds_of(inside, Pause), notes)


def _rests(seconds: int, notes: Notes) -> Iterator[Pause]:
    """Yield a rest in place of rounds of rests."""
    if seconds <= LONGEST_PAUSE_S:
        yield Pause(seconds)
    else:
        notes.add(f"A rest of {clock(seconds)}: at most {clock(LONGEST_PAUSE_S)} here, so it is left out.")


def _fault(items: tuple[Item, ...]) -> str:
    """Return why no routine can be made of these; an empty string if one can."""
    count = _written(items)
    if not has_work(items):
        return "There is nothing to do in it, so nothing of it can be taken over."
    if count > MOST_STEPS:
        return (
            f"It has {count} steps, rests and rounds; a routine has at most {MOST_STEPS}, "
            "so nothing of it can be taken over. Make it into two, or use rounds."
        )
    return ""


def _depth(item: Item) -> int:
    """Return how many rounds are around the innermost step, counting this one."""
    return 1 + max(map(_depth, item.items)) if isinstance(item, Rounds) else 0


def _written(items: Iterable[Item]) -> int:
    """Return how many steps, pauses and blocks these become, worked out without writing them."""
    total = 0
    for each in items:
        if not isinstance(each, Rounds):
            total += 1
        elif _depth(each) > DEEPEST_BLOCK:
            total += each.count * _written(each.items)
        else:
            total += 1 + _written(each.items)
    return total


def _unrolled(items: Iterable[Item]) -> Iterator[Item]:
    """Yield items with rounds that are nested too deeply written out one after the other."""
    for each in items:
        if isinstance(each, Rounds) and _depth(each) > DEEPEST_BLOCK:
            for _ in range(each.count):
                yield from _unrolled(each.items)
        else:
            yield each


@dataclass(slots=True)
class _Writer:
    """Writes the steps of a routine, and an exercise for each new name."""

    exercises: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: Id of the exercise by its name.
    ids: dict[str, str] = field(default_factory=dict)
    #: Ids of steps that were written.
    _steps: set[str] = field(default_factory=set)

    def part(self, item: Item) -> dict[str, Any]:
        """Return an entry of ``steps``."""
        if isinstance(item, Rounds):
            return {"rounds": item.count, "steps": [self.part(each) for each in item.items]}
        if isinstance(item, Pause):
            return {"pause": item.seconds, **({"say": item.say} if item.say else {})}
        return self._step(item)

    def _step(self, work: Work) -> dict[str, Any]:
        """Return a step; all steps are joined, and introduced by their names."""
        exercise_id = self._exercise(work)
        step: dict[str, Any] = {"exercise": exercise_id}
        step_id = free_id(exercise_id, self._steps | (self.exercises.keys() - {exercise_id}))
        self._steps.add(step_id)
        if step_id != exercise_id:
            step["id"] = step_id
        if work.seconds != _SECONDS:
            step["seconds"] = work.seconds
        step |= {"move": 0, "announce": "name"}
        return {**step, "say": work.say} if work.say else step

    def _exercise(self, work: Work) -> str:
        if work.name not in self.ids:
            exercise_id = free_id(id_of(work.name) or "exercise", self.exercises)
            self.ids[work.name] = exercise_id
            self.exercises[exercise_id] = {
                "name": work.name,
                "kind": "hold",
                "sides": "both",
                "instruction": _INSTRUCTION,
                "seconds": _SECONDS,
                "safety": _SAFETY,
                "end_cue": _END,
                "breath": False,
            }
        return self.ids[work.name]
