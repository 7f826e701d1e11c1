"""What Soleus keeps: people, devices, choices, workouts, tracks and feeds, in one database."""

from __future__ import annotations

from server.store.choices import ChoicesKept
from server.store.devices import Devices
from server.store.feeds import Feeds
from server.store.history import History
from server.store.people import People
from server.store.tracks import Tracks
from server.store.workouts import Workouts


class Store(People, Devices, ChoicesKept, Tracks, Workouts, History, Feeds):
    """The database, one module of queries per subject.

    Every method is one transaction: when a method that changes something returns, the change is on the disk.
    All may be called from several threads.
    """
