"""Lines that are logged."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from server.log_lines import log_lines, request_id


@pytest.fixture(autouse=True)
def logger() -> Iterator[logging.Logger]:
    """The project's logger, which is as it was before afterwards."""
    found = logging.getLogger("server")
    before = found.handlers, found.propagate, found.level
    yield found
    found.handlers, found.propagate = before[:2]
    found.setLevel(before[2])


def test_a_line_of_text_begins_with_the_time(
    logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    log_lines("info")
    logger.debug("too little")
    logger.info("workout begun: %s", "calves")
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith(" workout begun: calves")
    assert line[4] == "-"


def test_a_line_of_json_says_what_for_which_request(
    logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    log_lines("info", "json")
    named = request_id.set("abc")
    try:
        logging.getLogger("server.web").warning("zwölf\nDehnungen")
        int("broken")
    except ValueError:
        request_id.reset(named)
        logger.exception("a request failed")
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert {**first, "time": ""} == {
        "time": "",
        "level": "warning",
        "logger": "server.web",
        "message": "zwölf\nDehnungen",
        "request": "abc",
    }
    assert first["time"].endswith("+00:00")
    assert "ValueError: invalid literal" in second["error"]
    assert "request" not in second
