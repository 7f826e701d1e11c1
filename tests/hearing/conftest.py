from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from server.config import Config
from server.routine.model import Verbosity
from server.services.services import Services, open_services
from tests.helpers.clips import share_clips
from tests.helpers.tracks import Render, SpokenTrack, render


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory, spoken: Path) -> Iterator[Services]:
    """A whole Soleus in an empty folder."""
    data = share_clips(tmp_path_factory.mktemp("data"), spoken)
    opened = open_services(Config(data=data))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def spoken_track(services: Services) -> Render:
    """Makes tracks; each once in a test run."""

    @cache
    def make(routine: str, verbosity: Verbosity) -> SpokenTrack:
        return render(services, routine, verbosity)

    return make
