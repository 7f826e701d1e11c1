"""How often a page asks where its workout is: every interval of this is stated here."""

from __future__ import annotations

from math import ceil

from server.coach import Timeline, segment_index_at
from server.workout.activity import next_change_ms, timeline_position_ms

#: Milliseconds between the polls of a page whose track is being made.
PREPARING_POLL_MS = 300
#: Seconds between the polls of a page whose workout is paused.
PAUSED_POLL_S = 10.0
#: Seconds between two polls of a page that plays, at most.
LONGEST_POLL_S = 30.0
#: Seconds between the polls of a page that follows another: it sees a pause or a skip within two seconds.
FOLLOWING_POLL_S = 1.5
#: Where changes follow each other quickly, polls are this far apart: eight a minute.
SHORTEST_POLL_S = 60 / 8
#: A player that has been silent for this long is gone; the workout stays where it was last known to be.
SILENCE_MS = round(4 * LONGEST_POLL_S * 1000)
#: A poll comes this much after a change, so that it is not answered with the state before.
_AFTER_CHANGE_MS = 150


def player_poll_s(timeline: Timeline, position_ms: int, *, playing: bool) -> float:
    """Return the seconds until the page that plays the sound asks again: just after the next change."""
    if not playing:
        return PAUSED_POLL_S
    position_ms = timeline_position_ms(timeline, position_ms)
    index = segment_index_at(timeline, position_ms)
    change_ms = next_change_ms(timeline.segments, index)
    while timeline.segments[index].kind == "rep" and change_ms - position_ms < SHORTEST_POLL_S * 1000:
        index += 1
        change_ms = next_change_ms(timeline.segments, index)
    return min(ceil((change_ms - position_ms + _AFTER_CHANGE_MS) / 100) / 10, LONGEST_POLL_S)
