"""What more than one folder of tests needs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright, sync_playwright


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[Playwright]:
    """Playwright itself, which can be started only once in a process."""
    with sync_playwright() as playwright:
        yield playwright
