"""The timelines of a workout: that of its first track, and that of each change of doses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from server.coach import Timeline
from server.errors import NotFound
from server.store import Store
from server.workout import Event, Workout


def timelines_of(store: Store, workout: Workout, events: Iterable[Event]) -> dict[str, Timeline]:
    """Return the timelines of a workout by the digests of their tracks.

    :raises NotFound: if one is not kept any more.
    """
    return {digest: store.timeline(digest) for digest in _digests(workout, events)}


def kept_timelines(store: Store, workout: Workout, events: Iterable[Event]) -> dict[str, Timeline]:
    """Return those timelines of a workout that are still kept, by the digests of their tracks."""
    found = {}
    for digest in _digests(workout, events):
        with suppress(NotFound):
            found[digest] = store.timeline(digest)
    return found


def _digests(workout: Workout, events: Iterable[Event]) -> Iterator[str]:
    digests = (workout.first_track, *(event.track for event in events if event.kind == "dose"))
    return filter(None, dict.fromkeys(digests))
