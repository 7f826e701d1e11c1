"""A real server, and phones of other engines that are paired with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.engines.browsers import ENGINES, HEIGHT, WIDTH, Missing
from tests.engines.phone import Phone
from tests.helpers.debian import leave_out
from tests.helpers.running import Running


@pytest.fixture(scope="session")
def paired(server: Running) -> Iterator[Callable[[str], Phone]]:
    """Return the phone of an engine; one serves all tests, in whatever order they come, unless it is lost."""
    phones: dict[str, Phone] = {}
    with ExitStack() as opened:

        def start(engine: str) -> Phone:
            if engine not in phones or phones[engine].is_lost:
                driven = opened.enter_context(ENGINES[engine]())
                driven.set_window_rect(0, 0, WIDTH, HEIGHT)
                driven.get(server.new_link())
                phones[engine] = Phone(driven, f"http://127.0.0.1:{server.port}")
            return phones[engine]

        yield start


@pytest.fixture(params=ENGINES)
def phone(request: pytest.FixtureRequest, paired: Callable[[str], Phone]) -> Phone:
    """A paired phone; where nothing may be left out, a missing engine is a fault."""
    try:
        return paired(request.param)
    except Missing as missing:
        leave_out(str(missing))
