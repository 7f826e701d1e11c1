"""A real server on a machine whose espeak-ng cannot be loaded, until it is installed again."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.helpers.running import Phone, serving, until

BANNER = "Nothing can be spoken at present."


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package in the place of espeak-ng's that cannot be imported, as long as it is there."""
    package = tmp_path / "broken" / "espeakng_loader"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('raise ImportError("there is no espeak-ng here")\n', "utf-8")
    known = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(package.parent), known))))
    return package


def test_pages_answer_without_espeak_and_notice_its_return(tmp_path: Path, broken: Path) -> None:
    with serving(tmp_path / "data") as running:
        phone = Phone(running.port)
        phone.pair(running.link())
        until(lambda: BANNER in phone.get("/")[2])
        for page in ("/", "/routines/desk-break", "/editor/new"):
            status, _, text = phone.get(page)
            assert (status, "there is no espeak-ng here" in text) == (200, True)
        status, headers, _ = phone.post("/workouts", {"routine": "desk-break"})
        assert status == 303
        workout = headers["location"]
        until(lambda: "there is no espeak-ng here" in phone.get(f"{workout}/now")[2])
        shutil.rmtree(broken)
        until(lambda: 'data-state="ready"' in phone.get(f"{workout}/now")[2])
        assert BANNER not in phone.get("/")[2]
