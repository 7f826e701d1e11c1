from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.cli import commands, main
from server.config import SINGLE, Config
from server.resources import shipped
from server.routine.choices.settings import SETTINGS
from server.routine.model import DOSE_FIELDS


def soleus(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "server", *arguments], capture_output=True, text=True, timeout=120
    )


@pytest.mark.parametrize("setting", SINGLE)
def test_help_documents_every_setting(setting: str) -> None:
    told = " ".join(CliRunner().invoke(commands, ["serve", "--help"], terminal_width=1000).output.split())
    flag = setting.replace("_", "-")
    assert f"--{flag}" in told
    assert f"[SOLEUS_{setting.upper()}; default: " in told
    assert (Config.model_fields[setting].description or "?") in told


@pytest.mark.parametrize("command", ["timeline", "render"])
@pytest.mark.parametrize("flag", ["--set", "--pace", "--side", "--verbosity", "--voice", "--rate", "--tones"])
def test_every_choice_can_be_made_on_the_command_line(command: str, flag: str) -> None:
    assert flag in CliRunner().invoke(commands, [command, "--help"]).output


def test_help_explains_every_choice_and_figure() -> None:
    told = " ".join(CliRunner().invoke(commands, ["timeline", "--help"], terminal_width=1000).output.split())
    for setting in SETTINGS.values():
        option = f"--{setting.name.replace('_', '-')}"
        assert f"{option} {setting.metavar} {setting.help}" in told
    for name in DOSE_FIELDS:
        assert f".{name}" in told


def test_a_timeline_is_printed_with_the_choices_made(tmp_path: Path) -> None:
    ran = soleus(
        *("timeline", "plantar-fasciitis", "--json", "--data", str(tmp_path)),
        *(
            "--set",
            "gastroc.seconds=45",
            "--set",
            "gastroc.reps=1",
            "--side",
            "left",
            "--verbosity",
            "minimal",
        ),
    )
    assert ran.returncode == 0, ran.stderr
    document = json.loads(ran.stdout)
    holds = [each for each in document["segments"] if (each["kind"], each["step"]) == ("hold", "gastroc")]
    assert holds
    assert {each["end_ms"] - each["start_ms"] for each in holds} == {45_000}
    assert {each["side"] for each in holds} == {"left"}


def test_a_timeline_can_be_read_by_people_too(tmp_path: Path) -> None:
    ran = soleus("timeline", "morning-first-steps", "--data", str(tmp_path), "--verbosity", "minimal")
    assert ran.returncode == 0, ran.stderr
    first, *lines = ran.stdout.splitlines()
    assert " min " in first
    assert any(line.split()[1:] == ["start", "(start)"] for line in lines)


def test_a_track_is_written(tmp_path: Path) -> None:
    output = tmp_path / "track.m4a"
    ran = soleus(
        *(
            "render",
            "morning-first-steps",
            "-o",
            str(output),
            "--data",
            str(tmp_path),
            "--verbosity",
            "minimal",
        )
    )
    assert ran.returncode == 0, ran.stderr
    assert output.read_bytes()[4:8] == b"ftyp"
    assert str(output) in ran.stdout


def test_the_voices_of_the_machine_are_listed(tmp_path: Path) -> None:
    as_json = soleus("voices", "--json", "--data", str(tmp_path))
    plain = soleus("voices", "--data", str(tmp_path))
    found = json.loads(as_json.stdout)
    assert found
    assert [line.split("  ")[0] for line in plain.stdout.splitlines()] == [voice["id"] for voice in found]


def test_the_shipped_routines_have_no_faults() -> None:
    ran = soleus("check", str(shipped("routines")))
    assert (ran.returncode, ran.stdout) == (0, "No faults.\n")


