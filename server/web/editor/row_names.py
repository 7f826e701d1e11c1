"""What the rows of a draft are called, and how much each of them is, in short words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from server.routine import DOSE_FIELD_SPECS, DoseField, Exercise
from server.routine.choices import shown_figure
from server.routine.editing import Rows, StepRow

#: The figures that say how much a step is.
_TOLD: tuple[DoseField, ...] = ("seconds", "breaths", "reps", "sets", "move")
#: Counts that say nothing where they are one.
_COUNTS: tuple[DoseField, ...] = ("reps", "sets")
#: Leaves the digits of numbers and ladders.
_NO_SIGNS = str.maketrans("", "", ",;. ")
_BETWEEN_RUNGS = frozenset(",;")
_SIDES = {"each": "each side", "alternate": "sides take turns"}


def row_name(row: StepRow, exercises: Mapping[str, Exercise]) -> str:
    """Return what a row is called: its own name, or that of its exercise; "8 rounds" for a block."""
    match row.kind:
        case "pause":
            return "Pause"
        case "block":
            return _block_name(row)
    exercise = exercises.get(row.exercise)
    return row.inputs.get("name", "").strip() or (exercise.name if exercise else row.exercise)


def row_numbers(rows: Rows) -> dict[int, int]:
    """Return the number of each step by its row's key; pauses and blocks have none."""
    steps = (row for row in rows if row.kind == "step")
    return {row.key: number for number, row in enumerate(steps, start=1)}


def row_title(rows: Rows, row: StepRow, exercises: Mapping[str, Exercise]) -> str:
    """Return a name that tells a row from others with the same exercise: "Brisk walk, step 3"."""
    number = row_numbers(rows).get(row.key)
    name = row_name(row, exercises)
    return f"{name}, step {number}" if number else name


def row_summary(row: StepRow, exercises: Mapping[str, Exercise]) -> str:
    """Return how much a row is: "30 s, 2 holds, each side"; empty if nobody knows."""
    match row.kind:
        case "pause":
            return ", ".join(filter(None, (_typed(row, "pause", "s"), row.inputs.get("say", "").strip())))
        case "block":
            rest = _typed(row, "rest", "s")
            return f"{rest} rest between" if rest else ""
    return ", ".join(_parts(row, exercises.get(row.exercise)))


def _parts(row: StepRow, exercise: Exercise | None) -> Iterator[str]:
    amounts = exercise.amounts if exercise else {}
    ladder = bool(_BETWEEN_RUNGS & set(row.inputs.get("seconds", "")))
    for name in _TOLD:
        typed = row.inputs.get(name, "").strip()
        figure = typed or (shown_figure(amounts[name].default) if name in amounts else "")
        uncounted = name == "reps" and (ladder or _is_timed(row, exercise))
        if figure and not (name in _COUNTS and (figure == "1" or uncounted)):
            yield _figure(name, figure, exercise)
    sides = row.inputs.get("sides") or (exercise.sides if exercise else "")
    if sides in _SIDES:
        yield _SIDES[sides]
    if row.inputs.get("wait"):
        yield "waits for Play"


def _is_timed(row: StepRow, exercise: Exercise | None) -> bool:
    """Tell whether as many reps are done as one can in a time, though the exercise counts them."""
    return exercise is not None and exercise.kind == "reps" and bool(row.inputs.get("seconds", "").strip())


def _figure(name: DoseField, figure: str, exercise: Exercise | None) -> str:
    spec = DOSE_FIELD_SPECS[name]
    if name == "seconds":
        return _with_unit(figure, spec.unit)
    if name == "move":
        return f"{_with_unit(figure, spec.unit)} to get there"
    return f"{figure} {spec.label_for(exercise.kind if exercise else 'hold').lower()}"


def _block_name(row: StepRow) -> str:
    rounds = row.inputs.get("rounds", "").strip()
    words = [f"{rounds} round{'' if rounds == '1' else 's'}"] if rounds else []
    words += ["one side, then the other"] if row.inputs.get("sides") else []
    name = ", ".join(words) or "together"
    return name[0].upper() + name[1:]


def _typed(row: StepRow, name: str, unit: str) -> str:
    typed = row.inputs.get(name, "").strip()
    return _with_unit(typed, unit) if typed else ""


def _with_unit(figure: str, unit: str) -> str:
    """Return a figure with its unit, which somebody may have typed: "90 s", "1:30", "2 min"."""
    plain = figure.translate(_NO_SIGNS)
    return f"{figure} {unit}" if plain.isdecimal() else figure
