"""Services on a data folder of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from server.config import Config
from server.services.services import Services, open_services


@pytest.fixture
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    opened = open_services(Config(data=tmp_path_factory.mktemp("data"), voice_workers=1))
    yield opened
    opened.close()
