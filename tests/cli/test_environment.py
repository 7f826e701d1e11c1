"""Machines that lack what most have: containers, above all."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.helpers.other_user import closed_to_others
from tests.helpers.running import Phone, until

#: No name, no home folder; may still read the interpreter, wherever that is.
NOBODY = "12345"
AS_NOBODY = (
    *("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"),
    *("--inh-caps", "+dac_read_search", "--ambient-caps", "+dac_read_search"),
)
#: Runs a command where nothing but one folder, the first argument, can be written to.
READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,ro,bind / && cd / && exec "$@"'
SOLEUS = (sys.executable, "-B", "-m", "server")
HOMELESS = "soleus: The user who runs Soleus has no home folder. Say where the data belong, with --data"

pytestmark = [
    pytest.mark.skipif(
        sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("setpriv"),
        reason="only root can be somebody else, and mount, on Linux",
    ),
    pytest.mark.skipif(bool(closed_to_others()), reason="other users cannot read this project"),
]


def run(before: Sequence[str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*before, *SOLEUS, *arguments], capture_output=True, text=True, timeout=120, env=environ()
    )


def environ() -> dict[str, str]:
    left_out = ("HOME", "TMPDIR", "XDG_DATA_HOME", "XDG_STATE_HOME")
    return {name: value for name, value in os.environ.items() if name not in left_out} | {
        "PYTHONPATH": os.pathsep.join((str(Path.cwd()), os.environ.get("PYTHONPATH", "")))
    }


def read_only(but: Path) -> tuple[str, ...]:
    before = ("unshare", "--mount", "sh", "-c", READ_ONLY, str(but))
    if subprocess.run([*before, "true"], check=False).returncode:
        pytest.skip("this machine lets nobody mount")
    return before


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("serve", "--help"), ("pair", "--help")])
def test_without_a_home_folder_one_is_helped(arguments: tuple[str, ...]) -> None:
    ran = run(AS_NOBODY, *arguments)
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("arguments", [("serve",), ("pair",), ("voices",), ("serve", "--data", "~/soleus")])
def test_without_a_home_folder_one_is_asked_for_a_data_folder(arguments: tuple[str, ...]) -> None:
    ran = run(AS_NOBODY, *arguments)
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (2, "", 1)
    assert ran.stderr.startswith(HOMELESS)


def test_without_a_home_folder_a_data_folder_is_enough() -> None:
    with tempfile.TemporaryDirectory(prefix="soleus-") as data:  # pytest's own are closed to others
        Path(data).chmod(0o777)
        assert run(AS_NOBODY, "voices", "--data", data).returncode == 0
        assert "No Soleus is running with the data folder" in run(AS_NOBODY, "pair", "--data", data).stderr


def test_where_nothing_else_can_be_written_soleus_speaks(tmp_path: Path) -> None:
    ran = run(read_only(tmp_path), "voices", "--data", str(tmp_path))
    assert (ran.returncode, ran.stderr) == (0, "")
    ran = run(read_only(tmp_path), "doctor", "--data", str(tmp_path), "--port", "1")
    assert "All is well." in ran.stdout


def test_where_nothing_else_can_be_written_the_server_is_well(tmp_path: Path) -> None:
    options = ("--no-warm", "--host", "127.0.0.1", "--port", "0", "--data", str(tmp_path))
    server = subprocess.Popen(
        [*read_only(tmp_path), *SOLEUS, "serve", *options], stdout=subprocess.PIPE, text=True, env=environ()
    )
    try:
        assert server.stdout
        port = int(server.stdout.readline().rpartition(":")[2].partition("/")[0])
        until(lambda: json.loads(Phone(port).get("/healthz")[2])["status"] == "ok")
        assert server.poll() is None
    finally:
        server.terminate()
        server.communicate(timeout=60)