def test_faults_of_files_are_listed_and_counted_as_failure(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("name: Mine\nsteps:\n  - exercise: no-such-exercise\n")
    ran = soleus("check", str(path))
    assert ran.returncode == 1
    assert "mine.yaml" in ran.stdout
    assert ran.stderr == ""


def test_pronunciations_are_checked_and_what_they_say_is_not_noted(tmp_path: Path) -> None:
    routine, said = tmp_path / "mine.yaml", tmp_path / "pronunciation.yaml"
    routine.write_text("name: Turn L/R\nsteps:\n  - exercise: gastroc\n")
    said.write_text("en:\n  L/R: 3\n")
    ran = soleus("check", "--data", str(tmp_path), str(routine))
    assert (ran.returncode, ran.stderr) == (1, "")
    assert f"{said}:2: L/R: write how it is said" in ran.stdout
    assert "or add it under “How words are said”" in ran.stdout
    said.write_text("en:\n  L/R: left and right\n")
    ran = soleus("check", "--data", str(tmp_path), str(routine))
    assert (ran.returncode, ran.stdout) == (0, "No faults.\n")


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("nonsense",), "nonsense"),
        (("--no-such-flag",), "--no-such-flag"),
        (("timeline",), "ROUTINE"),
        (("timeline", "plantar-fascitis"), "plantar-fasciitis"),
        (("timeline", "plantar-fasciitis", "--pace", "7"), "pace"),
        (
            ("timeline", "plantar-fasciitis", "--set", "gastroc.seconds=9999"),
            "soleus: gastroc.seconds: 9999 is above the highest, 60; write a number from 15 to 60",
        ),
        (("timeline", "plantar-fasciitis", "--set", "gastroc"), "gastroc"),
        (("timeline", "plantar-fasciitis", "--voice", "klingon"), "klingon"),
        (("render", "plantar-fasciitis"), "-o"),
        (
            ("render", "morning-first-steps", "--verbosity", "minimal", "-o", "/no/such/folder/x.m4a"),
            "/no/such/folder",
        ),
        (("pair", "--devices", "0"), "--devices"),
        (("serve", "--port", "many"), "--port"),
        (("serve", "--port", "70000"), "--port"),
        (("--config", "/no/such/file"), "/no/such/file"),
        (("serve", "--host", "no.such.host.invalid"), "no.such.host.invalid"),
        (("check",), "PATH"),
        (("check", "/no/such/path"), "/no/such/path"),
    ],
)
def test_a_persons_mistake_is_one_line_and_no_traceback(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    part: str,
) -> None:
    monkeypatch.setenv("SOLEUS_DATA", str(tmp_path))
    monkeypatch.setenv("SOLEUS_PORT", "0")  # somebody's own Soleus may be running
    monkeypatch.setattr(sys, "argv", ["soleus", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code in (1, 2)
    printed, complained = capfd.readouterr()
    told = (complained or printed).splitlines()
    assert len(told) == 1
    assert part in told[0]


def test_a_data_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ran = soleus("voices", "--data", str(tmp_path / "file"))
    assert ran.returncode == 1
    assert ran.stderr.count("\n") == 1
    assert str(tmp_path / "file") in ran.stderr


def test_a_database_that_cannot_be_used_is_told_in_place_of_an_invitation(tmp_path: Path) -> None:
    ran = soleus("serve", "--data", str(tmp_path), "--port", "0", "--database-url", "nonsense")
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert ran.stderr.startswith("soleus: database_url")
    assert ran.stderr.count("\n") == 1


def test_no_command_serves(tmp_path: Path) -> None:
    ran = soleus("--data", str(tmp_path), "--host", "192.0.2.1")
    assert ran.returncode == 1
    assert "Cannot listen on 192.0.2.1" in ran.stderr


def test_a_step_is_swapped_or_left_out_on_the_command_line(tmp_path: Path) -> None:
    chosen = ["gastroc.instead=heel-raise-two", "gastroc.reps=8", "soleus.skip=yes", "soleus.why=sore knee"]
    options = [part for each in chosen for part in ("--set", each)]
    ran = soleus("timeline", "plantar-fasciitis", "--json", "--data", str(tmp_path), *options)
    segments = json.loads(ran.stdout)["segments"]
    done = {segment["step"]: segment["exercise"] for segment in segments}
    assert done["gastroc"] == "heel-raise-two"
    assert "soleus" not in done
    ran = soleus("timeline", "desk-break", "--data", str(tmp_path), "--set", "nothing.instead=soleus")
    assert ran.returncode == 2
    assert 'desk-break has no step "nothing"' in ran.stderr
