from collections.abc import Iterator
from functools import cache

import pytest

from server.config import Config
from server.routine.model import Verbosity
from server.services.services import Parts, open_parts
from tests.helpers.tracks import Render, SpokenTrack, render


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """A whole Soleus in an empty folder."""
    opened = open_parts(Config(data=tmp_path_factory.mktemp("data")))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def spoken_track(parts: Parts) -> Render:
    """Makes tracks; each once in a test run."""

    @cache
    def make(routine: str, verbosity: Verbosity) -> SpokenTrack:
        return render(parts, routine, verbosity)

    return make
