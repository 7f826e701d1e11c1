from collections.abc import Iterator
from pathlib import Path

import pytest

from server.resources import shipped
from server.routine.library.library import Library
from server.routine.model import Choices, Routine
from server.voice.clips import ClipStore, DiskCache
from server.voice.worker.pool import SpeakingPool
from tests.helpers.coach import exercise, routine, step
from tests.helpers.rendering import Rendered, render


@pytest.fixture(scope="session")
def clip_store(spoken: Path) -> Iterator[ClipStore]:
    pool = SpeakingPool()
    store = ClipStore(DiskCache(spoken / "cache" / "clips", 10**9), pool)
    yield store
    store.close()
    pool.close()


def odd_lengths() -> Routine:
    """Holds on each side, holds that take turns, and reps; times that fall on no frame."""
    calf = step(exercise("Calf stretch", sides="each"), seconds=37, reps=2, rest=7)
    toes = step(exercise("Toe stretch", sides="alternate"), seconds=5, sets=2, rest=4)
    raises = step(exercise("Heel raise", "reps"), tempo=(1.25, 1, 2.25, 0), reps=4)
    bounces = step(exercise("Fast raise", "reps"), tempo=(0.25, 0, 0.25, 0), reps=24)
    return routine(calf, toes, raises, bounces)


def plantar_fasciitis() -> Routine:
    return Library(shipped("routines")).routine("plantar-fasciitis")


@pytest.fixture(scope="session", params=[odd_lengths, plantar_fasciitis])
def rendered(request: pytest.FixtureRequest, clip_store: ClipStore) -> Rendered:
    return render(request.param(), Choices(), clip_store)
