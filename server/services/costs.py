"""What times cost that are too short for the words that have to be said in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from server.coach import Cost, costs, write_script
from server.routine import Choices, Dose, Routine
from server.routine.choices import PersonalRoutine
from server.routine.library import Examined
from server.routine.parsing import FileFault, written_parts
from server.track import RoutineCache, estimated_lengths


def costs_of(examined: Examined) -> Iterator[FileFault]:
    """Yield a note on each step of the sound routines whose words need more time than they have."""
    for routine, source in examined.routines:
        paths = {part.id: part.path for part in written_parts(source.data)}
        for cost in estimated_costs(routine, Choices()):
            yield source.fault(paths.get(cost.step, ()), message_of(cost), cost.step)


_KEPT: RoutineCache[dict[str, str]] = RoutineCache()


def cost_messages(personal: PersonalRoutine) -> Mapping[str, str]:
    """Return what a person's times cost, by the id of the step."""

    def make() -> dict[str, str]:
        found = estimated_costs(personal.routine, personal.choices, personal.doses)
        return {cost.step: message_of(cost) for cost in found}

    return _KEPT.get(personal.routine, make, repr(personal.choices))


def estimated_costs(
    routine: Routine, choices: Choices, doses: Mapping[str, Dose] | None = None
) -> tuple[Cost, ...]:
    """Return what a routine costs, by the estimated lengths of its words.

    :param doses: those of ``doses_of``, where they are known already.
    """
    return costs(write_script(routine, choices, doses), estimated_lengths(choices.rate))


def message_of(cost: Cost) -> str:
    """Return what is too short for what, and how much longer it takes."""
    words = " ".join(cost.words)
    extra_s = max(1, round(cost.extra_ms / 1000))
    chosen_s = cost.chosen_ms / 1000
    return f"{chosen_s:g} s is too short to say “{words}”; the coach takes about {extra_s} s more"
