"""What the home page says of a workout that was left, or is going on somewhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from server.coach import segment_index_at
from server.services import Unfinished
from server.web import formatting
from server.web.players import other_player


@dataclass(frozen=True, slots=True)
class UnfinishedCard:
    """A workout that can be gone on with here, or followed."""

    id: str
    title: str
    #: The exercise whose drawing stands for it; empty where there is none.
    cover: str
    #: "Stopped at step 4 of 7"
    where: str
    #: "9 min left"; empty where that is not known.
    left: str
    #: Whether another device plays it at this moment.
    elsewhere: bool


def unfinished_card(found: Unfinished | None, covers: Mapping[str, str]) -> UnfinishedCard | None:
    """Return what is shown of an unfinished workout.

    :param covers: the exercise whose drawing stands for each routine.
    """
    if found is None:
        return None
    workout, state, timeline = found.workout, found.state, found.timeline
    cover = covers.get(workout.routine_id, "")
    if state is None or timeline is None:
        return UnfinishedCard(workout.id, workout.title, cover, "You left this one unfinished", "", False)
    player = other_player(workout) if state.playing else ""
    segment = timeline.segments[segment_index_at(timeline, state.position_ms)]
    steps = list(dict.fromkeys(each.step for each in timeline.segments))
    step = f"step {steps.index(segment.step) + 1} of {len(steps)}"
    return UnfinishedCard(
        id=workout.id,
        title=workout.title,
        cover=cover,
        where=f"Playing on {player}" if player else f"Stopped at {step}",
        left=formatting.time_left(timeline.duration_ms - state.position_ms),
        elsewhere=bool(player),
    )
