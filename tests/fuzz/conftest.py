"""How much is sent, and applications to send it to."""

from __future__ import annotations

import pytest

from tests.web.conftest import open_app

__all__ = ["open_app"]

#: One kill for so many requests.
REQUESTS_A_KILL = 200


@pytest.fixture(scope="session")
def requests(pytestconfig: pytest.Config) -> int:
    """How many requests are sent to the application."""
    return int(pytestconfig.getoption("fuzz_requests"))


@pytest.fixture(scope="session")
def kills(requests: int) -> int:
    """How many times a server is killed."""
    return -(-requests // REQUESTS_A_KILL)


@pytest.fixture(scope="session")
def seed(pytestconfig: pytest.Config) -> str:
    """What everything that is sent is made from."""
    return str(pytestconfig.getoption("fuzz_seed"))
