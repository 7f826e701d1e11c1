"""What the README shows is true: its files are without fault, and its commands run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.cli import commands
from server.routine.library.check import check_files

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
#: Commands that do something and end by themselves.
COMMANDS = [line for line in re.findall(r"^soleus .+$", README, re.MULTILINE) if "serve" not in line]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_its_routine_has_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "calves.yaml"
    file.write_text(blocks("yaml")[0])
    assert check_files([file]) == ()


@pytest.mark.parametrize("command", COMMANDS)
def test_its_commands_run(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOLEUS_DATA", str(tmp_path))
    answer = CliRunner().invoke(commands, shlex.split(command)[1:])
    assert (answer.exit_code, answer.stderr) == (0, "")


def test_it_shows_commands() -> None:
    assert len(COMMANDS) >= 3


@pytest.mark.parametrize("link", re.findall(r"\]\(((?!http)[^)#]+)\)|src=\"([^\"]+)\"", README))
def test_its_links_lead_somewhere(link: tuple[str, str]) -> None:
    assert (ROOT / "".join(link)).exists()
