"""``soleus voices`` with more voices than the one that comes with Piper, as a person types it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.cli import commands
from server.voice.worker.engines import ENGINES, PIPER
from tests.helpers.running import until
from tests.helpers.tiny_voice import write_tiny_voice
from tests.helpers.voice_catalogue import TINY, Catalogue, served_small

pytest.importorskip("piper")

#: An address at which nothing answers.
NOWHERE = "http://127.0.0.1:1"


@pytest.fixture(scope="module")
def catalogue() -> Iterator[Catalogue]:
    with served_small() as catalogue:
        yield catalogue


def environment(data: Path, url: str, engines: str = "piper") -> dict[str, str]:
    return {"SOLEUS_DATA": str(data), "SOLEUS_VOICES_URL": url, "SOLEUS_VOICE_ENGINES": engines}


def soleus(data: Path, *arguments: str, url: str = NOWHERE, engines: str = "piper") -> str:
    """Run a command, and return what it prints or, if it fails, why."""
    environ = environment(data, url, engines)
    ran = CliRunner().invoke(commands, ["voices", *arguments], env=environ)
    return str(ran.exception) if ran.exception else ran.output


def test_a_language_that_the_coach_does_not_speak_is_told_in_a_plain_sentence(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    told = soleus(tmp_path, "search", "german", url=catalogue.url)
    assert told == "Soleus does not speak German yet, only English."
    assert "no such voice" in soleus(tmp_path, "search", "klingon", url=catalogue.url)


def test_a_voice_is_found_installed_listed_and_removed(tmp_path: Path, catalogue: Catalogue) -> None:
    found = soleus(tmp_path, "search", "britain", url=catalogue.url)
    assert found == f"{TINY}  English (Great Britain)  x_low  0 MB\n"
    told = soleus(tmp_path, "install", TINY, url=catalogue.url)
    assert f"piper/{TINY} is installed (licence: CC0)." in told
    assert soleus(tmp_path, "search", "hum", url=catalogue.url).endswith("installed\n")
    assert [line.split() for line in soleus(tmp_path).splitlines()] == [
        ["piper/en_US-joe-medium", "Joe", "en-US", "medium", "piper", "default"],
        [f"piper/{TINY}", "Tiny", "Hum", "en-GB", "x_low", "piper", "ready"],
    ]
    assert f"{TINY} is removed" in soleus(tmp_path, "remove", f"piper/{TINY}")
    listed = json.loads(soleus(tmp_path, "--json"))
    assert [voice["id"] for voice in listed] == ["piper/en_US-joe-medium"]


def test_without_a_network_a_voice_is_installed_from_files(tmp_path: Path) -> None:
    assert "soleus voices install FILE.onnx" in soleus(tmp_path / "data", "install", TINY)
    model = write_tiny_voice(tmp_path, TINY)
    assert "is installed." in soleus(tmp_path / "data", "install", str(model))
    listed = json.loads(soleus(tmp_path / "data", "--json", engines="pyttsx3"))
    states = {voice["id"]: voice["state"] for voice in listed}
    assert states[f"piper/{TINY}"] == "is left out by voice_engines"


def test_without_piper_it_is_named_before_anything_is_downloaded(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ENGINES, "piper", (PIPER, ("a_package_that_nobody_has",)))
    catalogue.asked.clear()
    told = soleus(tmp_path, "install", TINY, url=catalogue.url)
    assert told.endswith("which is not installed: pip install -c requirements.lock '.[piper]'")
    assert catalogue.asked == []


def test_settings_may_stand_before_the_name_of_the_command(tmp_path: Path) -> None:
    model = write_tiny_voice(tmp_path, TINY)
    soleus(tmp_path / "data", "--data", str(tmp_path / "other"), "install", str(model))
    assert (tmp_path / "other" / "voices" / TINY).is_dir()
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("url", ["http://example.org/voices", "ftp://example.org", "example.org", "https://"])
def test_a_catalogue_has_a_safe_address(tmp_path: Path, url: str) -> None:
    told = soleus(tmp_path, "search", url=url)
    assert told.startswith(f"SOLEUS_VOICES_URL: '{url}' is not valid")
    assert "https://" in told


def test_an_installation_that_is_killed_leaves_no_voice_and_goes_on_next_time(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    catalogue.halves = True
    process = subprocess.Popen(
        [sys.executable, "-m", "server", "voices", "install", TINY],
        stdout=subprocess.DEVNULL,
        env={**os.environ, **environment(tmp_path, catalogue.url)},
    )
    part = tmp_path / "voices" / ".unfinished" / TINY / f"{TINY}.onnx"
    until(lambda: part.exists() and part.stat().st_size > 0)
    process.kill()
    process.wait()
    catalogue.halves = False
    assert TINY not in soleus(tmp_path)
    have = part.stat().st_size
    catalogue.asked.clear()
    assert "is installed" in soleus(tmp_path, "install", TINY, url=catalogue.url)
    assert catalogue.ranges_of(catalogue.model_path()) == [f"bytes={have}-"]
    assert TINY in soleus(tmp_path)
