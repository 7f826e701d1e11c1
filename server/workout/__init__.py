"""A person doing a timeline: events and a clock become a position. Pure: the time comes in as an argument.

May use ``coach`` and ``routine``, but not ``voice``.
"""

from server.workout.activity import Activity, activity_at, timeline_position_ms
from server.workout.counts import Count, counts_of, same_side
from server.workout.event_parsing import LONGEST_MS, parse_events
from server.workout.model import DONE_PERCENT, Event, Report, State, Summary, Workout
from server.workout.polling import FOLLOWING_POLL_S, PREPARING_POLL_MS, SILENCE_MS, player_poll_s
from server.workout.replay import replay_events, stops_of
from server.workout.summary import summarize

__all__ = [
    "DONE_PERCENT",
    "FOLLOWING_POLL_S",
    "LONGEST_MS",
    "PREPARING_POLL_MS",
    "SILENCE_MS",
    "Activity",
    "Count",
    "Event",
    "Report",
    "State",
    "Summary",
    "Workout",
    "activity_at",
    "counts_of",
    "parse_events",
    "player_poll_s",
    "replay_events",
    "same_side",
    "stops_of",
    "summarize",
    "timeline_position_ms",
]
