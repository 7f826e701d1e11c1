from __future__ import annotations

from collections.abc import Iterator

import pytest

from server.voice.catalogue import Source
from tests.helpers.voice_catalogue import Catalogue, served_small


@pytest.fixture
def catalogue() -> Iterator[Catalogue]:
    """A catalogue with the tiny voice, and one in a language that Soleus does not speak."""
    with served_small() as catalogue:
        yield catalogue


@pytest.fixture
def source(catalogue: Catalogue) -> Source:
    return Source(catalogue.url, pause_s=0)
