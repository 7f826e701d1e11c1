"""Services on a data folder of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.config import Config
from server.services.services import Services, open_services
from tests.helpers.clips import share_clips


@pytest.fixture
def services(tmp_path_factory: pytest.TempPathFactory, spoken: Path) -> Iterator[Services]:
    data = share_clips(tmp_path_factory.mktemp("data"), spoken)
    opened = open_services(Config(data=data, voice_workers=1))
    yield opened
    opened.close()
