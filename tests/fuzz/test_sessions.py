"""Whatever is sent to any address: no fault, no traceback, no secret in the log, nothing slow."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from server.config import Config
from server.web.context import services_of
from tests.helpers.app import Clock, OpenApp
from tests.helpers.fuzzing.asking import Tally
from tests.helpers.fuzzing.session import Session, session_steps

# Werkzeug leaves the parts of a form open that ended in its middle, until they are collected.
_OPEN = "ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"
pytestmark = [pytest.mark.fuzz, pytest.mark.filterwarnings(_OPEN)]

#: Requests to one application, before a new one begins in an empty folder.
REQUESTS_A_SESSION = 250


def test_every_address_withstands_whatever_is_sent(
    open_app: OpenApp,
    tmp_path: Path,
    requests: int,
    seed: str,
    record_property: Callable[[str, object], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    tally, number, steps = Tally(), 0, None
    rules: set[str] = set()
    caplog.set_level(logging.INFO)
    try:
        while tally.requests < requests:
            number += 1
            data = tmp_path / str(number)
            data.mkdir()
            clock = Clock()
            config = Config(data=data, warm=False, voice_workers=1, pairing=number % 4 > 0)
            with open_app(config, clock=clock) as app:
                every = sorted(app.url_map.iter_rules(), key=str)
                rules = {rule.rule for rule in every}
                steps = steps or session_steps(Random(seed), every)
                by_name = {rule.rule: rule for rule in every}
                session = Session(app, services_of(app).store, clock, f"{seed} {number}", tally)
                logging.getLogger().addHandler(session.log)
                try:
                    session.begin()
                    until = min(requests, tally.requests + REQUESTS_A_SESSION)
                    while tally.requests < until:
                        step = next(steps)
                        if isinstance(step, str):
                            getattr(session, step)()
                        else:
                            session.ask(by_name[step[0].rule], step[1])
                finally:
                    logging.getLogger().removeHandler(session.log)
                assert not session.secrets_told()
            gc.collect()
    finally:
        record_property("fuzz", f"in the application, seed {seed}: {tally}")
        never = ", ".join(sorted(rules - tally.opened)) or "none"
        record_property("fuzz", f"never answered well: {never}")
    assert rules == tally.asked
