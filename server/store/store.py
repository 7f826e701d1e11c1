"""The store, put together from its mixins."""

from __future__ import annotations

from server.store.checking import CheckingMixin
from server.store.choices import ChoicesMixin
from server.store.devices import DevicesMixin
from server.store.favourites import FavouritesMixin
from server.store.feeds import FeedsMixin
from server.store.history import HistoryMixin
from server.store.jobs import JobsMixin
from server.store.kept import KeptMixin
from server.store.owners import OwnersMixin
from server.store.people import PeopleMixin
from server.store.personal_data import PersonalDataMixin
from server.store.rate_hits import RateHitsMixin
from server.store.recordings import RecordingsMixin
from server.store.retention import RetentionMixin
from server.store.shared_files import SharedFilesMixin
from server.store.shared_secrets import SharedSecretsMixin
from server.store.tracks import TracksMixin
from server.store.workouts import WorkoutsMixin


class Store(
    PeopleMixin,
    DevicesMixin,
    ChoicesMixin,
    FavouritesMixin,
    TracksMixin,
    RecordingsMixin,
    KeptMixin,
    WorkoutsMixin,
    HistoryMixin,
    FeedsMixin,
    OwnersMixin,
    PersonalDataMixin,
    SharedFilesMixin,
    RetentionMixin,
    SharedSecretsMixin,
    RateHitsMixin,
    JobsMixin,
    CheckingMixin,
):
    """The database, one mixin of queries for each subject.

    Every method is one transaction: when a method that changes something returns, the change is durable.
    All may be called from several threads.
    """
